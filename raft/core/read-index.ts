/** Linearizable reads at the leader: an index each, confirmed by a round of heartbeats that began afterwards. */
import type { MemberId } from './types.js';

export interface PendingRead {
  readonly from: MemberId;
  readonly requestId: number;
}

interface Batch {
  readonly index: number;
  readonly reads: readonly PendingRead[];
}

export interface ConfirmedRead extends PendingRead {
  readonly index: number;
}

/**
 * One round is under way at a time; what arrives meanwhile forms the next batch. Rounds are numbered here,
 * never by the asker, so that an answer to an earlier round confirms nothing newer. Thesis, section 6.4.
 */
export class ReadQueue {
  #round = 0;
  #waiting: PendingRead[] = [];
  #underway: Batch | undefined;

  get round(): number {
    return this.#round;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#underway === undefined;
  }

  get isUnderway(): boolean {
    return this.#underway !== undefined;
  }

  add(read: PendingRead): void {
    this.#waiting.push(read);
  }

  /** Begins a round for all that wait; false if none does or one is under way. */
  begin(commit: number): boolean {
    if (this.#underway !== undefined || this.#waiting.length === 0) return false;
    this.#underway = { index: commit, reads: this.#waiting };
    this.#waiting = [];
    this.#round += 1;
    return true;
  }

  /** The round under way is confirmed. */
  finish(): readonly ConfirmedRead[] {
    const batch = this.#underway;
    this.#underway = undefined;
    return batch === undefined ? [] : batch.reads.map((read) => ({ ...read, index: batch.index }));
  }

  /** Leadership ended: everybody has to ask again. */
  drain(): readonly PendingRead[] {
    const reads = [...(this.#underway?.reads ?? []), ...this.#waiting];
    this.#underway = undefined;
    this.#waiting = [];
    return reads;
  }
}
