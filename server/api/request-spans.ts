/** One span per request of the API, from its headers to the end of its answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Span, TraceContext, Tracing } from '../../observe/tracing.js';

const TRACED = '/v1/';

export class RequestSpans {
  readonly #tracing: Tracing;
  readonly #spans = new WeakMap<FastifyRequest, Span>();

  constructor(tracing: Tracing) {
    this.#tracing = tracing;
  }

  /** Health, metrics and documents are asked for all the time and tell nothing. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    if (!this.#tracing.isOn || !request.url.startsWith(TRACED)) return;
    const route = request.routeOptions.url ?? 'unknown';
    const header = request.headers['traceparent'];
    const parent = typeof header === 'string' ? header : undefined;
    const span = this.#tracing.root(`${request.method} ${route}`, parent, {
      'http.request.method': request.method,
      'http.route': route,
      'ovnet.request_id': request.id,
    });
    this.#spans.set(request, span);
    reply.raw.once('close', () => {
      const { statusCode } = reply;
      const failure = statusCode >= 500 ? new Error(`status ${statusCode}`) : undefined;
      span.end({ 'http.response.status_code': statusCode }, failure);
    });
  }

  contextOf(request: FastifyRequest): TraceContext | undefined {
    return this.#spans.get(request)?.context;
  }
}
