/** One line per worker out of one per worker and network: the worst state speaks for the worker. */
import type { WorkerConvergence, WorkerState } from './convergence-port.js';

const SEVERITY: Record<WorkerState, number> = { applied: 0, pending: 1, unreachable: 2, failed: 3 };

/** Sorted by node id. */
export function worstByNode(workers: readonly WorkerConvergence[]): WorkerConvergence[] {
  const byNode = new Map<string, WorkerConvergence>();
  for (const worker of workers) {
    const known = byNode.get(worker.node);
    byNode.set(worker.node, known ? merge(known, worker) : worker);
  }
  return [...byNode.values()].sort((a, b) => (a.node < b.node ? -1 : 1));
}

/** Among those that have applied it: who lacks something of before. */
function severity({ state, code }: WorkerConvergence): number {
  return SEVERITY[state] + (code === undefined ? 0 : 0.5);
}

function merge(a: WorkerConvergence, b: WorkerConvergence): WorkerConvergence {
  const worst = severity(b) > severity(a) ? b : a;
  const revision = Math.min(a.revision, b.revision);
  const lagMs = Math.max(a.lagMs, b.lagMs);
  if (worst.state !== 'applied') return { ...worst, revision, lagMs };
  const appliedAt = (a.appliedAt ?? '') > (b.appliedAt ?? '') ? a.appliedAt : b.appliedAt;
  return { ...worst, revision, lagMs, appliedAt };
}
