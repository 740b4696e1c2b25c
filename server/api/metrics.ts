/** The API's metrics. */
import { DURATION_BUCKETS_S, type Metrics } from '../../observe/metrics.js';

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
  readonly #joins;
  readonly #watches;
  readonly #watchEnds;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
    this.#duration = metrics.histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the end of its answer',
      labels: ['route', 'method', 'status'],
      buckets: DURATION_BUCKETS_S,
    });
    this.#joins = metrics.counter({
      name: 'join_requests_total',
      help: 'Requests to join by result: accepted or the code of the refusal',
      labels: ['result'],
    });
    this.#watches = metrics.gauge({ name: 'watches', help: 'Watches that are served now' });
    this.#watchEnds = metrics.counter({
      name: 'watch_ends_total',
      help: 'Watches that were ended, refused, or left by their reader (gone), by code',
      labels: ['code'],
    });
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
