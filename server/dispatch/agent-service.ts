/** The agents' side of a manager: admits streams, keeps them alive, takes acks and reports, moves agents when it must. */
import { OvnetError } from '../../model/errors.js';
import {
  CAN_BATCH,
  NOT_HELD,
  type Ack,
  type Hello,
  type SingleAgentMessage,
} from '../../proto/agent-messages.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';
import type { Feeds } from '../feed/feeds.js';
import type { StateView } from '../state/view.js';
import { admit } from './admission.js';
import type { AgentQueries } from './agent-queries.js';
import { Bundle } from './bundle.js';
import { CatchUps } from './catch-ups.js';
import { AgentStream, type AgentFault, type SessionCall } from './agent-stream.js';
import type { LeaderContact } from './leader-contact.js';
import type { DispatchLog } from './log.js';
import type { DispatchMetrics } from './metrics.js';
import type { PeerBoard } from './peer-board.js';
import { Pumps } from './pumps.js';
import type { Reporter } from './reporter.js';
import { AgentSession } from './session.js';
import type { Sessions } from './sessions.js';
import { encodeElsewhere, encodeWelcome } from './welcome.js';

export interface AgentServiceDeps {
  readonly view: StateView;
  readonly feeds: Feeds;
  readonly sessions: Sessions;
  readonly queries: Pick<AgentQueries, 'answered' | 'closed'>;
  readonly board: Pick<PeerBoard, 'acked' | 'connected' | 'disconnected'>;
  readonly reporter: Pick<Reporter, 'report' | 'announce' | 'forget'>;
  readonly leader: Pick<LeaderContact, 'lostMs'>;
  readonly metrics: DispatchMetrics;
  readonly log: DispatchLog;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Unix time in ms. */
  readonly clock: () => number;
}

export interface AgentServiceOptions {
  /** Node id of this manager. */
  readonly managerId: string;
  /** An agent that says nothing for so long is gone. */
  readonly silenceMs?: number;
  /** An agent that reads nothing for so long, while there is something to read, is given up. */
  readonly graceMs?: number;
  /** Two election timeouts at their longest. */
  readonly leaderLossMs?: number;
  readonly patienceMs?: number;
}

/** Of one node: the newest counts, those it has given up end soon. */
const MAX_STREAMS = 8;

const DEFAULTS = { silenceMs: 9000, graceMs: 30_000, leaderLossMs: 2000, patienceMs: 3000 };
const TICK_MS = 500;

export class AgentService {
  readonly #deps: AgentServiceDeps;
  readonly #options: AgentServiceOptions & typeof DEFAULTS;
  readonly #streams = new Set<AgentStream>();
  /** How many of them are of which node. */
  readonly #open = new Map<string, number>();
  readonly #pumps: Pumps;
  readonly #catchUps: CatchUps<AgentStream>;
  #timer: NodeJS.Timeout | undefined;
  #sessionNumber = 0;
  #stopped = false;

  constructor(deps: AgentServiceDeps, options: AgentServiceOptions) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
    this.#pumps = new Pumps({ now: deps.now, later: (work) => void setImmediate(work) });
    this.#catchUps = new CatchUps({ now: deps.now });
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Tells the agents to move before their streams break. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#deps.sessions.moveAll('this manager stops');
    for (const stream of this.#streams) stream.end();
  }

