/** Carries rows to the state database in the background: one batch in flight, what comes meanwhile forms the next. */
import type { RowWrite } from '../state/event.js';

export interface RowStore {
  /** One atomic batch, not synced: the log is the truth, and replay begins at the applied index among the rows. */
  write(rows: readonly RowWrite[]): Promise<void>;
}

export interface RowWriterDeps {
  readonly store: RowStore;
  /** The database failed: the state in memory is right, but must not be served for long. */
  readonly failed: (cause: unknown) => void;
}

export class RowWriter {
  readonly #deps: RowWriterDeps;
  #waiting = new Map<string, RowWrite>();
  #writing: Promise<void> | undefined;

  constructor(deps: RowWriterDeps) {
    this.#deps = deps;
  }

  add(rows: readonly RowWrite[]): void {
    for (const row of rows) this.#waiting.set(`${row.table}\x1f${row.key}`, row);
    this.#writing ??= this.#drain();
  }

  /** Resolves when everything added so far is written, or the store has failed. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.size > 0) {
        const rows = [...this.#waiting.values()];
        this.#waiting = new Map();
        await this.#deps.store.write(rows);
      }
    } catch (cause) {
      this.#deps.failed(cause);
    } finally {
      this.#writing = undefined;
    }
  }
}
