/** Numbers that are taken, with the next free one in a flat number of steps however many are taken. */

const FAN_OUT = 32;
const FULL = -1;

/**
 * A tree of 32-bit words. A bit of the lowest level stands for a number, one of a higher level for a word below that is
 * full. Empty words are not kept, so that a few numbers out of 2^48 cost little.
 */
export class TakenSet {
  /** Word number → bits; the lowest level first. */
  readonly #levels: Map<number, number>[] = [];
  #size = 0;
  #looks = 0;

  get size(): number {
    return this.#size;
  }

  /** Words looked at by `next` so far: the measure of what a search costs. */
  get looks(): number {
    return this.#looks;
  }

  has(n: number): boolean {
    return (this.#word(0, Math.floor(n / FAN_OUT)) & bit(n)) !== 0;
  }

  add(n: number): void {
    if (this.has(n)) return;
    this.#size += 1;
    for (let level = 0, at = n; ; level++) {
      const index = Math.floor(at / FAN_OUT);
      const word = this.#word(level, index) | bit(at);
      this.#set(level, index, word);
      if (word !== FULL) return;
      at = index;
    }
  }

  delete(n: number): void {
    if (!this.has(n)) return;
    this.#size -= 1;
    for (let level = 0, at = n; ; level++) {
      const index = Math.floor(at / FAN_OUT);
      const before = this.#word(level, index);
      this.#set(level, index, before & ~bit(at));
      if (before !== FULL) return;
      at = index;
    }
  }

  /** The lowest free number from `from` on. */
  next(from: number): number {
    let level = 0;
    let at = from;
    // Up to the first word with room behind, then down along the lowest free bits.
    let found = this.#zeroFrom(level, at);
    while (found === undefined) {
      level += 1;
      at = Math.floor(at / FAN_OUT) + 1;
      found = this.#zeroFrom(level, at);
    }
    for (; level > 0; level--) {
      found = this.#zeroFrom(level - 1, found * FAN_OUT);
      if (found === undefined) throw new Error('a word counts as free and is full');
    }
    return found;
  }

  /** Within the word of `at`. */
  #zeroFrom(level: number, at: number): number | undefined {
    this.#looks += 1;
    const index = Math.floor(at / FAN_OUT);
    const free = ~this.#word(level, index) & (FULL << (at % FAN_OUT));
    return free === 0 ? undefined : index * FAN_OUT + lowestBit(free);
  }

  #word(level: number, index: number): number {
    return this.#levels[level]?.get(index) ?? 0;
  }

  #set(level: number, index: number, word: number): void {
    const words = (this.#levels[level] ??= new Map<number, number>());
    if (word === 0) words.delete(index);
    else words.set(index, word);
  }
}

function bit(n: number): number {
  return 1 << (n % FAN_OUT);
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
