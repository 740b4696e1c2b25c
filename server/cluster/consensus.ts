/** Consensus of one manager: log, state machine, transport to the other managers, and the way writes take. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Metadata } from '@grpc/grpc-js';
import type { NodeIdentity } from '../../identity/data-dir.js';
import type { Logger } from '../../observe/logger.js';
import type { Metrics } from '../../observe/metrics.js';
import type { Tracing } from '../../observe/tracing.js';
import { PEER_METADATA } from '../../proto/services.js';
import type { Configuration } from '../../raft/core/types.js';
import type { CompactionOptions } from '../../raft/node/compactor.js';
import { ProcessClock } from '../../raft/node/process-clock.js';
import { RaftNode } from '../../raft/node/raft-node.js';
import { GrpcTransport } from '../../raft/transport/grpc-transport.js';
import type { WriteAheadLog } from '../../raft/wal/write-ahead-log.js';
import { AppliedIndex } from '../propose/applied-index.js';
import { OwnResults } from '../propose/own-results.js';
import { LeaderSubmitter } from '../propose/leader-submitter.js';
import { proposeMetrics } from '../propose/metrics.js';
import { LogProposer } from '../propose/proposer.js';
import { writeWatch } from '../propose/write-watch.js';
import { State } from '../state/state.js';
import { applyMetrics } from '../storage/metrics.js';
import type { StateView } from '../state/view.js';
import { inTurns } from '../storage/in-turns.js';
import { lastTimeOf } from '../storage/rows.js';
import { CommandMachine, type AppliedEntry } from '../storage/state-machine.js';
import type { StateSnapshots } from '../storage/state-snapshots.js';
import type { StateStore } from '../storage/state-store.js';
import { DiskProbe } from './disk-probe.js';
import { ForwardLink } from './leader-link.js';
import { ManagerDirectory, type BootstrapManager } from './manager-directory.js';
import { refusalOf } from './membership-gate.js';
import { MembershipPlanner } from './membership-planner.js';
import { transportMetrics } from './metrics.js';
import { StateAudit } from './state-audit.js';
import { PeerContact } from './peer-contact.js';
import { logDisk, logRaft, logTransport } from './raft-log.js';
import { clientCredentials, TLS_NAME } from './peer-credentials.js';
import { PeerClients } from './peer-clients.js';
import { identifyMember, RpcGuard } from './rpc-guard.js';

export interface ConsensusDeps {
  readonly log: WriteAheadLog;
  readonly store: StateStore;
  readonly snapshots: StateSnapshots;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly logger: Logger;
  /** Consensus or state cannot go on: the manager has to stop. */
  readonly onFatal: (error: unknown) => void;
  /** The state of this manager must not be served again; noted durably when it returns. */
  readonly condemn: (reason: string) => void;
}

export interface ConsensusOptions {
  readonly identity: NodeIdentity;
  readonly raftId: number;
  readonly bootstrap: readonly BootstrapManager[];
  /** Raft group: another one after a forced recovery. */
  readonly group: string;
  /** Where the others reach this manager: `host:port` of gRPC. */
  readonly place: () => string;
  readonly compaction?: Partial<CompactionOptions>;
}

export type Consensus = ReturnType<typeof startConsensus>;

/** Applies nothing before the caller's turn ends: listeners added at once miss no entry. */
export function startConsensus(deps: ConsensusDeps, options: ConsensusOptions) {
  const { store, log, onFatal } = deps;
  const { identity, raftId, bootstrap, group } = options;
  const { nodeId, clusterId } = identity.node;
  const state = State.load(store.stored.rows);
  const [applied, own] = [new AppliedIndex(state.appliedIndex), new OwnResults(randomUUID())];
  const directory = new ManagerDirectory({ view: state }, { selfId: nodeId, bootstrap });
  const credentials = clientCredentials(identity.credentials, clusterId);
  const clients = new PeerClients({ credentials: () => credentials });
  const guard = new RpcGuard({ view: state }, { clusterId, group });
  const metadata = (): Metadata => peerMetadata(group, options.place());
  const raftLog = deps.logger.child({ component: 'raft' });
  const nodeOf = (member: number): string | undefined => directory.byRaftId(member)?.nodeId;
  const [count, tell] = [transportMetrics(deps.metrics), logTransport(raftLog, nodeOf)];
  const transport = new GrpcTransport(
    {
      dial: (peer) => {
        const place = directory.byRaftId(peer);
        return place && { address: place.target, credentials, options: TLS_NAME };
      },
      identify: (call) => identifyMember(guard, directory, call),
      onEvent: (event) => {
        count(event);
        tell(event);
      },
    },
    { groupId: group, memberId: raftId },
  );
  const contact = new PeerContact(transport, () => performance.now());
  const audit = auditOf(deps, state, () => raft.status().configuration);
  const { machine, ...listening } = stateMachine(deps, { state, applied, own, audit });
  const full = logDisk(raftLog);
  const disk = new DiskProbe({ log, now: () => performance.now(), full });
  const clock = new ProcessClock();
  const random = { next: Math.random };
  const raft = RaftNode.start(
    { log: disk, transport: contact, stateMachine: machine, clock, random, onFatal },
    { id: raftId, ...(options.compaction && { compaction: options.compaction }) },
  );
  logRaft({ raft, log: raftLog, nodeOf: (id) => (id === raftId ? nodeId : nodeOf(id)) });
  const peers = { contact, directory, clients, metadata };
  const local = { state, raft, applied };
  const write = writePath({ ...deps, ...peers, ...local, own, machine });
  return { ...peers, ...local, ...write, ...listening, guard, transport, disk, audit };
}

