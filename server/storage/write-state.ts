/** A state database made of the rows of a state in memory: for a member that begins anew with it. */
import type { SnapshotMeta } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import { rowKey } from './key-space.js';
import type { KeyValueWrite } from './key-value.js';
import { LevelKeyValue } from './level-key-value.js';
import { RowSum } from './row-sum.js';
import { ownRows } from './stored-state.js';

export interface WriteStateOptions {
  /** Of the database; nothing is there yet. */
  readonly path: string;
  readonly clusterId: string;
  /** All of them, each once. */
  readonly rows: Iterable<RowWrite>;
  /** The entry that the state goes up to. */
  readonly meta: SnapshotMeta;
}

const ROWS_PER_WRITE = 1_000;

/** Resolves when it is durable. */
export async function writeState(options: WriteStateOptions): Promise<void> {
  const { path, clusterId, rows, meta } = options;
  const db = await LevelKeyValue.open(path);
  try {
    const sum = new RowSum();
    let writes: KeyValueWrite[] = [];
    for (const row of rows) {
      const key = rowKey(row.table, row.key);
      const value = JSON.stringify(row.value);
      sum.set(row, key, value);
      writes.push({ key, value });
      if (writes.length < ROWS_PER_WRITE) continue;
      await db.write(writes);
      writes = [];
    }
    // Without these it is no state.
    await db.write([...writes, ...ownRows(clusterId, meta, sum)]);
    await db.flush();
  } finally {
    await db.close();
  }
}
