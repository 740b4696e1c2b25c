/** What a batch has made, as its answer tells it: part by part, as to make all of it at once would take too long. */
import type { Endpoint, Network, Reservation, Subnet } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';
import type { ApiContext } from './context.js';
import { endpointTeller, showRemoved } from './endpoint-state.js';
import { goneNetworks, withNetworkName } from './gone-networks.js';
import { showNetwork } from './routes/networks.js';
import { showReservation } from './routes/reservations.js';
import { showSubnet } from './routes/subnets.js';

const COMMA = Buffer.from(',');
/** One takes a microsecond. */
const RESULTS_PER_STEP = 200;

export interface BatchMade {
  readonly results: readonly ApplyResult[];
  /** Those that made them, in the same order. */
  readonly commands: readonly Command[];
  /** What else the answer has; not nothing. */
  readonly rest: object;
}

/** The answer as JSON, in steps: bytes of each, so that what is left for the end is to put them in a row. */
export function* batchAnswer(
  context: ApiContext,
  { results, commands, rest }: BatchMade,
): Generator<void, Buffer> {
  const tell = endpointTeller(context);
  const gone = goneNetworks(results, commands);
  const parts: Buffer[] = [Buffer.from('{"results":[')];
  for (let start = 0; start < results.length; start += RESULTS_PER_STEP) {
    const some = results.slice(start, start + RESULTS_PER_STEP);
    const texts = some.map((result, at) => {
      const isDelete = commands[start + at]?.kind === 'endpoint.delete';
      const isThere = result.ok && result.kind === 'endpoint' && !isDelete;
      if (isThere) return tell(result.object as Endpoint);
      return JSON.stringify(withNetworkName(shown(context, result), gone));
    });
    if (start > 0) parts.push(COMMA);
    parts.push(Buffer.from(texts.join(',')));
    yield;
  }
  parts.push(Buffer.from(`],${JSON.stringify(rest).slice(1)}`));
  return Buffer.concat(parts);
}

function shown(context: ApiContext, result: ApplyResult): object {
  if (!result.ok) return {};
  if (result.kind === 'network') return showNetwork(context, result.object as Network);
  if (result.kind === 'subnet') return showSubnet(context, result.object as Subnet);
  if (result.kind === 'reservation') {
    return showReservation(context, result.object as Reservation);
  }
  return showRemoved(context, result.object as Endpoint);
}
