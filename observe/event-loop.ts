/** How late the event loop is: the one number that tells whether a daemon is starved. */
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { Metrics, MetricTable } from './metrics.js';

const RESOLUTION_MS = 20;
const NS_PER_S = 1e9;

export const EVENT_LOOP_METRICS = {
  lateness: {
    type: 'gauge',
    name: 'process_event_loop_lateness_seconds',
    help: 'Lateness of the event loop since the last scrape',
    labels: ['quantile'],
  },
} as const satisfies MetricTable;

/** Sets `ovnet_process_event_loop_lateness_seconds{quantile}` at each scrape, over the time since the last one. */
export class EventLoopLateness {
  readonly #delay: IntervalHistogram;

  constructor(metrics: Metrics) {
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay = delay;
    metrics.gauge({
      ...EVENT_LOOP_METRICS.lateness,
      collect: (gauge) => {
        gauge.set({ quantile: '0.5' }, latenessS(delay.percentile(50)));
        gauge.set({ quantile: '0.99' }, latenessS(delay.percentile(99)));
        gauge.set({ quantile: '1' }, latenessS(delay.max));
        delay.reset();
      },
    });
  }

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }
}

/** The histogram counts the whole interval; lateness is what exceeds the resolution. */
function latenessS(delayNs: number): number {
  return Math.max(0, delayNs / NS_PER_S - RESOLUTION_MS / 1_000);
}
