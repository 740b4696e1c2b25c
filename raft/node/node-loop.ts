/** The loop: input that waits, then at most one tick, then requests; persist, send, apply; never two turns at once. */
import { Applier } from './applier.js';
import { bestSuccessor, TransferWaiters } from './transfers.js';
import { DiskWrites } from './disk-writes.js';
import { LostPeers, prepareVoters } from './lost-peers.js';
import { Outgoing } from './outgoing.js';
import { ProposalWaiters } from './proposals.js';
import { RaftCore } from '../core/raft.js';
import { RaftError } from './raft-error.js';
import { randomInteger } from '../core/random.js';
import { ReadWaiters } from './reads.js';
import { Snapshots } from './snapshots.js';
import { Ticker } from './ticker.js';
import type { Clock, LogStore, StateMachine, Transport } from './ports.js';
import type { CompactionOptions } from './compactor.js';
import type { CoreOptions } from '../core/options.js';
import type { Entry, MemberId } from '../core/types.js';
import type { Message } from '../core/message.js';
import { isSameLeadership, leadershipOf, statusOf } from './status.js';
import type { LeadershipStatus, RaftStatus } from './status.js';
import type { RandomSource } from '../core/random.js';
import type { Ready } from '../core/ready.js';

export interface NodeLoopDeps {
  readonly log: LogStore;
  readonly transport: Transport;
  readonly stateMachine: StateMachine;
  readonly clock: Clock;
  /** Seeded anew at every start: request ids of one life must not come back in the next. */
  readonly random: RandomSource;
  /** The log could not be written, the state machine threw, or an invariant broke. Called once. */
  readonly onFatal: (error: unknown) => void;
}

export interface NodeLoopOptions {
  readonly tickMs: number;
  readonly compaction: Partial<CompactionOptions>;
  readonly core: CoreOptions;
}

export interface Waiters {
  readonly proposals: ProposalWaiters;
  readonly reads: ReadWaiters;
  readonly transfers: TransferWaiters;
}

type Request = (core: RaftCore, waiters: Waiters) => void;
type Refuse = (error: RaftError) => void;

export class NodeLoop {
  readonly #deps: NodeLoopDeps;
  readonly #options: NodeLoopOptions;
  readonly #core: RaftCore;
  readonly #waiters: Waiters;
  readonly #ticker: Ticker;
  readonly #listeners = new Set<(status: RaftStatus) => void>();
  #timer: { cancel(): void } | undefined;
  #inbox: Message[] = [];
  readonly #lostPeers: LostPeers;
  #requests: { readonly run: Request; readonly refuse: Refuse }[] = [];
  readonly #applier: Applier;
  #scheduled = false;
  /** Something came since the last turn. */
  #due = false;
  #running = true;
  readonly #writes: DiskWrites;
  readonly #outgoing: Outgoing;
  readonly #snapshots: Snapshots;
  #misaddressed = 0;
  #seen: LeadershipStatus;

