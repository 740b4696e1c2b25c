/** Batches on their way to the database, in order, and how many of them have come there. */
import type { RowWrite } from '../state/event.js';
import type { Configuration } from '../../raft/core/types.js';

const MAX_TAKEN_ROWS = 4096;

export interface StateBatch {
  /** A later row of the same key wins. Values are plain JSON; undefined removes. */
  readonly rows: readonly RowWrite[];
  /** Index of the last entry whose effect `rows` completes; never lower than before. */
  readonly appliedIndex: number;
  /** Of that entry; absent: the state cannot be sent until a later batch tells it. */
  readonly term?: number;
  /** Members at that index; absent = unchanged. */
  readonly configuration?: Configuration;
}

export class BatchQueue {
  readonly #waiting: StateBatch[] = [];
  #accepted = 0;
  /** Written or dropped. */
  #completed = 0;

  /** Batches that nobody has taken yet. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Batches ever added: a place in the queue, for `isPast`. */
  get end(): number {
    return this.#accepted;
  }

  add(batch: StateBatch): void {
    this.#waiting.push(batch);
    this.#accepted += 1;
  }

  /** As many whole batches as fit become one: the disk catches up instead of falling behind. */
  take(): readonly StateBatch[] {
    let [taken, rows] = [0, 0];
    for (const batch of this.#waiting) {
      rows += batch.rows.length;
      if (taken > 0 && rows > MAX_TAKEN_ROWS) break;
      taken += 1;
    }
    return this.#waiting.splice(0, taken);
  }

  /** What was taken is written. */
  completed(batches: readonly StateBatch[]): void {
    this.#completed += batches.length;
  }

  /** What nobody has taken will not be written. */
  drop(): void {
    this.completed(this.#waiting.splice(0));
  }

  /** All in front of that place are written or dropped. */
  isPast(end: number): boolean {
    return this.#completed >= end;
  }
}
