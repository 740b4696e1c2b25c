/** Short hands for tests of the write-ahead log: entries, groups and a log on a disk in memory. */
import type { Entry, HardState, SnapshotMeta } from '../../core/types.js';
import type { LogBatch } from '../../node/ports.js';
import { parseSegmentName } from '../../wal/segment-header.js';
import { WriteAheadLog, type WriteAheadLogOptions } from '../../wal/write-ahead-log.js';
import type { MemoryLogFiles } from './memory-log-files.js';

export const DIRECTORY = '/wal';
export const IDENTITY = { clusterId: 'blue', memberId: 2 ** 53 - 2 };

export const GENESIS: SnapshotMeta = {
  index: 0,
  term: 0,
  configuration: {
    voters: [IDENTITY.memberId],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  },
};

export const entry = (index: number, term: number, text = `entry ${index}`): Entry => ({
  index,
  term,
  type: 'normal',
  data: Uint8Array.from(Buffer.from(text)),
});

export const group = (entries: readonly Entry[], hardState?: HardState): LogBatch => ({
  entries,
  mustSync: true,
  ...(hardState && { hardState }),
});

export const createLog = (
  files: MemoryLogFiles,
  options: Partial<WriteAheadLogOptions> = {},
): Promise<WriteAheadLog> =>
  WriteAheadLog.create(
    DIRECTORY,
    { ...IDENTITY, snapshot: GENESIS, segmentBytes: 64 * 1024, ...options },
    { files },
  );

export const openLog = (
  files: MemoryLogFiles,
  options: Partial<WriteAheadLogOptions> = {},
): Promise<WriteAheadLog> =>
  WriteAheadLog.open(DIRECTORY, { ...IDENTITY, segmentBytes: 64 * 1024, ...options }, { files });

export const segmentPaths = (files: MemoryLogFiles): readonly string[] =>
  files
    .list(DIRECTORY)
    .filter((name) => parseSegmentName(name) !== undefined)
    .sort()
    .map((name) => `${DIRECTORY}/${name}`);

export const texts = (log: WriteAheadLog): readonly string[] =>
  log.image.entries.map(
    (each) => `${each.index}/${each.term} ${Buffer.from(each.data).toString()}`,
  );

/** Where the zero-filled rest of a segment begins. */
export const usedBytes = (content: Uint8Array): number =>
  content.findLastIndex((byte) => byte !== 0) + 1;
