/** /v1/verify: the workers' kernels, read back now. */
import { OvnetError } from '../../../model/errors.js';
import { verifyWorkers } from '../../inspect/verify.js';
import { found, settle } from '../reading.js';
import { VIEWERS, route, type Route } from '../route.js';
import { askTimeoutMs } from '../schemas/queries.js';
import { VerifyAnswer, VerifyQuery } from '../schemas/verify.js';

export const VERIFY_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/verify',
    operation: 'verify',
    summary: 'Compare the kernels of all workers, read back now, with the state; repairs nothing',
    rights: VIEWERS,
    query: VerifyQuery,
    answer: VerifyAnswer,
    handle: async ({ context, query }) => {
      await settle(context, query);
      const { view, convergence, workers } = context.deps;
      const { node: ref, network: name } = query;
      const node = ref === undefined ? undefined : found(view.node(ref, 'worker'), 'worker', ref);
      if (node !== undefined && node.role !== 'worker') {
        throw new OvnetError('not-found', `'${node.name}' is no worker`);
      }
      const network =
        name === undefined ? undefined : found(view.network(name), 'network', name).id;
      const timeoutMs = askTimeoutMs(query);
      const body = await verifyWorkers(
        { view, convergence, workers },
        { node, network, timeoutMs },
      );
      return { body, revision: body.revision };
    },
  }),
];
