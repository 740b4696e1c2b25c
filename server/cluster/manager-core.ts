/** A manager without its HTTP side: consensus, dispatch and the gRPC port, wired, started and stopped in order. */
import { performance } from 'node:perf_hooks';
import { OvnetError } from '../../model/errors.js';
import type { Cluster } from '../../model/objects.js';
import type { Logger } from '../../observe/logger.js';
import type { Tracing } from '../../observe/tracing.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { ShedderOptions } from '../dispatch/shedder.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import { WatchFeed } from '../feed/watch-feed.js';
import type { Proposer } from '../propose/port.js';
import type { State } from '../state/state.js';
import { AckLinks } from './ack-links.js';
import {
  startConsensus,
  type Consensus,
  type ConsensusDeps,
  type ConsensusOptions,
} from './consensus.js';
import type { DiskProbe } from './disk-probe.js';
import { Dispatch } from './dispatch-parts.js';
import { GrpcServer } from './grpc-server.js';
import { LeaderControl } from './leader-control.js';
import { formatPlace } from './manager-directory.js';
import { Membership } from './membership.js';
import type { MembershipPlanner } from './membership-planner.js';
import { auditMetrics, raftMetrics } from './metrics.js';
import { logNodes } from './node-log.js';
import { serverCredentials } from './peer-credentials.js';
import { Standing } from './standing.js';
import type { StateAudit } from './state-audit.js';
import { StateChecks, type StateChecksOptions } from './state-checks.js';
import { stateMetrics } from './state-metrics.js';
import { watchMetrics } from './watch-metrics.js';
import { RoutedQueries } from './worker-queries.js';

export type ManagerCoreDeps = ConsensusDeps;

export interface ManagerCoreOptions extends Omit<ConsensusOptions, 'place'> {
  /** `host:port`; port 0 = any. */
  readonly grpcAddress: string;
  /** Host at which the others reach this manager. */
  readonly advertise: string;
  /** Highest feature level that this program supports. */
  readonly featureLevel: number;
  readonly dataDir: string;
  readonly stateChecks?: Partial<StateChecksOptions>;
  readonly shedding?: Partial<ShedderOptions>;
}

export class ManagerCore {
  readonly state: State;
  readonly watch: WatchFeed;
  readonly raft: RaftNode;
  readonly proposer: Proposer;
  readonly dispatch: Dispatch;
  readonly control: LeaderControl;
  readonly workers: WorkerQueries;
  readonly membership: MembershipPlanner;
  readonly standing: Standing;
  readonly tracing: Tracing;
  readonly disk: DiskProbe;
  readonly audit: StateAudit;
  readonly grpcPort: number;
  readonly #parts: Parts;
  #stopped = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.state = parts.state;
    this.watch = parts.watch;
    this.raft = parts.raft;
    this.proposer = parts.proposer;
    this.dispatch = parts.dispatch;
    this.control = parts.control;
    this.workers = parts.workers;
    this.membership = parts.planner;
    this.standing = parts.standing;
    this.tracing = parts.tracing;
    this.disk = parts.disk;
    this.audit = parts.audit;
    this.grpcPort = parts.grpcPort;
  }

  /** Throws `port-in-use`, `state-corrupt`, `log-corrupt`. Owns log and store from then on. */
  static async start(deps: ManagerCoreDeps, options: ManagerCoreOptions): Promise<ManagerCore> {
    let port = Number(options.grpcAddress.slice(options.grpcAddress.lastIndexOf(':') + 1));
    const place = (): string => formatPlace(options.advertise, port);
    const parts = build(deps, { ...options, place });
    const { credentials } = options.identity;
    try {
      checkLevel(parts.state.cluster(), options.featureLevel);
      const grpcPort = await parts.server.listen(
        options.grpcAddress,
        serverCredentials(credentials),
      );
      port = grpcPort;
      return new ManagerCore({ ...parts, grpcPort });
    } catch (error) {
      await new ManagerCore({ ...parts, grpcPort: 0 }).stop();
      throw error;
    }
  }

  /** True once entries up to the index are applied here; false when that takes longer. */
  caughtUp(index: number, timeoutMs: number): Promise<boolean> {
    return this.#parts.applied.wait(index, timeoutMs);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Hands leadership over first, so that writes go on without an election timeout. */
  async stop(handOverMs = 2000): Promise<void> {
    const { membership, stateChecks, ackLinks, server, clients, applied, raft } = this.#parts;
    const { snapshots, store } = this.#parts;
    this.#stopped = true;
    stateChecks.stop();
    membership.stop();
    if (raft.status().role === 'leader' && raft.status().configuration.voters.length > 1) {
      // Without a successor in time the others elect one.
      const late = new Promise((resolve) => setTimeout(resolve, handOverMs).unref());
      await Promise.race([raft.transferLeadership().catch(() => undefined), late]);
    }
    this.dispatch.stop();
    ackLinks.stop();
    await server.stop();
    await raft.stop();
    applied.stop();
    clients.close();
    await snapshots.close();
    await store.close();
  }
}

