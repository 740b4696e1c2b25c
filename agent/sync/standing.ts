/** How an agent stands with its managers: who serves it and since when, how far it is, how the last session ended. What people read. */
import type { ManagerAddress, Welcome } from '../../proto/agent-messages.js';
import type { SyncPoint } from '../reconcile/notices.js';
import type { SessionEnd } from './session.js';

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

export interface SyncLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface StandingDeps {
  readonly log: SyncLog;
  /** Unix ms. */
  readonly wallClock: () => number;
}

/** Of what the agent itself decides to go on from. */
type Lost = Exclude<SessionEnd, { kind: 'removed' | 'stopped' }>;

export class Standing {
  readonly counters: SyncCounters = {
    sessions: 0,
    resyncs: 0,
    digestMismatches: 0,
    olderRefused: 0,
  };
  readonly #deps: StandingDeps;
  #state: SyncStatus['state'] = 'connecting';
  #manager: SyncStatus['manager'];
  #epoch = 0;
  #lastContactAt: number | undefined;
  #synced: SyncStatus['synced'];
  #lastEnd: string | undefined;
  /** Sessions that ended since the last one that was synced. */
  #failures = 0;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  /** Another session may follow. */
  isOpen(): boolean {
    return this.#state !== 'stopped' && this.#state !== 'removed';
  }

  /** Of the manager that served last. */
  get epoch(): number {
    return this.#epoch;
  }

  /** What the manager that serves has told to be complete; undefined while it has not. */
  get synced(): SyncStatus['synced'] {
    return this.#state === 'in-sync' ? this.#synced : undefined;
  }

  heard(): void {
    this.#lastContactAt = this.#deps.wallClock();
  }

  /** Answers whether this is the session's first welcome. */
  welcomed(manager: ManagerAddress, { epoch, managerId }: Welcome): boolean {
    this.#epoch = epoch;
    if (this.#manager) return false;
    this.servedBy({ ...manager, nodeId: managerId });
    this.#state = 'syncing';
    this.#deps.log.info({ peer: managerId }, 'connected to a manager');
    return true;
  }

  servedBy(manager: ManagerAddress): void {
    this.#manager = { ...manager, since: this.#deps.wallClock() };
  }

  inSync({ epoch, revision }: SyncPoint): void {
    this.#synced = { epoch, revision, at: this.#deps.wallClock() };
    if (this.#state !== 'in-sync') this.#deps.log.info({ revision, epoch }, 'in sync');
    this.#state = 'in-sync';
    this.#failures = 0;
  }

  stopped(): void {
    if (this.#state !== 'removed') this.#state = 'stopped';
  }

  removed({ nodeId: peer }: ManagerAddress): void {
    this.#state = 'removed';
    this.#deps.log.warn({ peer }, 'the node was removed from the cluster');
  }

  unserved(): void {
    this.#manager = undefined;
  }

  lost({ nodeId: peer }: ManagerAddress, { kind: end, reason }: Lost): void {
    if (this.isOpen()) this.#state = 'connecting';
    this.#lastEnd = `${end}: ${reason}`;
    this.#failures += 1;
    const { log } = this.#deps;
    const fields = { peer, end, reason };
    // An outage is told once; that it goes on, only to who looks closely.
    if (this.#failures === 1) log.warn(fields, 'session ended; trying until a manager answers');
    else log.debug({ ...fields, failures: this.#failures }, 'session ended');
  }

  status(managers: readonly ManagerAddress[], moves: MoveCounters): SyncStatus {
    return {
      state: this.#state,
      manager: this.#manager,
      managers,
      epoch: this.#epoch,
      lastContactAt: this.#lastContactAt,
      synced: this.#synced,
      lastEnd: this.#lastEnd,
      counters: { ...this.counters, ...moves },
    };
  }
}
