/** Randomness as data: the core draws from a source that the caller seeds. */

export interface RandomSource {
  /** Uniform in [0, 1). */
  next(): number;
}

/** A small generator for a 32-bit seed (splitmix-style mixing); equal seeds give equal sequences. */
export class SeededRandom implements RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  }
}

/** An integer in [low, high], both included. */
export function randomInteger(random: RandomSource, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}
