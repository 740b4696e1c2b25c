/** Metrics of watches over the whole state. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import type { StateView } from '../state/view.js';

export const WATCH_METRICS = {
  events: {
    type: 'gauge',
    name: 'watch_retained_events',
    help: 'Events kept for watches to resume from',
  },
} as const satisfies MetricTable;

export function watchMetrics(metrics: Metrics, view: StateView): void {
  metrics.read(WATCH_METRICS.events, () => view.historySize());
}
