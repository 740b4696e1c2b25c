/** Kinds of index: unique keys, groups of rows, and counted pairs. */
import { IdSet } from './id-set.js';
import type { Index } from './table.js';

/** Each key belongs to one row at most; commands check before they write. */
export class UniqueIndex<V> implements Index<V> {
  readonly #keysOf: (value: V) => readonly string[];
  readonly #holders = new Map<string, string>();

  constructor(keysOf: (value: V) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  get size(): number {
    return this.#holders.size;
  }

  /** Id of the row that holds the key. */
  holder(key: string): string | undefined {
    return this.#holders.get(key);
  }

  add(id: string, value: V): void {
    for (const key of this.#keysOf(value)) {
      const holder = this.#holders.get(key);
      if (holder !== undefined) throw new Error(`${id} claims '${key}' of ${holder}`);
      this.#holders.set(key, id);
    }
  }

  remove(_id: string, value: V): void {
    for (const key of this.#keysOf(value)) this.#holders.delete(key);
  }
}

/** Keys that are unique within a scope (a network): the scope's name is not repeated in every key. */
export class ScopedIndex<V> implements Index<V> {
  readonly #scopeOf: (value: V) => string;
  readonly #keysOf: (value: V) => readonly string[];
  readonly #scopes = new Map<string, Map<string, string>>();
  #size = 0;

  constructor(scopeOf: (value: V) => string, keysOf: (value: V) => readonly string[]) {
    this.#scopeOf = scopeOf;
    this.#keysOf = keysOf;
  }

  /** Keys of all scopes. */
  get size(): number {
    return this.#size;
  }

  /** Id of the row that holds the key. */
  holder(scope: string, key: string): string | undefined {
    return this.#scopes.get(scope)?.get(key);
  }

  add(id: string, value: V): void {
    const scope = this.#scopeOf(value);
    const holders = this.#scopes.get(scope) ?? new Map<string, string>();
    this.#scopes.set(scope, holders);
    for (const key of this.#keysOf(value)) {
      const holder = holders.get(key);
      if (holder !== undefined) throw new Error(`${id} claims '${key}' of ${holder} in ${scope}`);
      holders.set(key, id);
      this.#size += 1;
    }
  }

  remove(_id: string, value: V): void {
    const scope = this.#scopeOf(value);
    const holders = this.#scopes.get(scope);
    if (!holders) return;
    for (const key of this.#keysOf(value)) if (holders.delete(key)) this.#size -= 1;
    if (holders.size === 0) this.#scopes.delete(scope);
  }
}

/** Ids of the rows that share a key, in order. */
export class GroupIndex<V> implements Index<V> {
  readonly #keyOf: (value: V) => string;
  readonly #groups = new Map<string, IdSet>();

  constructor(keyOf: (value: V) => string) {
    this.#keyOf = keyOf;
  }

  of(key: string): IdSet {
    return this.#groups.get(key) ?? new IdSet();
  }

  add(id: string, value: V): void {
    const key = this.#keyOf(value);
    const group = this.#groups.get(key) ?? new IdSet();
    group.add(id);
    this.#groups.set(key, group);
  }

  remove(id: string, value: V): void {
    const key = this.#keyOf(value);
    const group = this.#groups.get(key);
    group?.delete(id);
    if (group?.size === 0) this.#groups.delete(key);
  }
}

/** How many rows join a left and a right key, readable from either side. */
export class PairIndex<V> implements Index<V> {
  readonly #pairOf: (value: V) => readonly [string, string];
  readonly #rights = new Map<string, Map<string, number>>();
  readonly #lefts = new Map<string, Map<string, number>>();
  /** As answered last: many more changes ask for the rights of a left than bring or take one. */
  readonly #listed = new Map<string, readonly string[]>();

  constructor(pairOf: (value: V) => readonly [string, string]) {
    this.#pairOf = pairOf;
  }

  count(left: string, right: string): number {
    return this.#rights.get(left)?.get(right) ?? 0;
  }

  rightsOf(left: string): readonly string[] {
    const known = this.#listed.get(left);
    if (known) return known;
    const rights = this.#rights.get(left);
    if (!rights) return [];
    const listed = [...rights.keys()].sort();
    this.#listed.set(left, listed);
    return listed;
  }

  leftsOf(right: string): string[] {
    return [...(this.#lefts.get(right)?.keys() ?? [])].sort();
  }

  add(_id: string, value: V): void {
    this.#change(value, 1);
  }

  remove(_id: string, value: V): void {
    this.#change(value, -1);
  }

  #change(value: V, by: number): void {
    const [left, right] = this.#pairOf(value);
    const before = this.count(left, right);
    bump(this.#rights, left, right, by);
    if ((before === 0) !== (this.count(left, right) === 0)) this.#listed.delete(left);
    bump(this.#lefts, right, left, by);
  }
}

function bump(counts: Map<string, Map<string, number>>, a: string, b: string, by: number): void {
  const inner = counts.get(a) ?? new Map<string, number>();
  const count = (inner.get(b) ?? 0) + by;
  if (count > 0) inner.set(b, count);
  else inner.delete(b);
  if (inner.size > 0) counts.set(a, inner);
  else counts.delete(a);
}