  constructor(deps: NodeLoopDeps, options: NodeLoopOptions) {
    const { log, stateMachine, random, clock } = deps;
    this.#deps = deps;
    this.#options = options;
    const start = { ...log.image, applied: stateMachine.appliedIndex };
    this.#core = new RaftCore(options.core, start, random);
    this.#waiters = {
      proposals: new ProposalWaiters(),
      transfers: new TransferWaiters(),
      reads: new ReadWaiters(this.#core, {
        firstId: randomInteger(random, 1, 2 ** 30) * 2 ** 22,
        retryMs: this.electionMs,
        pauseMs: options.tickMs * options.core.heartbeatTicks,
      }),
    };
    this.#ticker = new Ticker(options.tickMs, clock.now());
    this.#seen = leadershipOf(this.#core);
    this.#lostPeers = new LostPeers(options.core.id);
    this.#applier = new Applier({
      stateMachine,
      clock,
      applied: (entries, results) => this.#applied(entries, results),
      fail: (error) => this.#fail(error),
    });
    this.#outgoing = new Outgoing({
      id: options.core.id,
      deliver: (peer, messages) => deps.transport.send(peer, messages),
      toSelf: (message) => this.#receive(options.core.id, [message]),
      offerSnapshot: (peer, term) => this.#snapshots.offer(peer, term),
      again: () => this.#schedule(),
    });
    this.#writes = new DiskWrites(
      {
        core: this.#core,
        log,
        store: stateMachine.snapshots,
        now: () => this.now(),
        send: (messages) => this.#outgoing.send(messages),
        turn: () => this.#turn(),
        again: () => this.#schedule(),
        isRunning: () => this.#running,
        fail: (error) => this.#fail(error),
      },
      2 * this.electionMs,
    );
    this.#snapshots = new Snapshots(
      {
        id: options.core.id,
        core: this.#core,
        log,
        store: stateMachine.snapshots,
        transport: deps.transport.snapshots,
        serial: (work) => this.#writes.serial(work),
        act: (run) => this.request(run, () => undefined),
        fail: (error) => this.#fail(error),
      },
      options.compaction,
    );
  }

  get electionMs(): number {
    return this.#options.tickMs * this.#options.core.electionTicks;
  }

  now(): number {
    return this.#deps.clock.now();
  }

  start(): void {
    const { transport, clock } = this.#deps;
    transport.start(
      (from, messages) => this.#receive(from, messages),
      (peer) => {
        this.#lostPeers.add(peer);
        this.#schedule();
      },
    );
    this.#snapshots.start();
    this.#timer = clock.every(this.#options.tickMs, () => this.#schedule());
    this.#schedule();
  }

  async stop(): Promise<void> {
    if (this.#running) this.#halt('the node stopped');
    await this.#snapshots.stop();
    await this.#deps.transport.stop();
    await this.#writes.settled();
    await this.#deps.log.close();
  }

  request(run: Request, refuse: Refuse): void {
    if (!this.#running) {
      refuse(new RaftError('stopped', 'the node is stopping'));
      return;
    }
    this.#requests.push({ run, refuse });
    this.#schedule();
  }

  onChange(listener: (status: RaftStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status(): RaftStatus {
    return statusOf(this.#core, this.#options.core.id, this.#misaddressed);
  }

  #receive(from: MemberId, messages: readonly Message[]): void {
    if (!this.#running) return;
    for (const message of messages) {
      if (message.from === from) this.#inbox.push(message);
      else this.#misaddressed += 1;
    }
    this.#schedule();
  }

  #schedule(): void {
    this.#due = true;
    if (this.#scheduled || !this.#running) return;
    this.#scheduled = true;
    this.#deps.clock.soon(() => {
      this.#scheduled = false;
      // The end of a write may have been quicker.
      if (this.#due) this.#turn();
    });
  }

  #turn(): void {
    if (!this.#running) return;
    this.#due = false;
    try {
      this.#takeInput();
      this.#handle(this.#core.takeReady());
      this.#tellChanges();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What was received comes before the tick: after a stall the leader's heartbeats may be waiting there. */
  #takeInput(): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const message of inbox) this.#core.step(message);
    this.#lostPeers.tell(this.#core, this.#deps.transport);
    const now = this.now();
    const isTick = this.#ticker.isDue(now);
    this.#writes.retry(isTick);
    if (isTick) {
      if (this.#ticker.takeStall()) this.#core.stalled();
      this.#core.tick();
      this.#spareSlowDisk(now);
      this.#writes.flushHint();
      this.#waiters.proposals.expire(now);
      this.#waiters.reads.expire(now);
    }
    for (const { run } of this.#requests.splice(0)) run(this.#core, this.#waiters);
    this.#waiters.reads.ask(now);
  }

  /** Its own acknowledgement is not needed for a commit, but callers here wait for this disk. */
  #spareSlowDisk(now: number): void {
    if (this.#core.role !== 'leader') return;
    if (!this.#writes.isUnwell(now)) return;
    const successor = bestSuccessor(this.#core);
    if (successor !== 0) this.#core.transferLeadership(successor);
  }

  #handle({ messages, write, committed, reads }: Ready): void {
    const isQuiet = !this.#outgoing.turn(messages);
    const isWriting = write !== undefined && !this.#writes.keepsHint(write);
    if (isWriting) {
      // Their effects are part of the received state.
      if (write.snapshot !== undefined) this.#applier.drop();
      this.#writes.begin(write);
    }
    this.#applier.take(committed, isQuiet && !isWriting);
    this.#waiters.reads.answered(reads, this.now());
    this.#waiters.reads.applied();
  }

  #applied(entries: readonly Entry[], results: readonly unknown[]): void {
    this.#core.appliedTo(entries.at(-1)?.index ?? 0);
    entries.forEach((entry, position) => {
      this.#waiters.proposals.applied(entry, results[position]);
    });
    this.#waiters.reads.applied();
    this.#snapshots.applied();
    this.#schedule();
  }

  #tellChanges(): void {
    const now = this.now();
    const before = this.#seen;
    const after = leadershipOf(this.#core);
    this.#waiters.transfers.observe(after.leader, this.#options.core.id, now);
    if (isSameLeadership(before, after)) return;
    this.#seen = after;
    prepareVoters(this.#deps.transport, after.configuration, [this.#options.core.id]);
    if (before.role === 'leader' && (after.role !== 'leader' || after.term !== before.term)) {
      this.#waiters.proposals.leadershipLost(now + 2 * this.electionMs);
      this.#snapshots.leadershipLost();
    }
    const status = this.status();
    for (const listener of [...this.#listeners]) listener(status);
  }

  #fail(error: unknown): void {
    if (!this.#running) return;
    this.#halt('the node failed');
    this.#deps.onFatal(error);
  }

  #halt(reason: string): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#outgoing.last();
    this.#inbox = [];
    this.#applier.drop();
    for (const { refuse } of this.#requests.splice(0)) {
      refuse(new RaftError('stopped', 'the node is stopping'));
    }
    this.#waiters.proposals.abandon(reason);
    this.#waiters.reads.abandon();
    this.#waiters.transfers.abandon();
  }
}
