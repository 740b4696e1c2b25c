/** /v1/trace: where packets between two endpoints stop. */
import { OvnetError } from '../../../model/errors.js';
import type { TracePort } from '../../../model/trace.js';
import { traceEndpoints } from '../../inspect/trace.js';
import { checkRights } from '../caller.js';
import { found, settle } from '../reading.js';
import { OPERATORS, VIEWERS, route, type Route } from '../route.js';
import { askTimeoutMs } from '../schemas/queries.js';
import { TraceAnswer, TraceBody, TraceQuery } from '../schemas/trace.js';

export const TRACE_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/trace',
    operation: 'trace',
    summary: 'Follow the way between two endpoints through both kernels; names the first fault',
    rights: VIEWERS,
    query: TraceQuery,
    body: TraceBody,
    answer: TraceAnswer,
    handle: async ({ context, caller, query, body }) => {
      await settle(context, query);
      // It sends what a workload gets.
      if (body.live === true) checkRights(caller, OPERATORS);
      const { view, convergence, workers } = context.deps;
      const endpoint = (ref: string) => found(view.endpoint(ref), 'endpoint', ref);
      const [from, to] = [endpoint(body.from), endpoint(body.to)];
      if (from.id === to.id) {
        const errors = [{ pointer: '/to', detail: 'the endpoint that sends' }];
        throw new OvnetError('invalid-body', 'a trace needs two endpoints', { errors });
      }
      const timeoutMs = askTimeoutMs(query);
      const answer = await traceEndpoints(
        { view, convergence, workers, cluster: context.cluster() },
        {
          ...{ from, to, timeoutMs, family: body.family },
          ...{ port: portOf(body.port), live: body.live === true },
        },
      );
      return { body: answer, revision: answer.revision };
    },
  }),
];

/** Throws `invalid-body`. */
function portOf(text: string | undefined): TracePort | undefined {
  if (text === undefined) return undefined;
  const [protocol, digits] = text.split('/');
  const number = Number(digits);
  if (number >= 1 && number <= 65_535) {
    return { protocol: protocol === 'udp' ? 'udp' : 'tcp', number };
  }
  const errors = [{ pointer: '/port', detail: 'a port is 1 to 65535' }];
  throw new OvnetError('invalid-body', `'${text}' is no port`, { errors });
}
