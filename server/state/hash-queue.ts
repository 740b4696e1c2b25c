/**
 * Hashes of rows that are written in the order of their keys and go in the same order, as the history does: cheaper to find, and in less
 * memory, than in a map. What comes or goes out of that order is found too.
 */

/** Places at the front that may be empty before they are cut off. */
const MAX_HOLES = 4096;

export class HashQueue {
  /** In order; those before `#head` have gone, those whose hash is undefined too. */
  #keys: string[] = [];
  #hashes: (number | undefined)[] = [];
  #head = 0;
  #last = '';
  /** Came too late to have their place. */
  readonly #late = new Map<string, number>();

  get(key: string): number | undefined {
    if (key > this.#last) return undefined;
    const at = this.#placeOf(key);
    return (at === undefined ? undefined : this.#hashes[at]) ?? this.#late.get(key);
  }

  set(key: string, hash: number): void {
    if (key > this.#last) {
      this.#keys.push(key);
      this.#hashes.push(hash);
      this.#last = key;
      return;
    }
    const at = this.#placeOf(key);
    if (at === undefined) this.#late.set(key, hash);
    else this.#hashes[at] = hash;
  }

  delete(key: string): void {
    const at = this.#placeOf(key);
    if (at === undefined) {
      this.#late.delete(key);
      return;
    }
    this.#hashes[at] = undefined;
    while (this.#head < this.#keys.length && this.#hashes[this.#head] === undefined)
      this.#head += 1;
    if (this.#head < MAX_HOLES && this.#head < this.#keys.length) return;
    this.#keys = this.#keys.slice(this.#head);
    this.#hashes = this.#hashes.slice(this.#head);
    this.#head = 0;
  }

  /** Undefined for what has none: it is late, or not there. Mostly the first is asked for. */
  #placeOf(key: string): number | undefined {
    let [low, high] = [this.#head, this.#keys.length - 1];
    if (this.#keys[low] === key) return low;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#keys[middle] ?? '';
      if (found === key) return middle;
      if (found < key) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
