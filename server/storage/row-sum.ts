/**
 * A sum over all rows of the state database, kept in the same batch as the rows. LevelDB may open without a word
 * after losing a batch in the middle of its log; the sum then differs.
 */
import { crc32 } from 'node:zlib';

export interface StoredSum {
  readonly count: number;
  /** Order-independent: the CRC-32 of every (key, value) added up modulo 2^32. */
  readonly sum: number;
}

/** Kept as signed numbers, which take no memory of their own. */
const rowHash = (key: string, value: string): number => crc32(`${key}\n${value}`) | 0;

export class RowSum {
  readonly #hashes = new Map<string, number>();
  #sum = 0;

  get stored(): StoredSum {
    return { count: this.#hashes.size, sum: this.#sum };
  }

  /** Undefined removes. */
  set(key: string, value: string | undefined): void {
    const previous = this.#hashes.get(key) ?? 0;
    const next = value === undefined ? 0 : rowHash(key, value);
    if (value === undefined) this.#hashes.delete(key);
    else this.#hashes.set(key, next);
    this.#sum = (this.#sum - previous + next) >>> 0;
  }
}
