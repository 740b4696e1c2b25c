/** A sum over all rows of the state, kept along with every write: equal on managers that applied the same entries. */
import { hashTextTwice } from '../../model/hash.js';
import type { RowWrite } from './event.js';
import { atOnce, inBatches } from './steps.js';

/** Sums and hashes are integers below 2^52: of two of them sum and difference are exact. */
const MODULUS = 2 ** 52;
const LANE = 2 ** 32;
const HEX_DIGITS = 13;
const ROWS_PER_STEP = 512;
const SEEDS = { first: 1, second: 2 } as const;

export class StateSum {
  /** Table → key → hash of the row. */
  readonly #hashes = new Map<string, Map<string, number>>();
  #sum = 0;

  static of(rows: Iterable<RowWrite>): StateSum {
    return atOnce(StateSum.summing(rows));
  }

  /** As `of`, in steps. */
  static *summing(rows: Iterable<RowWrite>): Generator<void, StateSum> {
    const sum = new StateSum();
    yield* inBatches(rows, ROWS_PER_STEP, (row) => sum.set(row));
    return sum;
  }

  /** As `set`, in order and in steps. An object that several of the rows hold is walked once. */
  *setting(rows: Iterable<RowWrite>): Generator<void, void> {
    const seen: Seen = new Map();
    yield* inBatches(rows, ROWS_PER_STEP, (row) => this.set(row, seen));
  }

  /** A later write of a row takes the place of the earlier one; the same one again changes nothing. */
  set({ table, key, value }: RowWrite, seen?: Seen): void {
    let hashes = this.#hashes.get(table);
    if (!hashes) this.#hashes.set(table, (hashes = new Map<string, number>()));
    const previous = hashes.get(key) ?? 0;
    const next = value === undefined ? 0 : rowHash(table, key, value, seen);
    if (value === undefined) hashes.delete(key);
    else hashes.set(key, next);
    this.#sum = reduced(this.#sum + (next - previous));
  }

  /** 13 hex digits; independent of the order of rows and of members within them. */
  get text(): string {
    return this.#sum.toString(16).padStart(HEX_DIGITS, '0');
  }
}

function reduced(sum: number): number {
  if (sum < 0) return sum + MODULUS;
  return sum < MODULUS ? sum : sum - MODULUS;
}

/** Two hashes of one text or value, of different seeds: a row is walked once for both. */
interface Lanes {
  first: number;
  second: number;
}

/** Hashes of objects, which must not change as long as it is used. */
type Seen = Map<object, Readonly<Lanes>>;

function rowHash(table: string, key: string, value: unknown, seen?: Seen): number {
  const lanes: Lanes = { first: 0, second: 0 };
  hashShared(value, lanes, seen);
  const { first, second } = lanes;
  hashLanes(`${table}\x1f${key}`, lanes);
  const high = mix(lanes.first, first) >>> 12;
  const low = mix(lanes.second, second);
  return high * LANE + low;
}

/** A row read back from JSON has its members in another order, and lacks those that were undefined. */
function hashJson(value: unknown, lanes: Lanes, seen?: Seen): void {
  if (typeof value === 'string') hashLanes(value, lanes);
  else if (Array.isArray(value)) hashItems(value, lanes, seen);
  else if (typeof value === 'object' && value !== null) hashMembers(value, lanes, seen);
  else hashLanes(`\x1f${scalarText(value)}`, lanes);
}

/** As JSON has it. */
function scalarText(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return JSON.stringify(value ?? null);
}

function hashLanes(text: string, lanes: Lanes): void {
  hashTextTwice(text, SEEDS, lanes);
}

function hashItems(items: readonly unknown[], lanes: Lanes, seen?: Seen): void {
  let [first, second] = [items.length, items.length];
  for (const item of items) {
    hashJson(item, lanes, seen);
    first = mix(first, lanes.first);
    second = mix(second, lanes.second);
  }
  lanes.first = first;
  lanes.second = second;
}

/** The member by which rows hold objects that have rows of their own. */
const SHARED = 'object';

function hashShared(value: unknown, lanes: Lanes, seen?: Seen): void {
  if (!seen || typeof value !== 'object' || value === null) return hashJson(value, lanes, seen);
  const known = seen.get(value);
  if (!known) {
    hashJson(value, lanes, seen);
    seen.set(value, { first: lanes.first, second: lanes.second });
    return;
  }
  lanes.first = known.first;
  lanes.second = known.second;
}

function hashMembers(members: object, lanes: Lanes, seen?: Seen): void {
  let [first, second] = [1, 1];
  for (const name of Object.keys(members)) {
    const member: unknown = members[name as keyof typeof members];
    if (member === undefined) continue;
    if (name === SHARED) hashShared(member, lanes, seen);
    else hashJson(member, lanes, seen);
    const { first: one, second: other } = lanes;
    hashLanes(name, lanes);
    first = (first + mix(lanes.first, one)) >>> 0;
    second = (second + mix(lanes.second, other)) >>> 0;
  }
  lanes.first = first;
  lanes.second = second;
}

/** Not commutative; the steps are MurmurHash3's fmix32. */
function mix(left: number, right: number): number {
  let h = (Math.imul(left, 31) + right) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
