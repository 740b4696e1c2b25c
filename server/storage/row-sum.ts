/**
 * A sum over all rows of the state database, kept in the same batch as the rows. LevelDB may open without a word
 * after losing a batch in the middle of its log; the sum then differs.
 */
import { crc32 } from 'node:zlib';
import { HashQueue } from '../state/hash-queue.js';

/** Grows at its end and goes at its beginning. */
const HISTORY = 'events';

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

type RowHashes = Map<string, number> | HashQueue;

const hashesOf = (table: string): RowHashes =>
  table === HISTORY ? new HashQueue() : new Map<string, number>();

export class RowSum {
  /** By table and key, whose texts the state holds too: those of the database would be texts of their own. */
  readonly #tables = new Map<string, RowHashes>();
  #count = 0;
  #sum = 0;

  get stored(): StoredSum {
    return { count: this.#count, sum: this.#sum };
  }

  /** `stored`: the key in the database. Undefined removes. */
  set({ table, key }: RowPlace, stored: string, value: string | undefined): void {
    let hashes = this.#tables.get(table);
    if (!hashes) this.#tables.set(table, (hashes = hashesOf(table)));
    const previous = hashes.get(key);
    const next = value === undefined ? undefined : rowHash(stored, value);
    if (next !== undefined) hashes.set(key, next);
    else if (previous !== undefined) hashes.delete(key);
    this.#count += (next === undefined ? 0 : 1) - (previous === undefined ? 0 : 1);
    this.#sum = (this.#sum - (previous ?? 0) + (next ?? 0)) >>> 0;
  }
}
