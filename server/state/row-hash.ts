/** Hashes of rows, whatever the order of members: what the sum over a state adds up. */
import { hashTextTwice } from '../../model/hash.js';

/**
 * Two hashes of one text or value, of different seeds: a row is walked once for both. Signed, as everything here that has 32 bits:
 * such numbers take no memory of their own.
 */
interface Lanes {
  first: number;
  second: number;
}

/** Hashes of objects, which must not change as long as it is used. */
export class Seen {
  readonly #places = new Map<object, number>();
  #hashes = new Int32Array(2 * SEEN_AT_FIRST);

  /** False: it is not known. */
  read(object: object, lanes: Lanes): boolean {
    const place = this.#places.get(object);
    if (place === undefined) return false;
    lanes.first = this.#hashes[place] as number;
    lanes.second = this.#hashes[place + 1] as number;
    return true;
  }

  note(object: object, { first, second }: Readonly<Lanes>): void {
    const place = 2 * this.#places.size;
    if (place === this.#hashes.length) this.#grow();
    this.#hashes[place] = first;
    this.#hashes[place + 1] = second;
    this.#places.set(object, place);
  }

  #grow(): void {
    const grown = new Int32Array(2 * this.#hashes.length);
    grown.set(this.#hashes);
    this.#hashes = grown;
  }
}

/** A member's name, and the last value that was told under it: of many rows many members are the same. */
interface Member {
  /** Of the name. */
  readonly first: number;
  readonly second: number;
  last: unknown;
  lastFirst: number;
  lastSecond: number;
}

const SEEN_AT_FIRST = 64;
const LANE = 2 ** 32;
const SEEDS = { first: 1, second: 2 } as const;
/** Names that are kept; labels have any. */
const MAX_NAMES = 1024;
/** The member by which rows hold objects that have rows of their own. */
const SHARED = 'object';

export class RowHasher {
  readonly #lanes: Lanes = { first: 0, second: 0 };
  readonly #members = new Map<string, Member>();

  /** An integer below 2^52. An object that `seen` knows is not walked again. */
  hash(table: string, key: string, value: unknown, seen?: Seen): number {
    const lanes = this.#lanes;
    this.#hashShared(value, seen);
    const { first, second } = lanes;
    hashTextTwice(`${table}\x1f${key}`, SEEDS, lanes);
    const high = mix(lanes.first, first) >>> 12;
    const low = mix(lanes.second, second) >>> 0;
    return high * LANE + low;
  }

  #hashShared(value: unknown, seen: Seen | undefined): void {
    if (!seen || typeof value !== 'object' || value === null) return this.#hashJson(value, seen);
    if (seen.read(value, this.#lanes)) return;
    this.#hashJson(value, seen);
    seen.note(value, this.#lanes);
  }

  /** A row read back from JSON has its members in another order, and lacks those that were undefined. */
  #hashJson(value: unknown, seen: Seen | undefined): void {
    if (typeof value !== 'object' || value === null) this.#hashScalar(value);
    else if (Array.isArray(value)) this.#hashItems(value, seen);
    else this.#hashMembers(value, seen);
  }

  #hashScalar(value: unknown): void {
    const text = typeof value === 'string' ? value : `\x1f${scalarText(value)}`;
    hashTextTwice(text, SEEDS, this.#lanes);
  }

  #hashItems(items: readonly unknown[], seen: Seen | undefined): void {
    const lanes = this.#lanes;
    let [first, second] = [items.length, items.length];
    for (let at = 0; at < items.length; at++) {
      this.#hashJson(items[at], seen);
      first = mix(first, lanes.first);
      second = mix(second, lanes.second);
    }
    lanes.first = first;
    lanes.second = second;
  }

  #hashMembers(members: object, seen: Seen | undefined): void {
    const lanes = this.#lanes;
    let [first, second] = [1, 1];
    // Plain JSON, whose members are all its own: a list of their names would be made for each.
    for (const name in members) {
      const value: unknown = members[name as keyof typeof members];
      if (value === undefined) continue;
      const member = this.#member(name);
      if (typeof value !== 'object' || value === null) this.#hashLast(member, value);
      else if (name === SHARED) this.#hashShared(value, seen);
      else this.#hashJson(value, seen);
      first = (first + mix(member.first, lanes.first)) | 0;
      second = (second + mix(member.second, lanes.second)) | 0;
    }
    lanes.first = first;
    lanes.second = second;
  }

  #hashLast(member: Member, value: unknown): void {
    const lanes = this.#lanes;
    if (member.last === value) {
      lanes.first = member.lastFirst;
      lanes.second = member.lastSecond;
      return;
    }
    this.#hashScalar(value);
    member.last = value;
    member.lastFirst = lanes.first;
    member.lastSecond = lanes.second;
  }

  #member(name: string): Member {
    const known = this.#members.get(name);
    if (known) return known;
    const own: Lanes = { first: 0, second: 0 };
    hashTextTwice(name, SEEDS, own);
    const none = { last: undefined, lastFirst: 0, lastSecond: 0 };
    const member: Member = { first: own.first, second: own.second, ...none };
    if (this.#members.size < MAX_NAMES) this.#members.set(name, member);
    return member;
  }
}

/** As JSON has it. */
function scalarText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return JSON.stringify(value ?? null);
}

/** Not commutative, signed; the steps are MurmurHash3's fmix32. */
function mix(left: number, right: number): number {
  let h = (Math.imul(left, 31) + right) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
