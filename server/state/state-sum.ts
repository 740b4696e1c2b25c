/** A sum over all rows of the state, kept along with every write: equal on managers that applied the same entries. */
import type { RowWrite } from './event.js';
import { RowHasher, Seen } from './row-hash.js';
import { atOnce, inBatches } from './steps.js';

/** Sums and hashes are integers below 2^52: of two of them sum and difference are exact. */
const MODULUS = 2 ** 52;
const HEX_DIGITS = 13;
/** One takes some 2 µs; the first step of a long list is in the turn that ends its entry. */
const ROWS_PER_STEP = 128;

export class StateSum {
  /** Table → key → hash of the row. */
  readonly #hashes = new Map<string, Map<string, number>>();
  readonly #hasher = new RowHasher();
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

  /** As `set`, in order and in steps, of those that count. An object that several of the rows hold is walked once. */
  *setting(
    rows: Iterable<RowWrite>,
    counts: (row: RowWrite) => boolean = () => true,
  ): Generator<void, void> {
    const seen = new Seen();
    yield* inBatches(rows, ROWS_PER_STEP, (row) => {
      if (counts(row)) this.set(row, seen);
    });
  }

  /** A later write of a row takes the place of the earlier one; the same one again changes nothing. */
  set({ table, key, value }: RowWrite, seen?: Seen): void {
    let hashes = this.#hashes.get(table);
    if (!hashes) this.#hashes.set(table, (hashes = new Map<string, number>()));
    const previous = hashes.get(key) ?? 0;
    const next = value === undefined ? 0 : this.#hasher.hash(table, key, value, seen);
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
