/** The API's metrics. */
import { DURATION_BUCKETS_S, type Metrics, type MetricTable } from '../../observe/metrics.js';

export const API_METRICS = {
  duration: {
    type: 'histogram',
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer, a wait for convergence included',
    labels: ['route', 'method', 'status'],
    buckets: DURATION_BUCKETS_S,
  },
  inFlight: {
    type: 'gauge',
    name: 'http_requests_in_flight',
    help: 'Requests being answered, watches and waits included',
  },
  joins: {
    type: 'counter',
    name: 'join_requests_total',
    help: 'Requests to join by result: accepted or the code of the refusal',
    labels: ['result'],
  },
  watches: { type: 'gauge', name: 'watches', help: 'Watches that are served now' },
  watchEnds: {
    type: 'counter',
    name: 'watch_ends_total',
    help: 'Watches that were ended, refused, or left by their reader (gone), by code',
    labels: ['code'],
  },
} as const satisfies MetricTable;

export interface HttpExchange {
  /** The pattern, never the path: labels are closed sets. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

export class ApiMetrics {
  readonly #metrics: Metrics;
  readonly #duration;
  readonly #inFlight;
  readonly #joins;
  readonly #watches;
  readonly #watchEnds;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.#duration = metrics.histogram(API_METRICS.duration);
    this.#inFlight = metrics.gauge(API_METRICS.inFlight);
    this.#joins = metrics.counter(API_METRICS.joins);
    this.#watches = metrics.gauge(API_METRICS.watches);
    this.#watchEnds = metrics.counter(API_METRICS.watchEnds);
  }

  began(): void {
    this.#inFlight.inc();
  }

  /** The connection of a request has closed, answered or not. */
  ended(): void {
    this.#inFlight.dec();
  }

  observe({ route, method, status, seconds }: HttpExchange): void {
    this.#duration.observe({ route, method, status }, seconds);
  }

  watching(count: number): void {
    this.#watches.set(count);
  }

  countWatchEnd(code: string): void {
    this.#watchEnds.inc({ code });
  }

  countJoin(result: string): void {
    this.#joins.inc({ result });
  }

  exposition(): Promise<{ readonly contentType: string; readonly body: string }> {
    return this.#metrics.exposition();
  }
}