/** Throws `feature-level` when the log may hold what this program does not know. */
function checkLevel(cluster: Cluster | undefined, supported: number): void {
  const needed = cluster?.featureLevel ?? supported;
  if (needed <= supported) return;
  throw new OvnetError(
    'feature-level',
    `the cluster has feature level ${needed}, this program supports ${supported}: run a newer one`,
  );
}

type Parts = ReturnType<typeof build> & { readonly grpcPort: number };

/** What the state machine does reaches watchers and agents; after a state in one piece they begin anew. */
function feedFrom(
  { onApplied, onPreparing, onReplacing, state }: Consensus,
  watch: WatchFeed,
  dispatch: Dispatch,
  logger: Logger,
): void {
  onApplied((entry) => {
    if (entry.events.length > 0) watch.publish();
    dispatch.applied(entry);
  });
  onPreparing((entry) => dispatch.preparing(entry));
  onReplacing(async (next) => {
    const follow = await dispatch.replacing(next);
    return () => {
      logger.info({ index: state.appliedIndex }, 'state received from the leader');
      watch.publish();
      follow();
    };
  });
}

/** A manager that is removed is cut off; this one ends when it is, or when the cluster outgrows its program. */
function obeyState(
  { onApplied, onReplacing, state, transport }: Consensus,
  { server, standing }: { readonly server: GrpcServer; readonly standing: Standing },
  { featureLevel, identity }: BuildOptions,
): void {
  const { nodeId } = identity.node;
  onApplied(({ events }) => {
    for (const { kind, type, object } of events) {
      if (kind === 'cluster') checkLevel(object, featureLevel);
      if (kind !== 'node' || type !== 'deleted' || object.role !== 'manager') continue;
      transport.disconnect(object.raftId);
      server.expel(object.id);
      if (object.id === nodeId) standing.removed();
    }
  });
  onReplacing((next) => {
    checkLevel(next.cluster(), featureLevel);
    return Promise.resolve(() => {
      if (state.isRemoved(nodeId)) standing.removed();
    });
  });
}

function declareMetrics(
  { metrics, log }: ManagerCoreDeps,
  { state, raft, transport, disk, audit, onReplacing }: Consensus,
  dataDir: string,
): void {
  stateMetrics(metrics, state);
  watchMetrics(metrics, state);
  auditMetrics(metrics, audit);
  const { installed } = raftMetrics(metrics, { raft, transport, log, disk }, dataDir);
  onReplacing(() => Promise.resolve(installed));
}

function checksOver(
  { audit, raft, proposer, state: view }: Consensus,
  logger: Logger,
  options: Partial<StateChecksOptions> | undefined,
): StateChecks {
  const log = logger.child({ component: 'audit' });
  const now = (): number => performance.now();
  return new StateChecks({ audit, raft, proposer, view, log, now }, options);
}

type BuildOptions = ConsensusOptions &
  Pick<ManagerCoreOptions, 'featureLevel' | 'stateChecks' | 'shedding' | 'dataDir'>;

function build(deps: ManagerCoreDeps, options: BuildOptions) {
  const { metrics, tracing, logger } = deps;
  const consensus = startConsensus(deps, options);
  const { state, raft, proposer, submitter, transport, directory, clients, guard } = consensus;
  const { planner, contact, metadata } = consensus;
  const watch = new WatchFeed({ view: state });
  const { nodeId: managerId } = options.identity.node;
  const log = logger.child({ component: 'dispatch' });
  const now = (): number => performance.now();
  const dispatch = new Dispatch(
    { view: state, raft, proposer, metrics, tracing, log, now },
    { managerId, shedding: options.shedding },
  );
  feedFrom(consensus, watch, dispatch, logger);
  declareMetrics(deps, consensus, options.dataDir);
  const ageMs = contact.ageMs.bind(contact);
  const control = new LeaderControl({ raft, directory, clients, metadata, ageMs });
  const { queries, presence } = dispatch;
  const workers = new RoutedQueries({ queries, presence, directory, clients, metadata });
  const server = new GrpcServer({
    guard,
    transport,
    submitter,
    board: dispatch.board,
    agents: dispatch.agents,
    nodeApi: dispatch.nodeApi,
    control,
    workers,
    directory,
  });
  const standing = new Standing({ log: logger, raft, onFatal: deps.onFatal });
  const refused = standing.refused.bind(standing);
  const ackLinks = new AckLinks({ directory, clients, board: dispatch.board, metadata, refused });
  const membership = new Membership({
    raft,
    planner,
    proposer,
    view: state,
    log: logger.child({ component: 'membership' }),
  });
  consensus.onApplied(logNodes(logger));
  const stateChecks = checksOver(consensus, logger, options.stateChecks);
  obeyState(consensus, { server, standing }, options);
  dispatch.start();
  ackLinks.start();
  membership.start();
  stateChecks.start();
  const own = {
    watch,
    dispatch,
    server,
    ackLinks,
    membership,
    stateChecks,
    control,
    workers,
    standing,
  };
  return { ...deps, ...consensus, ...own };
}
