/** Metrics of dispatch: sessions, updates sent, and how long changes take until a kernel holds them. */
import type { Metrics } from '../../observe/metrics.js';
import type { UpdateType } from './session.js';

export interface DispatchMetrics {
  updated(type: UpdateType): void;
  converged(seconds: number): void;
  mismatched(): void;
}

export function dispatchMetrics(metrics: Metrics, sessions: () => number): DispatchMetrics {
  metrics.gauge({
    name: 'dispatch_sessions',
    help: 'Agents connected to this manager',
    collect: (gauge) => gauge.set(sessions()),
  });
  const updates = metrics.counter({
    name: 'dispatch_updates_total',
    help: 'Updates begun to be sent to agents',
    labels: ['type'],
  });
  const duration = metrics.histogram({
    name: 'convergence_duration_seconds',
    help: 'From the leader stamping a change to an agent acknowledging it',
  });
  const mismatches = metrics.counter({
    name: 'dispatch_digest_mismatches_total',
    help: 'Acknowledgements whose digest is not that of the managers',
  });
  return {
    updated: (type) => updates.inc({ type }),
    converged: (seconds) => duration.observe(seconds),
    mismatched: () => mismatches.inc(),
  };
}
