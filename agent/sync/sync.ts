/** Keeps one session with some manager for as long as the agent runs, and remembers what must survive a change of it. */
import type { Client } from '@grpc/grpc-js';
import { EMPTY_DIGEST, formatDigest } from '../../model/digest.js';
import {
  CAN_BATCH,
  CAN_MOVE,
  NOT_HELD,
  type Directions,
  type ManagerAddress,
} from '../../proto/agent-messages.js';
import type { AppliedNotice, SyncPoint } from '../reconcile/notices.js';
import { Backoff } from './backoff.js';
import { GoneNotices } from './gone-notices.js';
import { Patience } from './patience.js';
import { ManagerBook } from './manager-book.js';
import { Mover, MOVING, type Attempt, type MoverOptions } from './mover.js';
import {
  Session,
  type SessionDeps,
  type SessionEnd,
  type SessionOptions,
  type SessionTiming,
} from './session.js';

export interface SyncDeps extends Omit<SessionDeps, 'events'> {
  readonly log: {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  readonly random: () => number;
  /** Unix ms, for what people read. */
  readonly wallClock: () => number;
  /** The list of managers to keep for the next start. */
  readonly onManagers: (managers: readonly ManagerAddress[]) => void;
  readonly onSynced: () => void;
  /** The node was removed for good. No further attempt is made. */
  readonly onRemoved: () => void;
}

export interface SyncOptions extends Omit<SessionOptions, 'withoutHave' | 'timing' | 'epoch'> {
  readonly managers: readonly ManagerAddress[];
  readonly timing?: Partial<SessionTiming>;
  readonly moving?: Partial<MoverOptions>;
  readonly backoff?: {
    readonly firstMs: number;
    readonly baseMs: number;
    readonly longestMs: number;
  };
}

export interface SyncCounters {
  sessions: number;
  resyncs: number;
  digestMismatches: number;
  olderRefused: number;
}

/** What came of being told to go over to another manager. */
export interface MoveCounters {
  readonly moved: number;
  readonly stayed: number;
}

/** Times in unix ms. */
export interface SyncStatus {
  readonly state: 'connecting' | 'syncing' | 'in-sync' | 'removed' | 'stopped';
  readonly manager: (ManagerAddress & { readonly since: number }) | undefined;
  readonly managers: readonly ManagerAddress[];
  readonly epoch: number;
  readonly lastContactAt: number | undefined;
  readonly synced:
    { readonly epoch: number; readonly revision: number; readonly at: number } | undefined;
  /** Why the last session ended. */
  readonly lastEnd: string | undefined;
  readonly counters: Readonly<SyncCounters> & MoveCounters;
}

const TIMING: SessionTiming = {
  welcomeMs: 6_000,
  heartbeatMs: 5_000,
  silenceMs: 9_000,
  reportMs: 10_000,
};
const BACKOFF = { firstMs: 100, baseMs: 200, longestMs: 5_000 };

export class AgentSync {
  readonly #deps: SyncDeps;
  readonly #options: SyncOptions;
  readonly #book: ManagerBook;
  readonly #backoff: Backoff;
  readonly #timing: SessionTiming;
  readonly #patience: Patience;
  readonly #counters: SyncCounters = {
    sessions: 0,
    resyncs: 0,
    digestMismatches: 0,
    olderRefused: 0,
  };
  /** Their acknowledgement is repeated to the next manager. */
  readonly #gone = new GoneNotices();
  /** Networks whose set does not fit: claimed nothing of until a session was synced. */
  readonly #withoutHave = new Set<string>();
  readonly #mover: Mover;
  /** The session that counts. */
  #current: Attempt | undefined;
  #manager: SyncStatus['manager'];
  #state: SyncStatus['state'] = 'connecting';
  #epoch = 0;
  #lastContactAt: number | undefined;
  #synced: SyncStatus['synced'];
  #lastEnd: string | undefined;
  /** Sessions that ended since the last one that was synced. */
  #failures = 0;
  #loop: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(deps: SyncDeps, options: SyncOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#book = new ManagerBook(options.managers, deps.random);
    this.#backoff = new Backoff(options.backoff ?? BACKOFF, deps.random);
    this.#timing = { ...TIMING, ...options.timing };
    this.#patience = new Patience(this.#timing.welcomeMs);
    this.#mover = new Mover(
      {
        timers: deps.timers,
        log: deps.log,
        open: (manager) => this.#open(manager, this.#epoch),
        held: () => deps.target.held(),
        goneUpTo: () => this.#gone.upTo,
        takeOver: (next) => this.#takeOver(next),
      },
      { ...MOVING, ...options.moving },
    );
  }

  /** `managers`: those remembered from the last stream; none = those of the options. */
  start(managers: readonly ManagerAddress[] = []): void {
    this.#book.learn(managers);
    this.#loop ??= this.#run();
  }

  async stop(): Promise<void> {
    if (this.#state !== 'removed') this.#state = 'stopped';
    this.#mover.stop();
    this.#current?.session.stop();
    this.#wake?.();
    await this.#loop;
  }

  /** From the reconciler. What was applied without a session is told by the notices that follow the next `synced`. */
  applied(notice: AppliedNotice): void {
    this.#gone.note(notice);
    this.#current?.session.ack(notice);
  }

  /** From the reconciler: nothing is left of what is not held. Told only to the manager that asked, by its `synced`. */
  pruned({ epoch, revision }: SyncPoint): void {
    const synced = this.#state === 'in-sync' ? this.#synced : undefined;
    if (synced?.epoch !== epoch || synced.revision !== revision) return;
    const digest = formatDigest(EMPTY_DIGEST);
    const rest = { networkId: NOT_HELD, epoch, revision, digest, failed: [], gone: true };
    this.#current?.session.ack(rest);
  }

  /** Reports now if anything changed. */
  async report(): Promise<void> {
    await this.#current?.session.report();
  }

  /** Connection to the manager that serves us; undefined while there is none. */
  client(): Client | undefined {
    return this.#current?.session.stream?.client;
  }

  status(): SyncStatus {
    return {
      state: this.#state,
      manager: this.#manager,
      managers: this.#book.all(),
      epoch: this.#epoch,
      lastContactAt: this.#lastContactAt,
      synced: this.#synced,
      lastEnd: this.#lastEnd,
      counters: { ...this.#counters, ...this.#mover.counters },
    };
  }

  async #run(): Promise<void> {
    let last: string | undefined;
    while (this.#isOpen()) {
      const manager = this.#book.next(last);
      if (manager) last = await this.#serve(manager);
      if (this.#isOpen()) await this.#pause(this.#backoff.next());
    }
  }

  #isOpen(): boolean {
    return this.#state !== 'stopped' && this.#state !== 'removed';
  }

  /** Until no session is left; answers who served last. */
  async #serve(manager: ManagerAddress): Promise<string> {
    let attempt = this.#open(manager);
    this.#current = attempt;
    for (;;) {
      const end = await attempt.ended;
      // Another one has taken over.
      if (this.#current !== attempt) {
        attempt = this.#current;
        continue;
      }
      this.#current = undefined;
      this.#manager = undefined;
      this.#handle(attempt.manager, end);
      return attempt.manager.nodeId;
    }
  }

  #open(manager: ManagerAddress, epoch?: number): Attempt {
    const timing = { ...this.#timing, welcomeMs: this.#patience.ms };
    const capabilities = [...this.#options.capabilities, CAN_MOVE, CAN_BATCH];
    const withoutHave = new Set(this.#withoutHave);
    const options = { ...this.#options, timing, capabilities, withoutHave, epoch };
    const events = this.#events(() => attempt);
    const session = new Session({ ...this.#deps, events }, options);
    this.#counters.sessions += 1;
    const attempt = { manager, session, ended: session.run(manager) };
    return attempt;
  }

  /** Nothing that the former session says after this moment is heard. */
  #takeOver(next: Attempt): void {
    const former = this.#current;
    this.#current = next;
    this.#manager = { ...next.manager, since: this.#deps.wallClock() };
    former?.session.stop();
    next.session.release();
    this.#repeatGone(next);
  }

  #repeatGone({ session }: Attempt): void {
    for (const notice of this.#gone.all()) session.ack(notice);
  }

  #move(from: Attempt, directions: Directions): void {
    if (from !== this.#current || this.#state !== 'in-sync') return;
    void this.#mover.move(from, directions);
  }

  #events(self: () => Attempt): SessionDeps['events'] {
    const { log, wallClock } = this.#deps;
    return {
      welcome: (message) => {
        const attempt = self();
        this.#book.learn(message.managers);
        this.#deps.onManagers(this.#book.all());
        if (this.#current !== attempt) return;
        this.#epoch = message.epoch;
        this.#patience.answered();
        if (this.#manager) return;
        this.#manager = { ...attempt.manager, nodeId: message.managerId, since: wallClock() };
        this.#state = 'syncing';
        // The session may send only after it has seen the welcome itself.
        queueMicrotask(() => this.#repeatGone(attempt));
        log.info({ peer: message.managerId }, 'connected to a manager');
      },
      synced: ({ epoch, revision }) => {
        this.#synced = { epoch, revision, at: wallClock() };
        if (this.#state !== 'in-sync') log.info({ revision, epoch }, 'in sync');
        this.#state = 'in-sync';
        this.#failures = 0;
        this.#withoutHave.clear();
        this.#backoff.reset();
        this.#deps.onSynced();
      },
      heard: () => {
        this.#lastContactAt = wallClock();
      },
      move: (directions) => this.#move(self(), directions),
      olderRefused: () => {
        this.#counters.olderRefused += 1;
      },
      digestMismatch: () => {
        this.#counters.digestMismatches += 1;
      },
      reportFailed: (err) => log.warn({ err }, 'facts for the report cannot be read'),
    };
  }

  #handle(manager: ManagerAddress, end: SessionEnd): void {
    const { log } = this.#deps;
    if (end.kind === 'stopped') return;
    if (end.kind === 'removed') {
      this.#state = 'removed';
      log.warn({ peer: manager.nodeId }, 'the node was removed from the cluster');
      this.#deps.onRemoved();
      return;
    }
    if (this.#isOpen()) this.#state = 'connecting';
    if (end.kind === 'unanswered') this.#patience.unanswered();
    this.#lastEnd = `${end.kind}: ${end.reason}`;
    this.#failures += 1;
    const fields = { peer: manager.nodeId, end: end.kind, reason: end.reason };
    // An outage is told once; that it goes on, only to who looks closely.
    if (this.#failures === 1) log.warn(fields, 'session ended; trying until a manager answers');
    else log.debug({ ...fields, failures: this.#failures }, 'session ended');
    if (end.kind === 'elsewhere') this.#book.suggest(end.managers);
    if (end.kind === 'resync') {
      this.#withoutHave.add(end.networkId);
      this.#counters.resyncs += 1;
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.timers.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
