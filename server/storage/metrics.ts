/** Metrics of applying entries to the state. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import type { CommandKind } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';

export const APPLY_METRICS = {
  apply: {
    type: 'histogram',
    name: 'state_apply_duration_seconds',
    help: 'Time to apply one command to the state and tell feeds and watches',
    labels: ['command'],
    buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
  },
  refusals: {
    type: 'counter',
    name: 'state_refusals_total',
    help: 'Commands that the state has refused, by code',
    labels: ['code'],
  },
} as const satisfies MetricTable;

export interface ApplyMetrics {
  applied(command: CommandKind, result: ApplyResult, seconds: number): void;
}

export function applyMetrics(metrics: Metrics): ApplyMetrics {
  const apply = metrics.histogram(APPLY_METRICS.apply);
  const refusals = metrics.counter(APPLY_METRICS.refusals);
  return {
    applied: (command, result, seconds) => {
      apply.observe({ command }, seconds);
      if (!result.ok) refusals.inc({ code: result.refusal.code });
    },
  };
}
