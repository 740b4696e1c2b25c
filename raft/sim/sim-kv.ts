/** An ordered key-value store as the state machine sees it: batches are atomic, and volatile until flushed. */
import { randomInteger } from '../core/random.js';
import type { RandomSource } from '../core/random.js';

/** A row of undefined is deleted. */
export type Batch = readonly (readonly [key: string, value: string | undefined])[];

export class SimKv {
  readonly #random: RandomSource;
  readonly #durable: Map<string, string>;
  #volatile: Batch[] = [];

  constructor(random: RandomSource, rows: Iterable<readonly [string, string]> = []) {
    this.#random = random;
    this.#durable = new Map(rows);
  }

  write(batch: Batch): void {
    this.#volatile.push(batch);
  }

  /** What was written so far; `settle` makes the first ones durable. */
  get unsettled(): number {
    return this.#volatile.length;
  }

  settle(count: number): void {
    for (const batch of this.#volatile.splice(0, count)) {
      for (const [key, value] of batch) {
        if (value === undefined) this.#durable.delete(key);
        else this.#durable.set(key, value);
      }
    }
  }

  /** Some of the batches survive, from the front. */
  powerCut(): void {
    this.settle(randomInteger(this.#random, 0, this.#volatile.length));
    this.#volatile = [];
  }

  /** Everything as a reader sees it, in the order of keys. */
  rows(): readonly (readonly [string, string])[] {
    this.settle(this.#volatile.length);
    return [...this.#durable].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}
