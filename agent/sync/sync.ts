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
import { Standing, type SyncLog, type SyncStatus } from './standing.js';
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
  readonly log: SyncLog;
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
  readonly #standing: Standing;
  /** Their acknowledgement is repeated to the next manager. */
  readonly #gone = new GoneNotices();
  /** Networks whose set does not fit: claimed nothing of until a session was synced. */
  readonly #withoutHave = new Set<string>();
  readonly #mover: Mover;
  /** The session that counts. */
  #current: Attempt | undefined;
  #loop: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(deps: SyncDeps, options: SyncOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#standing = new Standing(deps);
    this.#book = new ManagerBook(options.managers, deps.random);
    this.#backoff = new Backoff(options.backoff ?? BACKOFF, deps.random);
    this.#timing = { ...TIMING, ...options.timing };
    this.#patience = new Patience(this.#timing.welcomeMs);
    this.#mover = new Mover(
      {
        timers: deps.timers,
        log: deps.log,
        open: (manager) => this.#open(manager, this.#standing.epoch),
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
    this.#standing.stopped();
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
    const { synced } = this.#standing;
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
    return this.#standing.status(this.#book.all(), this.#mover.counters);
  }

  async #run(): Promise<void> {
    let last: string | undefined;
    while (this.#standing.isOpen()) {
      const manager = this.#book.next(last);
      if (manager) last = await this.#serve(manager);
      if (this.#standing.isOpen()) await this.#pause(this.#backoff.next());
    }
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
      this.#standing.unserved();
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
    this.#standing.counters.sessions += 1;
    const attempt = { manager, session, ended: session.run(manager) };
    return attempt;
  }

  /** Nothing that the former session says after this moment is heard. */
  #takeOver(next: Attempt): void {
    const former = this.#current;
    this.#current = next;
    this.#standing.servedBy(next.manager);
    former?.session.stop();
    next.session.release();
    this.#repeatGone(next);
  }

  #repeatGone({ session }: Attempt): void {
    for (const notice of this.#gone.all()) session.ack(notice);
  }

  #move(from: Attempt, directions: Directions): void {
    if (from !== this.#current || !this.#standing.synced) return;
    void this.#mover.move(from, directions);
  }

  #events(self: () => Attempt): SessionDeps['events'] {
    const standing = this.#standing;
    return {
      welcome: (message) => {
        const attempt = self();
        this.#book.learn(message.managers);
        this.#deps.onManagers(this.#book.all());
        if (this.#current !== attempt) return;
        this.#patience.answered();
        // The session may send only after it has seen the welcome itself.
        if (standing.welcomed(attempt.manager, message))
          queueMicrotask(() => this.#repeatGone(attempt));
      },
      synced: (point) => {
        standing.inSync(point);
        this.#withoutHave.clear();
        this.#backoff.reset();
        this.#deps.onSynced();
      },
      heard: () => standing.heard(),
      move: (directions) => this.#move(self(), directions),
      olderRefused: () => {
        standing.counters.olderRefused += 1;
      },
      digestMismatch: () => {
        standing.counters.digestMismatches += 1;
      },
      reportFailed: (err) => this.#deps.log.warn({ err }, 'facts for the report cannot be read'),
    };
  }

  #handle(manager: ManagerAddress, end: SessionEnd): void {
    const standing = this.#standing;
    if (end.kind === 'stopped') return;
    if (end.kind === 'removed') {
      standing.removed(manager);
      this.#deps.onRemoved();
      return;
    }
    standing.lost(manager, end);
    if (end.kind === 'unanswered') this.#patience.unanswered();
    if (end.kind === 'elsewhere') this.#book.suggest(end.managers);
    if (end.kind === 'resync') {
      this.#withoutHave.add(end.networkId);
      standing.counters.resyncs += 1;
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
