/**
 * A sum over all rows of the state database, kept in the same batch as the rows. LevelDB may open without a word
 * after losing a batch in the middle of its log; the sum then differs.
 */
import { crc32 } from 'node:zlib';

export interface RowPlace {
  readonly table: string;
  readonly key: string;
}

export interface StoredSum {
  readonly count: number;
  /** Order-independent: the CRC-32 of every (key, value) added up modulo 2^32. */
  readonly sum: number;
}

/** Kept as signed numbers, which take no memory of their own. */
const rowHash = (stored: string, value: string): number => crc32(value, crc32(`${stored}\n`)) | 0;

export class RowSum {
  /** By table and key, whose texts the state holds too: those of the database would be texts of their own. */
  readonly #tables = new Map<string, Map<string, number>>();
  #count = 0;
  #sum = 0;

  get stored(): StoredSum {
    return { count: this.#count, sum: this.#sum };
  }

  /** `stored`: the key in the database. Undefined removes. */
  set({ table, key }: RowPlace, stored: string, value: string | undefined): void {
    let hashes = this.#tables.get(table);
    if (!hashes) this.#tables.set(table, (hashes = new Map<string, number>()));
    const previous = hashes.get(key);
    const next = value === undefined ? undefined : rowHash(stored, value);
    if (next !== undefined) hashes.set(key, next);
    else if (previous !== undefined) hashes.delete(key);
    this.#count += (next === undefined ? 0 : 1) - (previous === undefined ? 0 : 1);
    this.#sum = (this.#sum - (previous ?? 0) + (next ?? 0)) >>> 0;
  }
}
