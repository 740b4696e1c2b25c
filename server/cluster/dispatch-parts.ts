/** The parts of dispatch of one manager, wired: from applied entries to agents, from acks to convergence. */
import type { Metrics } from '../../observe/metrics.js';
import type { Tracing } from '../../observe/tracing.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import { AckTracker } from '../dispatch/ack-tracker.js';
import { AgentQueries } from '../dispatch/agent-queries.js';
import { AgentService } from '../dispatch/agent-service.js';
import { ConvergenceTracker } from '../dispatch/convergence.js';
import { LeaderContact } from '../dispatch/leader-contact.js';
import { Liveness } from '../dispatch/liveness.js';
import type { DispatchLog } from '../dispatch/log.js';
import { dispatchMetrics, type DispatchMetrics } from '../dispatch/metrics.js';
import { NodeApi } from '../dispatch/node-api.js';
import { PeerBoard } from '../dispatch/peer-board.js';
import { Presence } from '../dispatch/presence.js';
import { Reporter } from '../dispatch/reporter.js';
import { Sessions } from '../dispatch/sessions.js';
import { Shedder, type ShedderOptions } from '../dispatch/shedder.js';
import { encodeElsewhere, encodeWelcome } from '../dispatch/welcome.js';
import { beginningsOf, Feeds, type Beginnings } from '../feed/feeds.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';
import { inTurns } from '../storage/in-turns.js';
import type { AppliedEntry } from '../storage/state-machine.js';

/** To project, hash and encode an entry takes some microseconds. */
const ENTRIES_PER_STEP = 200;

export interface DispatchDeps {
  readonly view: StateView;
  readonly raft: Pick<RaftNode, 'status' | 'onChange'>;
  readonly proposer: Proposer;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly log: DispatchLog;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface DispatchOptions {
  readonly managerId: string;
  readonly shedding?: Partial<ShedderOptions> | undefined;
}

export class Dispatch {
  readonly feeds: Feeds;
  readonly acks: AckTracker;
  readonly presence: Presence;
  readonly board: PeerBoard;
  readonly sessions: Sessions;
  readonly convergence: ConvergenceTracker;
  readonly leader: LeaderContact;
  readonly queries: AgentQueries;
  readonly agents: AgentService;
  readonly nodeApi: NodeApi;
  readonly #deps: DispatchDeps;
  readonly #liveness: Liveness;
  readonly #reporter: Reporter;
  readonly #shedder: Shedder;
  /** Of the entry that is prepared. */
  #publishing: ReturnType<Tracing['child']> | undefined;

  constructor(deps: DispatchDeps, options: DispatchOptions) {
    this.#deps = deps;
    const { view, raft, proposer, log, now } = deps;
    const { managerId } = options;
    const clock = Date.now;
    const metrics = this.#metrics(deps);
    this.feeds = new Feeds({ view, encoded: metrics.encoded });
    this.acks = new AckTracker({
      isRemoved: (nodeId) => view.isRemoved(nodeId),
      isAhead: ({ epoch, revision }) =>
        epoch > this.feeds.epoch || (epoch === this.feeds.epoch && revision > view.appliedIndex),
    });
    this.presence = new Presence({ now });
    const { feeds, acks, presence } = this;
    this.board = new PeerBoard({ acks, presence, now });
    this.sessions = new Sessions({
      welcome: (nodeId) => encodeWelcome(view, managerId, nodeId),
      elsewhere: (reason) => encodeElsewhere(view, managerId, reason),
    });
    this.queries = new AgentQueries({ sessions: this.sessions, after, asked: metrics.asked });
    this.convergence = new ConvergenceTracker({ view, feeds, acks, presence, clock });
    this.leader = new LeaderContact({ raft, now });
    this.#reporter = new Reporter({ view, proposer, log });
    const { sessions, queries, board, leader, convergence } = this;
    const reporter = this.#reporter;
    this.agents = new AgentService(
      { view, feeds, sessions, queries, board, reporter, leader, metrics, log, now, clock },
      { managerId },
    );
    this.nodeApi = new NodeApi({ view, proposer, convergence });
    this.#liveness = new Liveness({ view, raft, presence, proposer, log, now });
    const { moved } = metrics;
    this.#shedder = new Shedder(
      { view, sessions, presence, leader, moved, log, now, after, random: Math.random },
      options.shedding,
    );
  }

  /** Reads what the constructor makes afterwards. */
  #metrics({ metrics, view }: DispatchDeps): DispatchMetrics {
    return dispatchMetrics(metrics, {
      sessions: () => this.sessions.count,
      blocked: () => this.sessions.blocked,
      report: () => this.convergence.snapshot(view.revision),
    });
  }

  start(): void {
    this.agents.start();
    this.#liveness.start();
    this.#shedder.start();
  }

  stop(): void {
    this.#shedder.stop();
    this.#liveness.stop();
    this.#reporter.stop();
    this.agents.stop();
    this.board.stop();
    this.leader.stop();
  }

  /** A received state is to take the place of the present one. Resolves with what to do when it has. */
  async replacing(next: StateView): Promise<() => void> {
    const beginnings = await inTurns(beginningsOf(next));
    return () => this.#replaced(beginnings);
  }

  #replaced(beginnings: Beginnings): void {
    const { view } = this.#deps;
    this.#publishing = undefined;
    const isNode = (nodeId: string): boolean => view.node(nodeId) !== undefined;
    this.feeds.restart(beginnings);
    this.sessions.restart(isNode, view.revision);
    this.acks.keepNodes(isNode);
    this.acks.keepNetworks((known) => this.feeds.find(known) !== undefined);
  }

  /** Ahead of `applied`, in steps, for an entry that is long; see `CommandMachineDeps`. */
  preparing({ events, timeMs, trace }: AppliedEntry): Generator<void, void> {
    this.#publishing = this.#deps.tracing.child('feed.publish', trace, {});
    const { context } = this.#publishing;
    const traced = context === undefined ? {} : { trace: context };
    return this.feeds.preparing(events, { timeMs, perStep: ENTRIES_PER_STEP, ...traced });
  }

  /** After each entry, before the next one is applied. */
  applied({ events, timeMs, trace }: AppliedEntry): void {
    const span = this.#publishing ?? this.#deps.tracing.child('feed.publish', trace, {});
    this.#publishing = undefined;
    const changes = this.feeds.apply(events, timeMs, span.context);
    this.sessions.changed(changes, events);
    span.end({ 'ovnet.networks': changes.length });
    for (const { kind, type, id, object, before } of events) {
      if (kind === 'cluster' && before !== undefined && before.epoch !== object.epoch) {
        this.feeds.restart();
        this.sessions.moveAll('the cluster was recovered');
      }
      if (kind === 'node' && type === 'deleted') this.acks.forgetNode(id);
    }
    // Once, however many have gone: it is a look at each that is there.
    if (events.some(({ kind, type }) => kind === 'network' && type === 'deleted')) {
      this.acks.keepNetworks((known) => this.feeds.find(known) !== undefined);
    }
  }
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms).unref();
  return () => clearTimeout(timer);
}
