/** Draws from one seeded stream. */
import { randomInteger, SeededRandom, type RandomSource } from '../../raft/core/random.js';

export class Chance {
  readonly #source: RandomSource;

  constructor(seed: number) {
    this.#source = new SeededRandom(seed);
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.#source.next();
  }

  /** Both included. */
  integer(low: number, high: number): number {
    return randomInteger(this.#source, low, high);
  }

  maybe(share: number): boolean {
    return this.#source.next() < share;
  }

  /** Undefined of an empty list only. */
  one<T>(list: readonly T[]): T | undefined {
    return list[this.integer(0, list.length - 1)];
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, rank: this.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }

  /** By their weights; those of weight 0 are never drawn. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let rest = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      rest -= weight;
      if (rest < 0) return name;
    }
    throw new Error('nothing to draw from');
  }

  /** An independent stream: what one part draws does not hang on the others. */
  fork(): Chance {
    return new Chance(this.integer(0, 2 ** 31));
  }
}
