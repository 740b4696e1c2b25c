/** Metrics of consensus, read when they are asked for. */
import { stat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { TransportEvent, TransportStats } from '../../raft/transport/grpc-transport.js';
import type { GroupReport, LogStats } from '../../raft/wal/write-ahead-log.js';
import type { StateAudit } from './state-audit.js';

export const RAFT_METRICS = {
  sync: {
    type: 'histogram',
    name: 'raft_log_sync_duration_seconds',
    help: 'Time to make a group of entries durable',
  },
  term: { type: 'gauge', name: 'raft_term', help: 'Current term' },
  isLeader: { type: 'gauge', name: 'raft_is_leader', help: '1 while this manager leads' },
  hasLeader: {
    type: 'gauge',
    name: 'raft_has_leader',
    help: '1 while this manager knows who leads',
  },
  commitIndex: { type: 'gauge', name: 'raft_commit_index', help: 'Last committed entry' },
  appliedIndex: { type: 'gauge', name: 'raft_applied_index', help: 'Last applied entry' },
  entries: {
    type: 'gauge',
    name: 'raft_log_entries',
    help: 'Entries in the log, those before them are in the state only',
  },
  logBytes: { type: 'gauge', name: 'raft_log_bytes', help: 'Size of the log on the disk' },
  appended: {
    type: 'counter',
    name: 'raft_log_appended_bytes_total',
    help: 'Bytes appended to the log',
  },
  groups: {
    type: 'counter',
    name: 'raft_log_groups_total',
    help: 'Groups of entries written, each with one write and at most one sync',
  },
  stuck: {
    type: 'gauge',
    name: 'raft_log_write_pending_seconds',
    help: 'Age of the write to the log that is under way, 0 without one',
  },
  diskFull: {
    type: 'gauge',
    name: 'raft_disk_full',
    help: '1 while the disk has no room and no entry is taken',
  },
  diskFree: {
    type: 'gauge',
    name: 'data_directory_free_bytes',
    help: 'Room left on the file system of the data directory',
  },
  members: {
    type: 'gauge',
    name: 'raft_members',
    help: 'Managers in the configuration of raft',
    labels: ['role'],
  },
  lag: {
    type: 'gauge',
    name: 'raft_follower_lag_entries',
    help: 'Entries that the member furthest behind lacks, 0 unless this manager leads',
  },
  connected: {
    type: 'gauge',
    name: 'raft_connected_peers',
    help: 'Managers to which messages of raft can be sent',
  },
  dropped: {
    type: 'counter',
    name: 'raft_messages_dropped_total',
    help: 'Messages of raft thrown away, at the sending end or as malformed or misaddressed at this one',
    labels: ['end'],
  },
  states: {
    type: 'counter',
    name: 'raft_snapshots_sent_total',
    help: 'States sent to managers that the log could not bring up to date',
    labels: ['result'],
  },
  changes: {
    type: 'counter',
    name: 'raft_leader_changes_total',
    help: 'Times another leader became known',
  },
  installed: {
    type: 'counter',
    name: 'raft_snapshots_installed_total',
    help: 'States received in one piece',
  },
} as const satisfies MetricTable;

/** To be handed to the log when it is opened. */
export function logMetrics(metrics: Metrics): (group: GroupReport) => void {
  const sync = metrics.histogram(RAFT_METRICS.sync);
  return ({ syncMs }) => {
    if (syncMs > 0) sync.observe(syncMs / 1000);
  };
}

export interface RaftMetricsDeps {
  readonly raft: Pick<RaftNode, 'status' | 'onChange'>;
  readonly transport: { readonly stats: TransportStats };
  readonly log: { readonly stats: LogStats };
  readonly disk: { readonly pendingMs: number };
}

/** `dataDirectory`: with the log in `log`. Returns what is told of states that were received. */
export function raftMetrics(
  metrics: Metrics,
  { raft, transport, log, disk }: RaftMetricsDeps,
  dataDirectory: string,
): { readonly installed: () => void } {
  const status = (): RaftStatus => raft.status();
  metrics.read(RAFT_METRICS.term, () => status().term);
  metrics.read(RAFT_METRICS.isLeader, () => Number(status().role === 'leader'));
  metrics.read(RAFT_METRICS.hasLeader, () => Number(status().leader !== 0));
  metrics.read(RAFT_METRICS.commitIndex, () => status().commit);
  metrics.read(RAFT_METRICS.appliedIndex, () => status().applied);
  metrics.read(RAFT_METRICS.entries, () => entriesOf(status()));
  metrics.read(RAFT_METRICS.logBytes, () => bytesIn(join(dataDirectory, 'log')));
  metrics.read(RAFT_METRICS.appended, () => log.stats.bytes);
  metrics.read(RAFT_METRICS.groups, () => log.stats.groups);
  metrics.read(RAFT_METRICS.stuck, () => disk.pendingMs / 1000);
  metrics.read(RAFT_METRICS.diskFull, () => Number(status().diskFull));
  metrics.read(RAFT_METRICS.diskFree, async () => {
    const { bavail, bsize } = await statfs(dataDirectory);
    return bavail * bsize;
  });
  metrics.readEach(RAFT_METRICS.members, () => {
    const { voters, learners } = status().configuration;
    return [
      [{ role: 'voter' }, voters.length],
      [{ role: 'learner' }, learners.length],
    ];
  });
  metrics.read(RAFT_METRICS.lag, () => lagOf(status()));
  metrics.read(RAFT_METRICS.connected, () => transport.stats.connected.length);
  metrics.readEach(RAFT_METRICS.dropped, () => [
    [{ end: 'sending' }, transport.stats.dropped],
    [{ end: 'receiving' }, status().dropped],
  ]);
  countLeaders(metrics, raft);
  const installed = metrics.counter(RAFT_METRICS.installed);
  return { installed: () => installed.inc() };
}

/** To be told what happens on the way to the other managers. */
export function transportMetrics(metrics: Metrics): (event: TransportEvent) => void {
  const states = metrics.counter(RAFT_METRICS.states);
  return ({ type }) => {
    if (type === 'state-sent') states.inc({ result: 'sent' });
    if (type === 'state-not-sent') states.inc({ result: 'failed' });
  };
}

function countLeaders(metrics: Metrics, raft: RaftMetricsDeps['raft']): void {
  const changes = metrics.counter(RAFT_METRICS.changes);
  let known = 0;
  raft.onChange(({ leader }) => {
    if (leader !== 0 && leader !== known) changes.inc();
    if (leader !== 0) known = leader;
  });
}

function entriesOf({ firstIndex, lastIndex }: RaftStatus): number {
  return lastIndex - firstIndex + 1;
}

function lagOf({ progress, lastIndex }: RaftStatus): number {
  return Math.max(0, ...progress.map(({ match }) => lastIndex - match));
}

/** Segments come and go while they are counted. */
async function bytesIn(directory: string): Promise<number> {
  const names = await readdir(directory);
  const sizes = names.map((name) =>
    stat(join(directory, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

export const AUDIT_METRICS = {
  agreed: {
    type: 'gauge',
    name: 'state_agreed_index',
    help: 'Last entry at which a majority of the voters and this manager came to the same state',
  },
  diverged: {
    type: 'gauge',
    name: 'state_diverged_members',
    help: 'Managers that came to another state there',
  },
} as const satisfies MetricTable;

export function auditMetrics(metrics: Metrics, audit: StateAudit): void {
  metrics.read(AUDIT_METRICS.agreed, () => audit.agreedIndex);
  metrics.read(AUDIT_METRICS.diverged, () => audit.odd.length);
}
