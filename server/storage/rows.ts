/** Rows of the state database that the server keeps beside those of the state itself. */
import type { RowWrite } from '../state/event.js';

/** Stamp of the last applied command, in the state's `meta` table. */
export const TIME_ROW = { table: 'meta', key: 'time' } as const;

/** 0 when nothing was applied yet. */
export function lastTimeOf(rows: readonly RowWrite[]): number {
  const row = rows.find(({ table, key }) => table === TIME_ROW.table && key === TIME_ROW.key);
  return typeof row?.value === 'number' ? row.value : 0;
}
