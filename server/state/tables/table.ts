/** Rows by key with indices that follow every write; knows nothing of what the rows mean. */
import { IdSet } from './id-set.js';

/** Derived from the rows; never stored. */
export interface Index<V> {
  add(key: string, value: V): void;
  remove(key: string, value: V): void;
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

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): V | undefined {
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
    return this.#keys.first();
  }

  /** In order of keys. */
  *values(): Generator<V> {
    for (const key of this.#keys) yield this.require(key);
  }

  *entries(): Generator<[string, V]> {
    for (const key of this.#keys) yield [key, this.require(key)];
  }

  /** The next few keys behind `key`, in order; none at the end. */
  after(key: string): readonly string[] {
    return this.#keys.after(key);
  }

  /** Returns the way to stop. */
  watch(watcher: Watcher<V>): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Undefined removes. Answers the previous value. */
  set(key: string, value: V | undefined): V | undefined {
    const previous = this.#rows.get(key);
    for (const watcher of this.#watchers) watcher.beforeWrite(key, previous);
    if (previous !== undefined) for (const index of this.#indices) index.remove(key, previous);
    if (value === undefined) {
      this.#rows.delete(key);
      this.#keys.delete(key);
    } else {
      this.#rows.set(key, value);
      this.#keys.add(key);
      for (const index of this.#indices) index.add(key, value);
    }
    return previous;
  }

  /** The value as it is kept in memory: the same members, perhaps in a layout of their own. */
  shape(value: V): V {
    return value;
  }

  /** What the database keeps of a value; plain JSON. */
  toRow(value: V): unknown {
    return value;
  }

  protected indexed<I extends Index<V>>(index: I): I {
    this.#indices.push(index);
    return index;
  }
}
