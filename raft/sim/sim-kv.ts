/** An ordered key-value store as the state machine sees it: batches are atomic, and volatile until flushed. */
import { randomInteger } from '../core/random.js';
import type { RandomSource } from '../core/random.js';

/** A row of undefined is deleted. */
export type Batch = readonly (readonly [key: string, value: string | undefined])[];

export class SimKv {
  readonly #random: RandomSource;
  readonly #durable: Map<string, string>;
  #volatile: Batch[] = [];
  #settled = 0;

  constructor(random: RandomSource, rows: Iterable<readonly [string, string]> = []) {
    this.#random = random;
    this.#durable = new Map(rows);
  }

  write(batch: Batch): void {
    this.#volatile.push(batch);
  }

  /** The number of the last batch written; `settle` makes those up to one durable. */
  get written(): number {
    return this.#settled + this.#volatile.length;
  }

  settle(number: number): void {
    const count = Math.max(0, number - this.#settled);
    this.#settled += Math.min(count, this.#volatile.length);
    for (const batch of this.#volatile.splice(0, count)) apply(this.#durable, batch);
  }

  /** Some of the batches survive, from the front. */
  powerCut(): void {
    this.settle(this.#settled + randomInteger(this.#random, 0, this.#volatile.length));
    this.#volatile = [];
  }

  /** These rows and no others, durably, in one step. */
  replace(rows: Iterable<readonly [string, string]>): void {
    this.#volatile = [];
    this.#durable.clear();
    for (const [key, value] of rows) this.#durable.set(key, value);
  }

  /** Everything as a reader sees it, in the order of keys. */
  rows(): readonly (readonly [string, string])[] {
    const rows = new Map(this.#durable);
    for (const batch of this.#volatile) apply(rows, batch);
    return [...rows].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}

function apply(rows: Map<string, string>, batch: Batch): void {
  for (const [key, value] of batch) {
    if (value === undefined) rows.delete(key);
    else rows.set(key, value);
  }
}
