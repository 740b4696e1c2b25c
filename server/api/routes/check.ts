/** /v1/networks/{network}/check: the network measured between its members. */
import { checkNetwork } from '../../inspect/check.js';
import { found, settle } from '../reading.js';
import { OPERATORS, route, type Route } from '../route.js';
import { CheckAnswer, CheckQuery } from '../schemas/check.js';
import { NetworkParams } from '../schemas/networks.js';
import { askTimeoutMs } from '../schemas/queries.js';

const PAIRS = 100;
/** A hundred pairs of one worker take ten seconds and more. */
const USUAL_MS = 30_000;

export const CHECK_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/networks/{network}/check',
    operation: 'checkNetwork',
    summary: 'Measure loss, latency and path MTU between members, from inside their namespaces',
    rights: OPERATORS,
    params: NetworkParams,
    query: CheckQuery,
    answer: CheckAnswer,
    handle: async ({ context, params, query }) => {
      await settle(context, query);
      const { view, workers } = context.deps;
      const network = found(view.network(params.network), 'network', params.network);
      const { pairs = PAIRS, family } = query;
      const body = await checkNetwork(
        { view, workers },
        { network, pairs, family, timeoutMs: askTimeoutMs(query, USUAL_MS) },
      );
      return { body, revision: body.revision };
    },
  }),
];
