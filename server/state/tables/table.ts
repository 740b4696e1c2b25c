/** Rows by key with indices that follow every write; knows nothing of what the rows mean. */
import { IdSet } from './id-set.js';
import { Veil } from './veil.js';

/** Derived from the rows; never stored. */
export interface Index<V> {
  add(key: string, value: V): void;
  remove(key: string, value: V): void;
  /** Under a veil that is down it answers as before the entry. Absent: it answers only the rules. */
  attach?(veil: Veil): void;
}

/** Told of each write of a row beforehand, with what it replaces, while the indices are still unchanged. */
export interface Watcher<V> {
  beforeWrite(key: string, previous: V | undefined): void;
}

export class Table<V> {
  readonly name: string;
  readonly #rows = new Map<string, V>();
  readonly #keys = new IdSet();
  readonly #indices: Index<V>[] = [];
  readonly #watchers = new Set<Watcher<V>>();
  #veil = new Veil();
  /** Rows that the entry under way has written, as they were before it. */
  #before: Map<string, V | undefined> | undefined;
  /** Noted with the first row that goes. */
  #keysBefore: IdSet | undefined;
  #sizeBefore = 0;

  constructor(name: string) {
    this.name = name;
  }

  protected get veil(): Veil {
    return this.#veil;
  }

  /** The veil that all tables of a state share. Before the first write. */
  attach(veil: Veil): void {
    this.#veil = veil;
    for (const index of this.#indices) index.attach?.(veil);
  }

  get size(): number {
    return this.#before && this.#veil.isDown ? this.#sizeBefore : this.#rows.size;
  }

  get(key: string): V | undefined {
    if (this.#before && this.#veil.isDown && this.#before.has(key)) return this.#before.get(key);
    return this.#rows.get(key);
  }

  /** For keys that another row vouches for. */
  require(key: string): V {
    const value = this.get(key);
    if (value === undefined) throw new Error(`table ${this.name} has no row ${key}`);
    return value;
  }

  /** The lowest. */
  firstKey(): string | undefined {
    return this.#keysNow().first();
  }

  /** In order of keys. */
  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): Generator<[string, V]> {
    for (const key of this.#keysNow()) {
      // A row that came with the entry under way has its key among the others.
      const value = this.#veil.isDown ? this.get(key) : this.require(key);
      if (value !== undefined) yield [key, value];
    }
  }

  /** The next few keys behind `key`, in order, perhaps with some of rows that are not there yet; none at the end. */
  after(key: string): readonly string[] {
    return this.#keysNow().after(key);
  }

  /** Returns the way to stop. */
  watch(watcher: Watcher<V>): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Undefined removes. Answers the previous value. */
  set(key: string, value: V | undefined): V | undefined {
    const previous = this.#rows.get(key);
    if (this.#veil.isActive) this.#note(key, previous, value);
    for (const watcher of this.#watchers) watcher.beforeWrite(key, previous);
    if (previous !== undefined) for (const index of this.#indices) index.remove(key, previous);
    if (value === undefined) {
      this.#rows.delete(key);
      this.#keys.delete(key);
    } else {
      this.#rows.set(key, value);
      if (previous === undefined) this.#keys.add(key);
      for (const index of this.#indices) index.add(key, value);
    }
    return previous;
  }

  /** The value as it is kept in memory: the same members, perhaps in a layout of their own. */
  shape(value: V): V {
    return value;
  }

  /** A new value in that layout: the members of both. */
  made(draft: object, meta: object): V {
    // Each member behind a spread would cost more than all of this.
    return this.shape(Object.assign({}, draft, meta) as V);
  }

  /** The value as JSON. */
  textOf(value: V): string {
    return JSON.stringify(value);
  }

  /** What the database keeps of a value; plain JSON. */
  toRow(value: V): unknown {
    return value;
  }

  protected indexed<I extends Index<V>>(index: I): I {
    this.#indices.push(index);
    return index;
  }

  #keysNow(): IdSet {
    return this.#keysBefore && this.#veil.isDown ? this.#keysBefore : this.#keys;
  }

  #note(key: string, previous: V | undefined, value: V | undefined): void {
    if (!this.#before) {
      this.#before = new Map();
      this.#sizeBefore = this.#rows.size;
      this.#veil.noted(() => {
        this.#before = undefined;
        this.#keysBefore = undefined;
      });
    }
    // While none has gone, a row that is not there was not there before either.
    const isNew = previous === undefined && !this.#keysBefore;
    if (isNew || !this.#before.has(key)) this.#before.set(key, previous);
    if (value === undefined) this.#keysBefore ??= this.#keys.copy();
  }
}
