/** Rows of one manager's state database: what a crash leaves is complete up to some earlier entry. */
import type { RowWrite } from '../../server/state/event.js';
import type { StateBatch } from '../../server/storage/batch-queue.js';

/** Batches a crash may take. */
const MAX_UNSYNCED = 12;

export class ManagerDisk {
  #base: RowWrite[] = [];
  #recent: StateBatch[] = [];

  write(batch: StateBatch): void {
    const rows = batch.rows.map(({ table, key, value }) => ({ table, key, value }));
    this.#recent.push(structuredClone({ ...batch, rows }));
    while (this.#recent.length > MAX_UNSYNCED) this.#absorb(this.#recent.shift());
  }

  replace(rows: readonly RowWrite[]): void {
    this.#base = structuredClone([...rows]);
    this.#recent = [];
  }

  /** The last `batches` of them never reached the disk. */
  lose(batches: number): void {
    if (batches > 0) this.#recent.splice(-batches);
  }

  get unsynced(): number {
    return this.#recent.length;
  }

  rows(): RowWrite[] {
    for (const batch of this.#recent.splice(0)) this.#absorb(batch);
    return structuredClone(this.#base);
  }

  #absorb(batch: StateBatch | undefined): void {
    const rows = new Map(this.#base.map((row) => [`${row.table}\x1f${row.key}`, row]));
    for (const row of batch?.rows ?? []) {
      const key = `${row.table}\x1f${row.key}`;
      if (row.value === undefined) rows.delete(key);
      else rows.set(key, row);
    }
    this.#base = [...rows.values()];
  }
}
