/** One append as records: checks that it can follow what the log holds and lays it out. */
import type { Entry } from '../core/types.js';
import type { LogBatch } from '../node/ports.js';
import { LogError } from './errors.js';
import { MAX_PAYLOAD_BYTES, type RecordFields } from './record.js';
import { entryRecord, stateRecord } from './replay.js';

/** Throws `log-order` unless `entries` are contiguous and touch the log between snapshot and last index. */
export function requireOrder(
  entries: readonly Entry[],
  lastIndex: number,
  snapshotIndex: number,
): void {
  let expected = entries[0]?.index ?? lastIndex + 1;
  if (expected > lastIndex + 1 || expected <= snapshotIndex)
    throw new LogError('log-order', `Entry ${expected} cannot follow ${lastIndex}`);
  for (const entry of entries) {
    if (entry.index !== expected)
      throw new LogError('log-order', `Entry ${entry.index} instead of ${expected}`);
    if (entry.data.length > MAX_PAYLOAD_BYTES)
      throw new LogError('log-order', `Entry ${entry.index} exceeds ${MAX_PAYLOAD_BYTES} bytes`);
    expected += 1;
  }
}

/** The hard state goes first: an entry is never of a later term than the state in front of it. */
export const groupRecords = (batch: LogBatch): readonly RecordFields[] => [
  ...(batch.hardState ? [stateRecord(batch.hardState)] : []),
  ...batch.entries.map(entryRecord),
];
