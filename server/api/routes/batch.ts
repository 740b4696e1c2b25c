/** /v1/batch: many writes as one entry of the log, all or nothing. */
import type { Endpoint, Network, Reservation, Subnet } from '../../../model/objects.js';
import type { Command } from '../../state/command.js';
import type { ApplyResult } from '../../state/event.js';
import { inBatches } from '../../state/steps.js';
import { inTurns } from '../../storage/in-turns.js';
import { batchCommands } from '../batch-operations.js';
import type { ApiContext } from '../context.js';
import { endpointShower, showRemoved } from '../endpoint-state.js';
import { goneNetworks, withNetworkName } from '../gone-networks.js';
import { submitBatch } from '../patch.js';
import { settle } from '../reading.js';
import { OPERATORS, route, type Route } from '../route.js';
import { Batch, BatchAnswer } from '../schemas/batch.js';
import { WriteQuery } from '../schemas/queries.js';
import { answerWritten } from '../writing.js';
import { showNetwork } from './networks.js';
import { showReservation } from './reservations.js';
import { showSubnet } from './subnets.js';

const BODY_LIMIT = 16 * 1024 * 1024;

export const BATCH_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/batch',
    operation: 'batch',
    summary: 'Carry out up to 10,000 writes, all or nothing',
    rights: OPERATORS,
    query: WriteQuery,
    body: Batch,
    bodyLimit: BODY_LIMIT,
    answer: BatchAnswer,
    handle: async (call) => {
      const { context, body } = call;
      if (body.operations.some(({ op }) => op === 'update')) await settle(context, {});
      const { commands, fault } = await inTurns(batchCommands(context, body.operations));
      const { revision, results = [] } = await submitBatch(call, commands, fault);
      const written = { revision, network: undefined, show: () => ({}) };
      const answer = await answerWritten(call, written);
      const texts = await inTurns(resultTexts(context, results, commands));
      return { ...answer, body: answerText(texts, answer.body as object) };
    },
  }),
];

/** One takes some microseconds. */
const RESULTS_PER_STEP = 250;

/** The objects as JSON, in steps. */
function* resultTexts(
  context: ApiContext,
  results: readonly ApplyResult[],
  commands: readonly Command[],
): Generator<void, string[]> {
  const show = endpointShower(context);
  const texts: string[] = [];
  const gone = goneNetworks(results, commands);
  yield* inBatches(results, RESULTS_PER_STEP, (result) => {
    const object = shown(context, result, commands[texts.length], show);
    texts.push(JSON.stringify(gone.size === 0 ? object : withNetworkName(object, gone)));
  });
  return texts;
}

/** Put together as text: to make the JSON of all results at once would take too long. */
function answerText(results: readonly string[], rest: object): string {
  return `{"results":[${results.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

function shown(
  context: ApiContext,
  result: ApplyResult,
  command: Command | undefined,
  show: ReturnType<typeof endpointShower>,
): object {
  if (!result.ok) return {};
  if (result.kind === 'network') return showNetwork(context, result.object as Network);
  if (result.kind === 'subnet') return showSubnet(context, result.object as Subnet);
  if (result.kind === 'reservation') {
    return showReservation(context, result.object as Reservation);
  }
  const endpoint = result.object as Endpoint;
  return command?.kind === 'endpoint.delete' ? showRemoved(context, endpoint) : show(endpoint);
}
