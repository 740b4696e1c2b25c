/** What a batch has made, as its answer tells it: text by text, as to make all of it at once would take too long. */
import type { Endpoint, Network, Reservation, Subnet } from '../../model/objects.js';
import type { Command } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';
import { inBatches } from '../state/steps.js';
import type { ApiContext } from './context.js';
import { endpointTeller, showRemoved } from './endpoint-state.js';
import { showNetwork } from './routes/networks.js';
import { showReservation } from './routes/reservations.js';
import { showSubnet } from './routes/subnets.js';

/** One takes some microseconds. */
const RESULTS_PER_STEP = 250;

/** The objects as JSON, in steps. */
export function* resultTexts(
  context: ApiContext,
  results: readonly ApplyResult[],
  commands: readonly Command[],
): Generator<void, string[]> {
  const tell = endpointTeller(context);
  const texts: string[] = [];
  yield* inBatches(results, RESULTS_PER_STEP, (result) => {
    const isDelete = commands[texts.length]?.kind === 'endpoint.delete';
    const isThere = result.ok && result.kind === 'endpoint' && !isDelete;
    texts.push(isThere ? tell(result.object as Endpoint) : JSON.stringify(shown(context, result)));
  });
  return texts;
}

/** Put together as text, in one go: to make the JSON of all results at once would take too long. */
export function answerText(results: readonly string[], rest: object): string {
  const [first = '', ...others] = results;
  const pieces = [`{"results":[${first}`, ...others];
  const last = pieces.pop() ?? '';
  pieces.push(`${last}],${JSON.stringify(rest).slice(1)}`);
  return pieces.join(',');
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
