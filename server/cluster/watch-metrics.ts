/** Metrics of watches over the whole state. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import type { WatchFeed } from '../feed/watch-feed.js';

export const WATCH_METRICS = {
  readers: { type: 'gauge', name: 'watch_readers', help: 'Watches that are open on this manager' },
  events: {
    type: 'gauge',
    name: 'watch_retained_events',
    help: 'Events kept for watches to resume from',
  },
} as const satisfies MetricTable;

export function watchMetrics(metrics: Metrics, watch: WatchFeed): void {
  metrics.read(WATCH_METRICS.readers, () => watch.readers);
  metrics.read(WATCH_METRICS.events, () => watch.size);
}