  /** A stream of a worker whose certificate was verified. Throws `too-many-streams`. */
  serve(call: SessionCall, nodeId: string, refuse: (error: OvnetError) => void): void {
    const { now, log } = this.#deps;
    const open = this.#open.get(nodeId) ?? 0;
    if (open >= MAX_STREAMS) {
      throw new OvnetError('too-many-streams', `node ${nodeId} has ${open} streams open here`);
    }
    this.#open.set(nodeId, open + 1);
    const stream = new AgentStream(
      { call, now, refuse },
      {
        hello: (hello) => {
          this.#hello(stream, nodeId, hello).catch((err: unknown) => {
            log.error({ peer: nodeId, err }, 'session failed');
            stream.end();
          });
        },
        message: (message) => this.#message(stream, message),
        closed: () => this.#closed(stream, nodeId),
      },
    );
    this.#streams.add(stream);
  }

  async #hello(stream: AgentStream, nodeId: string, hello: Hello): Promise<void> {
    const { view } = this.#deps;
    const { managerId, patienceMs } = this.#options;
    const isOver = (): boolean => stream.isOver || this.#stopped;
    const answer = await admit(this.#deps, { nodeId, have: hello.have, isOver }, { patienceMs });
    if (isOver()) return stream.end();
    switch (answer.kind) {
      case 'removed':
        stream.write(encodeManagerMessage({ kind: 'removed', revision: view.revision }));
        return stream.end();
      case 'elsewhere':
        stream.write(encodeElsewhere(view, managerId, answer.reason));
        return stream.end();
      case 'welcome':
        return this.#welcome(stream, nodeId, hello);
    }
  }

  #welcome(stream: AgentStream, nodeId: string, hello: Hello): void {
    const { view, feeds, sessions, board, metrics, log } = this.#deps;
    const takesBatches = hello.capabilities.includes(CAN_BATCH);
    const bundle = takesBatches ? new Bundle(stream, { later: setImmediate }) : undefined;
    const outlet = bundle ?? stream;
    const soon = (pump: () => void): void =>
      this.#pumps.add(() => {
        pump();
        // Writing is what takes the time: it counts for the turn that the pumps share.
        bundle?.flush();
      });
    this.#sessionNumber += 1;
    const session = new AgentSession(
      {
        ...{ view, feeds, outlet, soon },
        ...{ onUpdate: metrics.updated, onResumed: metrics.resumed },
        onCaughtUp: () => this.#catchUps.done(stream),
      },
      {
        nodeId,
        number: this.#sessionNumber,
        capabilities: hello.capabilities,
      },
    );
    stream.session = session;
    sessions.add(session);
    board.connected(nodeId, session.number);
    log.info(
      { peer: nodeId, version: hello.version, networks: hello.have.length },
      'agent connected',
    );
    session.send(encodeWelcome(view, this.#options.managerId, nodeId));
    this.#catchUps.add(stream, () => session.begin(hello.have));
    this.#announce(nodeId, hello.vtep);
  }

  /** An address that is none is the agent's fault, and no reason to leave it without its networks. */
  #announce(nodeId: string, vtep: string): void {
    if (vtep === '') return;
    const { reporter, log } = this.#deps;
    try {
      reporter.announce(nodeId, vtep);
    } catch (err) {
      log.warn({ peer: nodeId, vtep, err }, 'the agent announces what is no address');
    }
  }

  #message(stream: AgentStream, message: SingleAgentMessage): void {
    const { session } = stream;
    if (!session) return;
    if (message.kind === 'answer') this.#deps.queries.answered(session, message);
    if (message.kind === 'report') this.#deps.reporter.report(session.nodeId, message);
    if (message.kind !== 'ack') return;
    const { board, feeds, metrics, log, clock } = this.#deps;
    const { networkId, epoch, revision, digest, gone, failed } = message;
    const { nodeId } = session;
    this.#checkAck(message);
    this.#catchUps.heard(stream);
    // Nobody asks about a network that is gone for long, or never was.
    if (networkId !== NOT_HELD && !feeds.find(networkId)) return;
    if (!session.acked(message)) {
      metrics.mismatched();
      log.error(
        { peer: nodeId, networkId, revision },
        'digest differs: the agent holds another set',
      );
      return;
    }
    const appliedAtMs = clock();
    const change = feeds.find(networkId)?.lastChange(revision);
    if (change?.revision === revision && change.timeMs > 0) {
      metrics.converged(Math.max(0, appliedAtMs - change.timeMs) / 1000);
    }
    board.acked({ nodeId, networkId, epoch, revision, digest, gone, failed, appliedAtMs });
  }

  /** What was never sent cannot be applied; taken for true it would stand for good. Throws `invalid-message`. */
  #checkAck({ networkId, epoch, revision, gone }: Ack): void {
    const { view, feeds } = this.#deps;
    if (networkId === NOT_HELD && !gone) {
      throw new OvnetError('invalid-message', 'what is not held is acknowledged as held');
    }
    if (epoch < feeds.epoch || (epoch === feeds.epoch && revision <= view.appliedIndex)) return;
    const what = `revision ${revision} of epoch ${epoch} of ${networkId}`;
    throw new OvnetError('invalid-message', `${what} is acknowledged, and is not there yet`);
  }

  #closed(stream: AgentStream, nodeId: string): void {
    this.#streams.delete(stream);
    this.#catchUps.done(stream);
    const open = (this.#open.get(nodeId) ?? 0) - 1;
    if (open > 0) this.#open.set(nodeId, open);
    else this.#open.delete(nodeId);
    const { session } = stream;
    if (!session) return;
    session.end();
    const { sessions, board, reporter, queries, log } = this.#deps;
    sessions.remove(session);
    queries.closed(session);
    reporter.forget(session.nodeId);
    board.disconnected(session.nodeId, session.number);
    log.info({ peer: session.nodeId }, 'agent disconnected');
  }

  /** It dials again, here or elsewhere, and goes on where it was. */
  #giveUp(stream: AgentStream, fault: AgentFault): void {
    const { log, metrics } = this.#deps;
    metrics.gaveUp(fault);
    log.warn({ peer: stream.session?.nodeId, fault }, 'agent given up');
    stream.end();
  }

  #tick(): void {
    const { leaderLossMs } = this.#options;
    this.#catchUps.tick();
    for (const stream of [...this.#streams]) {
      const fault = stream.fault(this.#options);
      if (fault !== undefined) this.#giveUp(stream, fault);
      else stream.session?.unhold();
    }
    if (this.#deps.leader.lostMs() > leaderLossMs) {
      this.#deps.sessions.moveAll('this manager has lost its leader');
    }
  }
}
