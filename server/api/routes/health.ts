/** /healthz: the process answers. /readyz: it can serve. /metrics. */
import { OvnetError } from '../../../model/errors.js';
import { VIEWERS, route, type Route } from '../route.js';
import { Health } from '../schemas/health.js';

export const HEALTH_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/healthz',
    operation: 'getHealth',
    summary: 'This process answers',
    rights: 'public',
    answer: Health,
    handle: () => ({ body: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    operation: 'getReadiness',
    summary: 'This manager can serve: it holds the state and sees a quorum',
    rights: 'public',
    answer: Health,
    handle: ({ context }) => {
      const readiness = context.deps.readiness();
      if (readiness.ready) return { body: { status: 'ok' } };
      throw new OvnetError(readiness.code, readiness.detail);
    },
  }),
  route({
    method: 'GET',
    path: '/metrics',
    operation: 'getMetrics',
    summary: 'Metrics in the Prometheus text format',
    rights: VIEWERS,
    answer: 'text',
    handle: async ({ context }) => {
      const { contentType, body } = await context.metrics.exposition();
      return { body, mediaType: contentType };
    },
  }),
];
