/** Linearizable reads at the leader: an index each, confirmed by a round of heartbeats that began afterwards. */
import type { MemberId } from './types.js';

export interface PendingRead {
  readonly from: MemberId;
  readonly requestId: number;
}

interface Batch {
  /** The round that confirms it, or any later one. */
  readonly round: number;
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
  #waiting: PendingRead[] = [];
  #underway: Batch | undefined;

  /** The round that the batch under way waits for. */
  get awaited(): number | undefined {
    return this.#underway?.round;
  }

  get isWaiting(): boolean {
    return this.#underway === undefined && this.#waiting.length > 0;
  }

  add(read: PendingRead): void {
    this.#waiting.push(read);
  }

  /** All that wait form a batch at the index committed now, which `round` is to confirm. */
  begin(commit: number, round: number): void {
    this.#underway = { round, index: commit, reads: this.#waiting };
    this.#waiting = [];
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
