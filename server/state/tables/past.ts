/** What changes replaced, as far back as is kept: tables can be read as they were at an earlier revision. */
import { atOnce, inBatches } from '../steps.js';
import { IdSet } from './id-set.js';
import type { Table, Watcher } from './table.js';

/** Changes kept of all tables together. */
export const MAX_REPLACED = 32_768;

/** A row as it was up to a revision. */
interface Replaced {
  readonly rows: PastRows;
  readonly key: string;
  /** Undefined: it was not there. */
  readonly value: unknown;
  /** The last revision at which the row was this. */
  readonly until: number;
  /** Of all rows. */
  next: Replaced | undefined;
  /** Of the same row. */
  later: Replaced | undefined;
  /** Of the same row, kept with its oldest; undefined: there is but one. */
  newest: Replaced | undefined;
}

/** Of one table. */
class PastRows implements Watcher<unknown> {
  readonly #past: Past;
  /** The oldest of each row. */
  readonly #oldest = new Map<string, Replaced>();
  /** Of rows that a revision before now had. */
  readonly #keys = new IdSet();

  constructor(past: Past) {
    this.#past = past;
  }

  after(key: string): readonly string[] {
    return this.#keys.after(key);
  }

  /** `present`: the row now. */
  at(key: string, revision: number, present: unknown): unknown {
    let then = this.#oldest.get(key);
    while (then && then.until < revision) then = then.later;
    return then ? then.value : present;
  }

  beforeWrite(key: string, value: unknown): void {
    const until = this.#past.revision;
    const oldest = this.#oldest.get(key);
    const last = oldest?.newest ?? oldest;
    // Later writes of the same entry replace what no revision had.
    if (last?.until === until) return;
    const none = undefined;
    const one: Replaced = { rows: this, key, value, until, next: none, later: none, newest: none };
    if (oldest && last) {
      last.later = one;
      oldest.newest = one;
    } else this.#oldest.set(key, one);
    // A row that has only come is found among those that are there.
    if (value !== undefined) this.#keys.add(key);
    this.#past.keep(one);
  }

  /** The oldest of the key goes. */
  drop(key: string): void {
    const oldest = this.#oldest.get(key);
    const later = oldest?.later;
    if (later) {
      later.newest = oldest.newest === later ? undefined : oldest.newest;
      this.#oldest.set(key, later);
      return;
    }
    this.#oldest.delete(key);
    if (this.#keys.size > 0) this.#keys.delete(key);
  }
}

export class Past {
  readonly #tables = new Map<Table<unknown>, PastRows>();
  readonly #limit: number;
  #first: Replaced | undefined;
  #last: Replaced | undefined;
  #size = 0;
  #revision: number;
  #oldest: number;

  /** `revision`: that of the tables now; nothing earlier is known. */
  constructor(
    tables: Iterable<Table<unknown>>,
    { revision, limit = MAX_REPLACED }: { readonly revision: number; readonly limit?: number },
  ) {
    this.#revision = revision;
    this.#oldest = revision;
    this.#limit = limit;
    for (const table of tables) {
      const rows = new PastRows(this);
      this.#tables.set(table, rows);
      table.watch(rows);
    }
  }

  get revision(): number {
    return this.#revision;
  }

  /** The earliest revision that can be read. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The tables are now those of this revision. What only serves revisions before `oldest` is dropped. */
  advance(revision: number, oldest: number): void {
    this.#revision = revision;
    this.#oldest = Math.max(this.#oldest, oldest);
    atOnce(this.dropping(this.#oldest, Infinity));
  }

  /** Drops what only serves revisions before `oldest`, in steps of so many. */
  *dropping(oldest: number, perStep: number): Generator<void, void> {
    yield* inBatches(this.#before(oldest), perStep, (one) => this.#drop(one));
  }

  /** Each is dropped before the next one is asked for. */
  *#before(oldest: number): Generator<Replaced> {
    while (this.#first && this.#first.until < oldest) yield this.#first;
  }

  /** The next few keys behind `key` of rows that are or have been in the table; none at the end. */
  keysAfter(table: Table<unknown>, key: string): readonly string[] {
    return this.#tables.get(table)?.after(key) ?? [];
  }

  rowAt<V>(table: Table<V>, key: string, revision: number): V | undefined {
    const present = table.get(key);
    if (revision === this.#revision) return present;
    const rows = this.#tables.get(table);
    return rows ? (rows.at(key, revision, present) as V | undefined) : present;
  }

  /** For the rows' own use. */
  keep(one: Replaced): void {
    if (this.#last) this.#last.next = one;
    else this.#first = one;
    this.#last = one;
    this.#size += 1;
    if (this.#size > this.#limit && this.#first) this.#drop(this.#first);
  }

  #drop(one: Replaced): void {
    one.rows.drop(one.key);
    this.#oldest = Math.max(this.#oldest, one.until + 1);
    this.#first = one.next;
    if (!this.#first) this.#last = undefined;
    this.#size -= 1;
  }
}
