/** Callers waiting for leadership to arrive at another member. */
import { RaftError } from './raft-error.js';
import type { MemberId } from '../core/types.js';
import type { RaftCore } from '../core/raft.js';

export interface TransferWaiter {
  readonly target: MemberId;
  readonly expiresAt: number;
  resolve(): void;
  reject(error: RaftError): void;
}

export class TransferWaiters {
  #pending: TransferWaiter[] = [];

  add(waiter: TransferWaiter): void {
    this.#pending.push(waiter);
  }

  /** `self` leading on is no answer yet; any other leader is one. */
  observe(leader: MemberId, self: MemberId, now: number): void {
    if (this.#pending.length === 0) return;
    const settled = (waiter: TransferWaiter): boolean =>
      (leader !== 0 && leader !== self) || waiter.expiresAt <= now;
    const done = this.#pending.filter(settled);
    this.#pending = this.#pending.filter((waiter) => !settled(waiter));
    for (const waiter of done) {
      if (leader === waiter.target) waiter.resolve();
      else
        waiter.reject(new RaftError('retry', reasonFor(leader === self || leader === 0), leader));
    }
  }

  abandon(): void {
    const all = this.#pending;
    this.#pending = [];
    for (const waiter of all) waiter.reject(new RaftError('stopped', 'the node is stopping'));
  }
}

/** The most up-to-date other voter that is heard; 0 = none. */
export function bestSuccessor(core: Pick<RaftCore, 'configuration' | 'progress'>): MemberId {
  const candidates = core.progress.filter(
    ({ id, recentlyActive, state }) =>
      recentlyActive && state !== 'snapshot' && core.configuration.voters.includes(id),
  );
  return candidates.sort((left, right) => right.match - left.match)[0]?.id ?? 0;
}

function reasonFor(isUnmoved: boolean): string {
  return isUnmoved ? 'leadership did not move in time' : 'another member took the leadership';
}
