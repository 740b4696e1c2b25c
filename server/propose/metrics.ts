/** Metrics of writes on the leader: what came of them and how long a majority took. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import type { Submission } from './submission.js';

export const PROPOSE_METRICS = {
  proposals: {
    type: 'counter',
    name: 'raft_proposals_total',
    help: 'Writes that reached this manager as the leader, by what came of them',
    labels: ['outcome'],
  },
  propose: {
    type: 'histogram',
    name: 'raft_propose_duration_seconds',
    help: 'From a write handed to raft to its result on the leader',
  },
  commit: {
    type: 'histogram',
    name: 'raft_commit_duration_seconds',
    help: 'From a write handed to raft to a majority holding it, when the leader begins to apply it',
  },
} as const satisfies MetricTable;

export interface ProposeMetrics {
  /** Times in monotonic ms; `appliedAt`: when applying began. */
  done(startedAt: number, appliedAt: number, endedAt: number): void;
  refused(kind: Submission['kind']): void;
}

export function proposeMetrics(metrics: Metrics): ProposeMetrics {
  const proposals = metrics.counter(PROPOSE_METRICS.proposals);
  const propose = metrics.histogram(PROPOSE_METRICS.propose);
  const commit = metrics.histogram(PROPOSE_METRICS.commit);
  return {
    done: (startedAt, appliedAt, endedAt) => {
      proposals.inc({ outcome: 'done' });
      propose.observe((endedAt - startedAt) / 1000);
      commit.observe(Math.max(0, appliedAt - startedAt) / 1000);
    },
    refused: (kind) => proposals.inc({ outcome: kind }),
  };
}
