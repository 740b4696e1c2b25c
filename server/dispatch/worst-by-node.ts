/** One line per worker out of one per worker and network: the worst state speaks for the worker. */
import type { WorkerState } from './convergence-port.js';
import type { WorkerStanding } from './worker-standing.js';

const SEVERITY: Record<WorkerState, number> = { applied: 0, pending: 1, unreachable: 2, failed: 3 };

/** Made anew for no pair of worker and network: there may be tens of thousands. */
interface Merged {
  worst: WorkerStanding;
  revision: number;
  lagMs: number;
  appliedAtMs: number | undefined;
}

/** Sorted by node id. */
export function worstByNode(workers: readonly WorkerStanding[]): WorkerStanding[] {
  const byNode = new Map<string, Merged>();
  for (const worker of workers) {
    const known = byNode.get(worker.node);
    if (known) merge(known, worker);
    else byNode.set(worker.node, begun(worker));
  }
  const merged = [...byNode.values()].map(standingOf);
  return merged.sort((a, b) => (a.node < b.node ? -1 : 1));
}

/** Among those that have applied it: who lacks something of before. */
function severity({ state, code }: WorkerStanding): number {
  return SEVERITY[state] + (code === undefined ? 0 : 0.5);
}

function begun(worst: WorkerStanding): Merged {
  const { revision, lagMs, appliedAtMs } = worst;
  return { worst, revision, lagMs, appliedAtMs };
}

function merge(known: Merged, worker: WorkerStanding): void {
  if (severity(worker) > severity(known.worst)) known.worst = worker;
  known.revision = Math.min(known.revision, worker.revision);
  known.lagMs = Math.max(known.lagMs, worker.lagMs);
  if (worker.appliedAtMs === undefined) return;
  known.appliedAtMs = Math.max(known.appliedAtMs ?? 0, worker.appliedAtMs);
}

function standingOf({ worst, revision, lagMs, appliedAtMs }: Merged): WorkerStanding {
  const last = worst.state === 'applied' ? appliedAtMs : undefined;
  return { ...worst, revision, lagMs, appliedAtMs: last };
}
