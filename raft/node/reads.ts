/** Callers waiting for a linearizable read: asked in batches, asked again when lost, bounded in time. */
import { RaftError } from './raft-error.js';
import type { MemberId } from '../core/types.js';
import type { ReadOutcome } from '../core/core-state.js';

export interface ReadWaiter {
  resolve(index: number): void;
  reject(error: RaftError): void;
}

interface Pending extends ReadWaiter {
  readonly expiresAt: number;
}

interface Asked {
  readonly waiters: readonly Pending[];
  readonly leader: MemberId;
  readonly term: number;
  readonly againAt: number;
}

/** The part of the core that reads need. */
export interface ReadCore {
  readonly leader: MemberId;
  readonly term: number;
  readonly applied: number;
  requestRead(requestId: number): boolean;
}

export interface ReadOptions {
  readonly firstId: number;
  /** Ask again when no answer came. */
  readonly retryMs: number;
  /** Ask again after a refusal. */
  readonly pauseMs: number;
}

/** Request ids start at `firstId`, drawn at random: an answer meant for an earlier life must fit nothing. */
export class ReadWaiters {
  readonly #core: ReadCore;
  readonly #retryMs: number;
  readonly #pauseMs: number;
  #nextId: number;
  #fresh: Pending[] = [];
  readonly #asked = new Map<number, Asked>();
  #confirmed: { readonly index: number; readonly waiters: readonly Pending[] }[] = [];

  constructor(core: ReadCore, options: ReadOptions) {
    this.#core = core;
    this.#nextId = options.firstId;
    this.#retryMs = options.retryMs;
    this.#pauseMs = options.pauseMs;
  }

  add(waiter: ReadWaiter, expiresAt: number): void {
    this.#fresh.push({
      expiresAt,
      resolve: (index) => waiter.resolve(index),
      reject: (error) => waiter.reject(error),
    });
  }

  /** Everything that arrived since the last turn becomes one request: a read must not share an older one. */
  ask(now: number): void {
    const { leader, term } = this.#core;
    for (const [id, asked] of this.#asked) {
      if (asked.leader !== leader || asked.term !== term || asked.againAt <= now) this.#again(id);
    }
    if (this.#fresh.length === 0 || !this.#core.requestRead(this.#nextId)) return;
    this.#asked.set(this.#nextId, {
      waiters: this.#fresh,
      leader,
      term,
      againAt: now + this.#retryMs,
    });
    this.#nextId += 1;
    this.#fresh = [];
  }

  /** A refused request is asked again after a pause, or as soon as leader or term change. */
  answered(outcomes: readonly ReadOutcome[], now: number): void {
    for (const { requestId, index } of outcomes) {
      const asked = this.#asked.get(requestId);
      if (asked === undefined) continue;
      if (index === undefined) {
        this.#asked.set(requestId, { ...asked, againAt: now + this.#pauseMs });
      } else {
        this.#asked.delete(requestId);
        this.#confirmed.push({ index, waiters: asked.waiters });
      }
    }
  }

  applied(): void {
    const { applied } = this.#core;
    const ready = this.#confirmed.filter((read) => read.index <= applied);
    if (ready.length === 0) return;
    this.#confirmed = this.#confirmed.filter((read) => read.index > applied);
    for (const { index, waiters } of ready) for (const waiter of waiters) waiter.resolve(index);
  }

  expire(now: number): void {
    if (this.#fresh.length + this.#asked.size + this.#confirmed.length === 0) return;
    const code = this.#core.leader === 0 ? 'no-leader' : 'retry';
    const late = (waiter: Pending): boolean => waiter.expiresAt <= now;
    for (const waiter of this.#all().filter(late)) {
      waiter.reject(new RaftError(code, 'the read was not confirmed in time', this.#core.leader));
    }
    const kept = (waiters: readonly Pending[]): Pending[] => waiters.filter((one) => !late(one));
    this.#fresh = kept(this.#fresh);
    for (const [id, asked] of this.#asked) {
      const waiters = kept(asked.waiters);
      if (waiters.length === 0) this.#asked.delete(id);
      else this.#asked.set(id, { ...asked, waiters });
    }
    this.#confirmed = this.#confirmed
      .map((read) => ({ ...read, waiters: kept(read.waiters) }))
      .filter((read) => read.waiters.length > 0);
  }

  abandon(): void {
    const all = this.#all();
    this.#fresh = [];
    this.#asked.clear();
    this.#confirmed = [];
    for (const waiter of all) waiter.reject(new RaftError('stopped', 'the node is stopping'));
  }

  #again(id: number): void {
    this.#fresh = [...(this.#asked.get(id)?.waiters ?? []), ...this.#fresh];
    this.#asked.delete(id);
  }

  #all(): Pending[] {
    return [
      ...this.#fresh,
      ...[...this.#asked.values()].flatMap((asked) => asked.waiters),
      ...this.#confirmed.flatMap((read) => read.waiters),
    ];
  }
}
