/** What batches of rows write into the database: each row as text, their sum, and how far they go, all in the same write. */
import type { Configuration } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import type { StateBatch } from './batch-queue.js';
import { rowKey } from './key-space.js';
import type { KeyValueWrite } from './key-value.js';
import type { RowSum } from './row-sum.js';
import { APPLIED_KEY, type AppliedRow, type StoredState } from './stored-state.js';

export class BatchWrites {
  readonly #sum: RowSum;
  #term: number | undefined;
  #configuration: Configuration | undefined;

  /** Goes on from what is stored. */
  constructor({ stored, sum }: { readonly stored: StoredState; readonly sum: RowSum }) {
    this.#sum = sum;
    this.#term = stored.term;
    this.#configuration = stored.configuration;
  }

  /** Term and members of the last entry are known. */
  get tellsLastEntry(): boolean {
    return this.#term !== undefined && this.#configuration !== undefined;
  }

  /** Goes with the first batch. */
  begin(configuration: Configuration): void {
    this.#configuration = configuration;
  }

  /** The texts of rows are made as they are asked for: a long batch has megabytes of them. Undefined: as `KeyValue.write`. */
  *of(batches: readonly StateBatch[]): Generator<KeyValueWrite | undefined> {
    let index = 0;
    for (const { rows, appliedIndex, term, configuration } of latestRows(batches)) {
      for (const row of rows) {
        const key = rowKey(row.table, row.key);
        const text = textOf(row);
        const value = typeof text === 'object' ? yield* whole(text) : text;
        this.#sum.set(row, key, value);
        yield { key, value };
      }
      index = appliedIndex;
      this.#term = term;
      this.#configuration = configuration ?? this.#configuration;
    }
    yield { key: APPLIED_KEY, value: JSON.stringify(this.#applied(index)) };
  }

  #applied(index: number): AppliedRow {
    return {
      index,
      ...(this.#term !== undefined && { term: this.#term }),
      ...(this.#configuration && { configuration: this.#configuration }),
      ...this.#sum.stored,
    };
  }
}

/** Of several batches only the last write of a row counts; where there is one, the database may sort that out. */
function latestRows(batches: readonly StateBatch[]): readonly StateBatch[] {
  const last = batches.at(-1);
  if (batches.length < 2 || !last) return batches;
  const rows = new Map<string, RowWrite>();
  for (const batch of batches) {
    for (const row of batch.rows) rows.set(rowKey(row.table, row.key), row);
  }
  const configuration = batches.findLast((batch) => batch.configuration)?.configuration;
  return [{ ...last, rows: [...rows.values()], ...(configuration && { configuration }) }];
}

type TextInSteps = Generator<void, string>;

function textOf({ value, text }: RowWrite): string | TextInSteps | undefined {
  if (value === undefined) return undefined;
  return typeof text === 'function' ? text() : (text ?? JSON.stringify(value));
}

function* whole(steps: TextInSteps): Generator<undefined, string> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    yield undefined;
  }
}
