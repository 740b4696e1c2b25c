/** Callers waiting for their entry to be applied here. */
import { RaftError } from './raft-error.js';
import type { Entry } from '../core/types.js';

export interface Applied {
  readonly index: number;
  readonly term: number;
  readonly result: unknown;
}

export interface Waiter {
  resolve(applied: Applied): void;
  reject(error: RaftError): void;
}

interface Pending extends Waiter {
  readonly term: number;
  /** Set once leadership was lost: whether the entry survives is then for others to decide. */
  expiresAt: number | undefined;
}

/** Several can wait for one index: an own entry may be replaced by an own entry of a later term. */
export class ProposalWaiters {
  readonly #pending = new Map<number, Pending[]>();

  add(index: number, term: number, waiter: Waiter): void {
    const pending: Pending = {
      term,
      expiresAt: undefined,
      resolve: (applied) => waiter.resolve(applied),
      reject: (error) => waiter.reject(error),
    };
    const others = this.#pending.get(index);
    if (others === undefined) this.#pending.set(index, [pending]);
    else others.push(pending);
  }

  applied(entry: Entry, result: unknown): void {
    const waiting = this.#pending.get(entry.index);
    if (waiting === undefined) return;
    this.#pending.delete(entry.index);
    for (const pending of waiting) {
      if (pending.term === entry.term) {
        pending.resolve({ index: entry.index, term: entry.term, result });
      } else {
        pending.reject(new RaftError('replaced', `entry ${entry.index} was replaced by another`));
      }
    }
  }

  /** A successor may still commit what waits; nobody waits for that longer than until `expiresAt`. */
  leadershipLost(expiresAt: number): void {
    for (const waiting of this.#pending.values()) {
      for (const pending of waiting) pending.expiresAt ??= expiresAt;
    }
  }

  expire(now: number): void {
    for (const [index, waiting] of this.#pending) {
      const kept = waiting.filter((pending) => (pending.expiresAt ?? Infinity) > now);
      if (kept.length === waiting.length) continue;
      for (const pending of waiting) {
        if (!kept.includes(pending)) pending.reject(unknown('leadership was lost'));
      }
      if (kept.length === 0) this.#pending.delete(index);
      else this.#pending.set(index, kept);
    }
  }

  abandon(reason: string): void {
    const all = [...this.#pending.values()].flat();
    this.#pending.clear();
    for (const pending of all) pending.reject(unknown(reason));
  }
}

function unknown(reason: string): RaftError {
  return new RaftError('outcome-unknown', `${reason} before the entry was known to be committed`);
}
