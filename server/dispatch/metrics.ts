/** Metrics of feeds and dispatch: sessions, what is encoded and sent, and how long changes take until a kernel holds them. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import { onceATurn } from '../../observe/once-a-turn.js';
import type { FrameKind } from '../feed/network-feed.js';
import type { QueryOutcome } from './agent-queries.js';
import type { AgentFault } from './agent-stream.js';
import type { ConvergenceReport, WorkerConvergence } from './convergence-port.js';
import type { Resumed, UpdateType } from './session.js';
import type { MoveOutcome } from './shedder.js';

export const DISPATCH_METRICS = {
  sessions: {
    type: 'gauge',
    name: 'dispatch_sessions',
    help: 'Agents connected to this manager',
  },
  blocked: {
    type: 'gauge',
    name: 'dispatch_blocked_sessions',
    help: 'Agents that do not read as fast as they are sent to',
  },
  resumes: {
    type: 'counter',
    name: 'dispatch_resumes_total',
    help: 'Networks that a connecting agent held already, by what it was sent of them first',
    labels: ['result'],
  },
  updates: {
    type: 'counter',
    name: 'dispatch_updates_total',
    help: 'Updates begun to be sent to agents',
    labels: ['type'],
  },
  updateBytes: {
    type: 'counter',
    name: 'dispatch_update_bytes_total',
    help: 'Bytes of the updates begun to be sent to agents',
    labels: ['type'],
  },
  encodings: {
    type: 'counter',
    name: 'feed_encodings_total',
    help: 'Deltas and images encoded, each for all agents that need it',
    labels: ['type'],
  },
  encodedBytes: {
    type: 'counter',
    name: 'feed_encoded_bytes_total',
    help: 'Bytes of the deltas and images encoded',
    labels: ['type'],
  },
  duration: {
    type: 'histogram',
    name: 'convergence_duration_seconds',
    help: 'From the leader stamping a change to an agent of this manager acknowledging it',
  },
  workers: {
    type: 'gauge',
    name: 'convergence_workers',
    help: 'Workers by their worst network: who holds the newest revision that concerns them and who does not',
    labels: ['state'],
  },
  lag: {
    type: 'gauge',
    name: 'convergence_lag_seconds',
    help: 'Age of the oldest change that a connected worker has not acknowledged',
  },
  gaveUp: {
    type: 'counter',
    name: 'dispatch_given_up_total',
    help: 'Streams of agents that were ended because they said nothing (silent) or read nothing (slow-reader)',
    labels: ['fault'],
  },
  moves: {
    type: 'counter',
    name: 'dispatch_moves_total',
    help: 'Agents told to move since this manager had more than its share, by what came of it: another manager serves it (moved), it is still here (stayed), nobody serves it (lost)',
    labels: ['outcome'],
  },
  queries: {
    type: 'counter',
    name: 'dispatch_queries_total',
    help: 'Questions to agents of this manager, by kind and what came of them: answered, failed (the agent says why, or cannot), timeout, unreachable',
    labels: ['kind', 'outcome'],
  },
  mismatches: {
    type: 'counter',
    name: 'dispatch_digest_mismatches_total',
    help: 'Acknowledgements whose digest is not that of the managers',
  },
} as const satisfies MetricTable;

export interface DispatchMetrics {
  /** `isMore`: of the update begun before. */
  readonly updated: (type: UpdateType, bytes: number, isMore?: boolean) => void;
  readonly resumed: (result: Resumed) => void;
  readonly encoded: (type: FrameKind, bytes: number) => void;
  readonly converged: (seconds: number) => void;
  readonly mismatched: () => void;
  readonly gaveUp: (fault: AgentFault) => void;
  readonly asked: (kind: string, outcome: QueryOutcome) => void;
  readonly moved: (outcome: MoveOutcome) => void;
}

export interface DispatchLook {
  readonly sessions: () => number;
  readonly blocked: () => number;
  /** Of the newest revision, over all networks. */
  readonly report: () => ConvergenceReport;
}

export function dispatchMetrics(metrics: Metrics, look: DispatchLook): DispatchMetrics {
  const report = onceATurn(look.report);
  metrics.read(DISPATCH_METRICS.sessions, look.sessions);
  metrics.read(DISPATCH_METRICS.blocked, look.blocked);
  metrics.readEach(DISPATCH_METRICS.workers, () => {
    const counts = { applied: 0, pending: 0, failed: 0, unreachable: 0 };
    for (const { state } of report().workers) counts[state] += 1;
    return Object.entries(counts).map(([state, count]) => [{ state }, count]);
  });
  metrics.read(DISPATCH_METRICS.lag, () => longestLagS(report().workers));
  const updates = metrics.counter(DISPATCH_METRICS.updates);
  const updateBytes = metrics.counter(DISPATCH_METRICS.updateBytes);
  const resumes = metrics.counter(DISPATCH_METRICS.resumes);
  const encodings = metrics.counter(DISPATCH_METRICS.encodings);
  const encodedBytes = metrics.counter(DISPATCH_METRICS.encodedBytes);
  const duration = metrics.histogram(DISPATCH_METRICS.duration);
  const gaveUp = metrics.counter(DISPATCH_METRICS.gaveUp);
  const moves = metrics.counter(DISPATCH_METRICS.moves);
  const queries = metrics.counter(DISPATCH_METRICS.queries);
  const mismatches = metrics.counter(DISPATCH_METRICS.mismatches);
  return {
    updated: (type, bytes, isMore = false) => {
      if (!isMore) updates.inc({ type });
      updateBytes.inc({ type }, bytes);
    },
    resumed: (result) => resumes.inc({ result }),
    encoded: (type, bytes) => {
      encodings.inc({ type });
      encodedBytes.inc({ type }, bytes);
    },
    converged: (seconds) => duration.observe(seconds),
    mismatched: () => mismatches.inc(),
    gaveUp: (fault) => gaveUp.inc({ fault }),
    asked: (kind, outcome) => queries.inc({ kind, outcome }),
    moved: (outcome) => moves.inc({ outcome }),
  };
}

function longestLagS(workers: readonly WorkerConvergence[]): number {
  const waiting = workers.filter(({ state }) => state === 'pending' || state === 'failed');
  return Math.max(0, ...waiting.map(({ lagMs }) => lagMs)) / 1000;
}
