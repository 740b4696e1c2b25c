/** One append as records: checks that it can follow what the log holds and lays it out. */
import type { Entry, SnapshotMeta } from '../core/types.js';
import type { LogBatch } from '../node/ports.js';
import { LogError } from './errors.js';
import { MAX_PAYLOAD_BYTES, RECORD, type RecordFields } from './record.js';
import { entryRecord, snapshotRecord, stateRecord } from './replay.js';

/** Throws `log-order` when a received state would take the log back behind what it begins with. */
export function requireForward(snapshot: SnapshotMeta, current: SnapshotMeta): void {
  if (snapshot.index < current.index)
    throw new LogError('log-order', `Begins behind ${current.index}, not ${snapshot.index}`);
}

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

/** The received state goes first, then the hard state: an entry is never of a later term than the state in front of it. */
export const groupRecords = (batch: LogBatch): readonly RecordFields[] => [
  ...(batch.snapshot ? [snapshotRecord(RECORD.install, batch.snapshot)] : []),
  ...(batch.hardState ? [stateRecord(batch.hardState)] : []),
  ...batch.entries.map(entryRecord),
];
