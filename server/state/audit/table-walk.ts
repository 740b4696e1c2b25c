/** Visits the rows that a table has now, each once, while it goes on changing between the steps. */
import type { Table, Watcher } from '../tables/table.js';

/** Some 10 to 20 µs each. */
const ROWS_PER_STEP = 100;

/**
 * A row is visited in its turn or, when it is to change before that, just before its first change: always as it was when the
 * walk began, with whatever is derived from it unchanged too. Rows that come later are not visited.
 */
export class TableWalk<V> implements Watcher<V> {
  readonly #table: Table<V>;
  readonly #visit: (key: string, value: V) => void;
  readonly #unwatch: () => void;
  /** Changed before their turn: visited, or not there when the walk began. */
  readonly #done = new Set<string>();
  #position = '';

  constructor(table: Table<V>, visit: (key: string, value: V) => void) {
    this.#table = table;
    this.#visit = visit;
    this.#unwatch = table.watch(this);
  }

  /** The next few rows; false when there are no more. */
  step(): boolean {
    const keys = this.#table.after(this.#position).slice(0, ROWS_PER_STEP);
    for (const key of keys) {
      if (!this.#done.delete(key)) this.#visit(key, this.#table.require(key));
      this.#position = key;
    }
    return keys.length > 0;
  }

  end(): void {
    this.#unwatch();
  }

  beforeWrite(key: string, previous: V | undefined): void {
    if (key <= this.#position || this.#done.has(key)) return;
    this.#done.add(key);
    if (previous !== undefined) this.#visit(key, previous);
  }
}
