/** Kinds of index: unique keys, groups of rows, and counted pairs. */
import { IdSet } from './id-set.js';
import type { Index } from './table.js';
import { Veil } from './veil.js';

/** What something was before the entry under way, noted at its first change. */
class Before<V> {
  #veil = new Veil();
  #values: Map<string, V> | undefined;

  attach(veil: Veil): void {
    this.#veil = veil;
  }

  get isEmpty(): boolean {
    return this.#values === undefined;
  }

  get isNoting(): boolean {
    return this.#veil.isActive;
  }

  /** Undefined: as it is now. */
  get(key: string): V | undefined {
    return this.#values && this.#veil.isDown ? this.#values.get(key) : undefined;
  }

  /** False: nobody would ask, or it is noted already. */
  wants(key: string): boolean {
    return this.#veil.isActive && this.#values?.has(key) !== true;
  }

  /** What it `wants`. */
  note(key: string, value: V): void {
    if (!this.#values) {
      this.#values = new Map();
      this.#veil.noted(() => {
        this.#values = undefined;
      });
    }
    this.#values.set(key, value);
  }
}

/** Each key belongs to one row at most; commands check before they write. */
export class UniqueIndex<V> implements Index<V> {
  readonly #keysOf: (value: V) => readonly string[];
  readonly #holders = new Map<string, string>();
  /** Those who have given a key away. */
  readonly #before = new Before<string>();

  constructor(keysOf: (value: V) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  attach(veil: Veil): void {
    this.#before.attach(veil);
  }

  get size(): number {
    return this.#holders.size;
  }

  /** Id of the row that holds the key; under a veil perhaps of one that is not there yet. */
  holder(key: string): string | undefined {
    return this.#before.get(key) ?? this.#holders.get(key);
  }

  add(id: string, value: V): void {
    for (const key of this.#keysOf(value)) {
      const holder = this.#holders.get(key);
      if (holder !== undefined) throw new Error(`${id} claims '${key}' of ${holder}`);
      this.#holders.set(key, id);
    }
  }

  remove(id: string, value: V): void {
    for (const key of this.#keysOf(value)) {
      if (this.#before.wants(key)) this.#before.note(key, id);
      this.#holders.delete(key);
    }
  }
}

/** Keys that are unique within a scope (a network): the scope's name is not repeated in every key. */
export class ScopedIndex<V> implements Index<V> {
  readonly #scopeOf: (value: V) => string;
  readonly #keysOf: (value: V) => string | readonly string[];
  readonly #scopes = new Map<string, Map<string, string>>();
  /** Those who have given a key away, by scope and key. */
  readonly #before = new Before<string>();
  #size = 0;

  /** `keysOf`: one key or several. */
  constructor(scopeOf: (value: V) => string, keysOf: (value: V) => string | readonly string[]) {
    this.#scopeOf = scopeOf;
    this.#keysOf = keysOf;
  }

  attach(veil: Veil): void {
    this.#before.attach(veil);
  }

  /** Keys of all scopes. */
  get size(): number {
    return this.#size;
  }

  /** Id of the row that holds the key; under a veil perhaps of one that is not there yet. */
  holder(scope: string, key: string): string | undefined {
    const before = this.#before.isEmpty ? undefined : this.#before.get(placeOf(scope, key));
    return before ?? this.#scopes.get(scope)?.get(key);
  }

  add(id: string, value: V): void {
    const scope = this.#scopeOf(value);
    let holders = this.#scopes.get(scope);
    if (!holders) this.#scopes.set(scope, (holders = new Map<string, string>()));
    const keys = this.#keysOf(value);
    if (typeof keys === 'string') return this.#claim(scope, holders, keys, id);
    for (const key of keys) this.#claim(scope, holders, key, id);
  }

  remove(id: string, value: V): void {
    const scope = this.#scopeOf(value);
    const holders = this.#scopes.get(scope);
    if (!holders) return;
    const keys = this.#keysOf(value);
    if (typeof keys === 'string') this.#giveUp(scope, holders, keys, id);
    else for (const key of keys) this.#giveUp(scope, holders, key, id);
    if (holders.size === 0) this.#scopes.delete(scope);
  }

  #claim(scope: string, holders: Map<string, string>, key: string, id: string): void {
    const holder = holders.get(key);
    if (holder !== undefined) throw new Error(`${id} claims '${key}' of ${holder} in ${scope}`);
    holders.set(key, id);
    this.#size += 1;
  }

  #giveUp(scope: string, holders: Map<string, string>, key: string, id: string): void {
    if (this.#before.isNoting) {
      const place = placeOf(scope, key);
      if (this.#before.wants(place)) this.#before.note(place, id);
    }
    if (holders.delete(key)) this.#size -= 1;
  }
}

const placeOf = (scope: string, key: string): string => `${scope}\x1f${key}`;

/** Ids of the rows that share a key, in order. */
export class GroupIndex<V> implements Index<V> {
  readonly #keyOf: (value: V) => string;
  readonly #groups = new Map<string, IdSet>();
  readonly #before = new Before<IdSet>();