function auditOf(
  { store, log, logger, condemn }: ConsensusDeps,
  view: State,
  configuration: () => Configuration,
): StateAudit {
  const { snapshot, entries } = log.image;
  return new StateAudit(
    { configuration, view, condemn, log: logger.child({ component: 'audit' }) },
    { rows: store.stored.rows, after: entries.at(-1)?.index ?? snapshot.index },
  );
}

/**
 * What was derived from the state begins anew: gets ready for the next one while the present one is read on, and answers
 * what is to be done, at once, when the next one has taken its place.
 */
type ReplacingListener = (next: StateView) => Promise<() => void>;

/** Raft's state machine, and who hears of what it does. */
function stateMachine(
  deps: ConsensusDeps,
  parts: Pick<WriteParts, 'state' | 'applied' | 'own'> & { readonly audit: StateAudit },
) {
  const { state, applied, own, audit } = parts;
  const { store, snapshots, metrics, tracing } = deps;
  const listeners: ((entry: AppliedEntry) => void)[] = [];
  const preparers: ((entry: AppliedEntry) => Generator<void, void>)[] = [];
  const replacing: ReplacingListener[] = [];
  const machine = new CommandMachine(
    {
      state,
      rows: (batch) => store.write(batch),
      applied: (entry) => {
        for (const listener of listeners) listener(entry);
      },
      *preparing(entry) {
        for (const prepare of preparers) yield* prepare(entry);
      },
      own: (origin, result) => own.applied(origin, result),
      settled: (index) => applied.reached(index),
      snapshots,
      metrics: applyMetrics(metrics),
      tracing,
      audit,
    },
    { lastTimeMs: lastTimeOf(store.stored.rows) },
  );
  snapshots.onInstalled(async (stored) => {
    const next = await inTurns(State.loading(stored.rows));
    const follow = [await inTurns(audit.replacing(stored.rows))];
    for (const listener of replacing) follow.push(await listener(next));
    machine.replace(next, stored);
    for (const each of follow) each();
  });
  const onApplied = (listener: (entry: AppliedEntry) => void) => void listeners.push(listener);
  const onPreparing = (prepare: (typeof preparers)[number]) => void preparers.push(prepare);
  const onReplacing = (listener: ReplacingListener) => void replacing.push(listener);
  return { machine, onApplied, onPreparing, onReplacing };
}

interface WriteParts {
  readonly state: State;
  readonly raft: RaftNode;
  readonly contact: PeerContact;
  readonly directory: ManagerDirectory;
  readonly clients: PeerClients;
  readonly metadata: () => Metadata;
  readonly applied: AppliedIndex;
  readonly own: OwnResults;
  readonly machine: CommandMachine;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** The way of a write: here when this manager leads, through the leader otherwise. */
function writePath(parts: WriteParts) {
  const { state, raft, contact, directory, clients, metadata, applied, own, machine, tracing } =
    parts;
  const now = (): number => performance.now();
  const isAlive = (id: number): boolean => contact.isAlive(id);
  const planner = new MembershipPlanner({ view: state, raft, isAlive });
  const planWith = planner.planWith.bind(planner);
  const submitter = new LeaderSubmitter({
    raft,
    clock: Date.now,
    lastTimeMs: () => machine.lastTimeMs,
    inTurns,
    watch: writeWatch({
      metrics: proposeMetrics(parts.metrics),
      tracing,
      clock: Date.now,
      now,
      appliedAt: () => machine.beganAt,
    }),
    refused: async (command) => {
      const refusal = await refusalOf({ view: state, planWith }, command);
      return refusal && { ok: false, refusal, revision: state.revision };
    },
  });
  const link = new ForwardLink({ directory, clients, metadata });
  const proposer = new LogProposer({ raft, submitter, link, applied, own, tracing, now });
  return { planner, submitter, proposer };
}

function peerMetadata(group: string, place: string): Metadata {
  const metadata = new Metadata();
  metadata.set(PEER_METADATA.group, group);
  metadata.set(PEER_METADATA.place, place);
  return metadata;
}
