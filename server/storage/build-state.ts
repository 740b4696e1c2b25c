/** A state database made from the chunks of another one, changed on the way: for a member that begins with it. */
import { mkdir } from 'node:fs/promises';
import { OvnetError } from '../../model/errors.js';
import type { SnapshotMeta } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import { parseKey, rowKey } from './key-space.js';
import type { KeyValueWrite } from './key-value.js';
import { LevelKeyValue } from './level-key-value.js';
import { RowSum } from './row-sum.js';
import { openChunk, PairReader, type Pair } from './snapshot-chunk.js';
import { StateDirectory } from './state-directory.js';
import { checkOwn, ownRows, parseRow, readApplied, type AppliedRow } from './stored-state.js';

export interface BuildStateOptions {
  readonly dataDirectory: string;
  readonly clusterId: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What is written besides the rows that came, and the entry that the state then goes up to. */
  readonly change: (rows: readonly RowWrite[], applied: AppliedRow) => Promise<StateChange>;
}

export interface StateChange {
  readonly rows: readonly RowWrite[];
  readonly meta: SnapshotMeta;
}

/** Resolves when it is durable. Throws `state-corrupt`, `already-initialized` (of another cluster), `not-supported`. */
export async function buildState(options: BuildStateOptions): Promise<void> {
  const { dataDirectory, clusterId, change } = options;
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const db = await LevelKeyValue.open(new StateDirectory(dataDirectory).state);
  try {
    const sum = new RowSum();
    const { rows, applied } = await takeRows(options, db, sum);
    const next = await change(rows, applied);
    const writes = next.rows.map((row): KeyValueWrite => {
      const key = rowKey(row.table, row.key);
      const value = row.value === undefined ? undefined : JSON.stringify(row.value);
      sum.set(row, key, value);
      return { key, value };
    });
    await db.write([...writes, ...ownRows(clusterId, next.meta, sum)]);
    await db.flush();
  } finally {
    await db.close();
  }
}

/** The rows go to the database as they come, the store's own do not: until they are there it is no state. */
async function takeRows(
  { chunks, clusterId }: BuildStateOptions,
  db: LevelKeyValue,
  sum: RowSum,
): Promise<{ readonly rows: readonly RowWrite[]; readonly applied: AppliedRow }> {
  const reader = new PairReader();
  const own = new Map<string, string>();
  const rows: RowWrite[] = [];
  let number = 0;
  for await (const chunk of chunks) {
    const writes: KeyValueWrite[] = [];
    for (const pair of reader.read(openChunk(number, chunk))) {
      const row = rowOf(pair);
      if (row === undefined) {
        own.set(...pair);
        checkOwn(own, clusterId);
        continue;
      }
      const [key, value] = pair;
      sum.set(row, key, value);
      writes.push({ key, value });
      rows.push(row);
    }
    number += 1;
    await db.write(writes);
  }
  if (!reader.isWhole) throw new OvnetError('state-corrupt', 'the last row is cut short');
  return { rows, applied: readApplied(own, sum) };
}

function rowOf([key, value]: Pair): RowWrite | undefined {
  const place = parseKey(key);
  return place && { ...place, value: parseRow(key, value) };
}