  constructor(keyOf: (value: V) => string) {
    this.#keyOf = keyOf;
  }

  attach(veil: Veil): void {
    this.#before.attach(veil);
  }

  of(key: string): IdSet {
    return this.#before.get(key) ?? this.#groups.get(key) ?? new IdSet();
  }

  add(id: string, value: V): void {
    const key = this.#keyOf(value);
    this.#note(key);
    let group = this.#groups.get(key);
    if (!group) this.#groups.set(key, (group = new IdSet()));
    group.add(id);
  }

  remove(id: string, value: V): void {
    const key = this.#keyOf(value);
    const group = this.#groups.get(key);
    this.#note(key);
    group?.delete(id);
    if (group?.size === 0) this.#groups.delete(key);
  }

  #note(key: string): void {
    if (!this.#before.wants(key)) return;
    this.#before.note(key, this.#groups.get(key)?.copy() ?? new IdSet());
  }
}

/** How many rows join a left and a right key, readable from either side. */
export class PairIndex<V> implements Index<V> {
  readonly #leftOf: (value: V) => string;
  readonly #rightOf: (value: V) => string;
  readonly #rights = new Map<string, Map<string, number>>();
  readonly #lefts = new Map<string, Map<string, number>>();
  readonly #rightsBefore = new Before<ReadonlyMap<string, number>>();
  readonly #leftsBefore = new Before<ReadonlyMap<string, number>>();
  /** As answered last: many more changes ask for the rights of a left than bring or take one. */
  readonly #listed = new Map<string, readonly string[]>();

  constructor(leftOf: (value: V) => string, rightOf: (value: V) => string) {
    this.#leftOf = leftOf;
    this.#rightOf = rightOf;
  }

  attach(veil: Veil): void {
    this.#rightsBefore.attach(veil);
    this.#leftsBefore.attach(veil);
  }

  count(left: string, right: string): number {
    const rights = this.#rightsBefore.get(left) ?? this.#rights.get(left);
    return rights?.get(right) ?? 0;
  }

  rightsOf(left: string): readonly string[] {
    const before = this.#rightsBefore.get(left);
    if (before) return [...before.keys()].sort();
    const known = this.#listed.get(left);
    if (known) return known;
    const rights = this.#rights.get(left);
    if (!rights) return [];
    const listed = [...rights.keys()].sort();
    this.#listed.set(left, listed);
    return listed;
  }

  leftsOf(right: string): string[] {
    const lefts = this.#leftsBefore.get(right) ?? this.#lefts.get(right);
    return [...(lefts?.keys() ?? [])].sort();
  }

  add(_id: string, value: V): void {
    this.#change(value, 1);
  }

  remove(_id: string, value: V): void {
    this.#change(value, -1);
  }

  #change(value: V, by: number): void {
    const [left, right] = [this.#leftOf(value), this.#rightOf(value)];
    const [rights, lefts] = [this.#rightsBefore, this.#leftsBefore];
    if (rights.wants(left)) rights.note(left, new Map(this.#rights.get(left)));
    if (lefts.wants(right)) lefts.note(right, new Map(this.#lefts.get(right)));
    if (bump(this.#rights, left, right, by)) this.#listed.delete(left);
    bump(this.#lefts, right, left, by);
  }
}

/** True when the pair came or went. */
function bump(counts: Map<string, Map<string, number>>, a: string, b: string, by: number): boolean {
  let inner = counts.get(a);
  if (!inner) counts.set(a, (inner = new Map<string, number>()));
  const before = inner.get(b) ?? 0;
  const count = before + by;
  if (count > 0) inner.set(b, count);
  else if (inner.delete(b) && inner.size === 0) counts.delete(a);
  return (before === 0) !== (count === 0);
}
