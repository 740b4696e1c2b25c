/** /healthz: the process lives. /readyz: it can serve. /metrics. */
import { OvnetError } from '../../../model/errors.js';
import type { Readiness } from '../deps.js';
import { VIEWERS, route, type Answer, type Route } from '../route.js';
import { Health } from '../schemas/health.js';

export const HEALTH_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/healthz',
    operation: 'getHealth',
    summary: 'This process lives: it answers, and its disk does',
    rights: 'public',
    answer: Health,
    handle: ({ context }) => answerOf(context.deps.health()),
  }),
  route({
    method: 'GET',
    path: '/readyz',
    operation: 'getReadiness',
    summary: 'This manager can serve: it knows a leader, holds the state and has room on its disk',
    rights: 'public',
    answer: Health,
    handle: ({ context }) => answerOf(context.deps.readiness()),
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

function answerOf(readiness: Readiness): Answer {
  if (readiness.ready) return { body: { status: 'ok' } };
  throw new OvnetError(readiness.code, readiness.detail);
}
