/** Metrics of consensus and state, read when they are asked for. */
import type { Metrics } from '../../observe/metrics.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { GroupReport } from '../../raft/wal/write-ahead-log.js';
import type { StateView } from '../state/view.js';
import type { StateAudit } from './state-audit.js';

/** To be handed to the log when it is opened. */
export function logMetrics(metrics: Metrics): (group: GroupReport) => void {
  const sync = metrics.histogram({
    name: 'raft_log_sync_duration_seconds',
    help: 'Time to make a group of entries durable',
  });
  return ({ syncMs }) => {
    if (syncMs > 0) sync.observe(syncMs / 1000);
  };
}

export function raftMetrics(metrics: Metrics, raft: RaftNode, view: StateView): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    metrics.gauge({ name, help, collect: (self) => self.set(value()) });
  };
  gauge('raft_term', 'Current term', () => raft.status().term);
  gauge('raft_is_leader', '1 while this manager leads', () =>
    raft.status().role === 'leader' ? 1 : 0,
  );
  gauge('raft_commit_index', 'Last committed entry', () => raft.status().commit);
  gauge('raft_applied_index', 'Last applied entry', () => raft.status().applied);
  gauge('state_revision', 'Entry that last changed the state', () => view.revision);
  const changes = metrics.counter({
    name: 'raft_leader_changes_total',
    help: 'Times another leader became known',
  });
  let leader = 0;
  raft.onChange((status) => {
    if (status.leader !== 0 && status.leader !== leader) changes.inc();
    if (status.leader !== 0) leader = status.leader;
  });
}

export function auditMetrics(metrics: Metrics, audit: StateAudit): void {
  metrics.gauge({
    name: 'state_agreed_index',
    help: 'Last entry at which a majority of the voters and this manager came to the same state',
    collect: (self) => self.set(audit.agreedIndex),
  });
  metrics.gauge({
    name: 'state_diverged_members',
    help: 'Managers that came to another state there',
    collect: (self) => self.set(audit.odd.length),
  });
}
