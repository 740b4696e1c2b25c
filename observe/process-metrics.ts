/** What a daemon costs its host: time, memory, files, collections of garbage, and the lateness of its event loop. */
import { readdir } from 'node:fs/promises';
import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { EventLoopLateness } from './event-loop.js';
import type { Metrics, MetricTable } from './metrics.js';

export const PROCESS_METRICS = {
  build: {
    type: 'gauge',
    name: 'build_info',
    help: 'Always 1: version of the program and of Node.js',
    labels: ['version', 'node_version'],
  },
  cpu: {
    type: 'counter',
    name: 'process_cpu_seconds_total',
    help: 'Processor time used, in user and system mode',
    labels: ['mode'],
  },
  started: {
    type: 'gauge',
    name: 'process_start_time_seconds',
    help: 'When the process started, unix time',
  },
  resident: {
    type: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
  },
  heap: {
    type: 'gauge',
    name: 'process_heap_bytes',
    help: 'Memory of JavaScript objects in use, and of buffers outside the heap',
    labels: ['space'],
  },
  files: {
    type: 'gauge',
    name: 'process_open_files',
    help: 'Open file descriptors',
  },
  collections: {
    type: 'histogram',
    name: 'process_garbage_collection_duration_seconds',
    help: 'Time the event loop stood still for a collection of garbage',
    labels: ['kind'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  },
} as const satisfies MetricTable;

const MICROSECONDS_PER_S = 1e6;
const MS_PER_S = 1000;

const COLLECTIONS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak-callbacks',
};

/** Begins to measure; the returned function ends it. */
export function processMetrics(metrics: Metrics, version: string): () => void {
  const lateness = new EventLoopLateness(metrics);
  metrics.readEach(PROCESS_METRICS.build, () => [[{ version, node_version: process.version }, 1]]);
  metrics.readEach(PROCESS_METRICS.cpu, () => {
    const { user, system } = process.cpuUsage();
    return [
      [{ mode: 'user' }, user / MICROSECONDS_PER_S],
      [{ mode: 'system' }, system / MICROSECONDS_PER_S],
    ];
  });
  const startedS = Date.now() / MS_PER_S - process.uptime();
  metrics.read(PROCESS_METRICS.started, () => startedS);
  metrics.read(PROCESS_METRICS.resident, () => process.memoryUsage.rss());
  metrics.readEach(PROCESS_METRICS.heap, () => {
    const { heapUsed, external } = process.memoryUsage();
    return [
      [{ space: 'heap' }, heapUsed],
      [{ space: 'external' }, external],
    ];
  });
  metrics.read(PROCESS_METRICS.files, async () => (await readdir('/proc/self/fd')).length);
  const unobserve = observeCollections(metrics);
  lateness.start();
  return () => {
    unobserve();
    lateness.stop();
  };
}

/** What `entryTypes: ['gc']` gives; the types of Node.js leave `detail` out. */
type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

function observeCollections(metrics: Metrics): () => void {
  const collections = metrics.histogram(PROCESS_METRICS.collections);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as CollectionEntry[]) {
      const kind = COLLECTIONS[entry.detail.kind] ?? 'other';
      collections.observe({ kind }, entry.duration / MS_PER_S);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
