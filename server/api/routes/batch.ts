/** /v1/batch: many writes as one entry of the log, all or nothing. */
import { inTurns } from '../../storage/in-turns.js';
import { batchCommands } from '../batch-operations.js';
import { batchAnswer } from '../batch-results.js';
import { submitBatch } from '../patch.js';
import { settle } from '../reading.js';
import { OPERATORS, route, type Route } from '../route.js';
import { Batch, BatchAnswer } from '../schemas/batch.js';
import { WriteQuery } from '../schemas/queries.js';
import { answerWritten } from '../writing.js';

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
      const made = { results, commands, rest: answer.body as object };
      return { ...answer, body: await inTurns(batchAnswer(context, made)) };
    },
  }),
];
