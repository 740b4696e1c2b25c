/** A new log directory, its options, and the files that are prepared ahead in it. Before the first segment is written. */
import type { HardState, MemberId, SnapshotMeta } from '../core/types.js';
import { beginSegment } from './begin-segment.js';
import { LogError } from './errors.js';
import type { LogFiles } from './files.js';
import { MARK_NAME, MarkFile } from './mark.js';
import type { LogIdentity } from './recover.js';
import { RESERVE_NAME, SPARE_NAME, SpareSegment } from './spare-segment.js';

const SEGMENT_BYTES = 16 * 1024 * 1024;
const RESERVE_BYTES = 256 * 1024;

export interface WriteAheadLogOptions extends LogIdentity {
  readonly clusterId: string;
  readonly memberId: MemberId;
  /** Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Zero-fill segments ahead of use; default true. */
  readonly preallocate?: boolean;
  /** Kept aside for hard state and markers on a full disk; default 256 KiB or a segment, whichever is less. */
  readonly reserveBytes?: number;
}

export interface CreateLogOptions extends WriteAheadLogOptions {
  /** What the log begins behind: index 0 for a new cluster, a received snapshot otherwise. */
  readonly snapshot: SnapshotMeta;
  /** Default: the snapshot's term, no vote, everything in the snapshot committed. */
  readonly hardState?: HardState;
}

export const segmentBytesOf = (options: WriteAheadLogOptions): number =>
  options.segmentBytes ?? SEGMENT_BYTES;

export const reserveBytesOf = (options: WriteAheadLogOptions): number =>
  options.reserveBytes ?? Math.min(RESERVE_BYTES, segmentBytesOf(options));

/** The files that are prepared ahead, their filling begun. */
export function prepareFiles(
  files: LogFiles,
  directory: string,
  options: WriteAheadLogOptions,
): { spare: SpareSegment; reserve: SpareSegment } {
  const spare = new SpareSegment(files, {
    directory,
    name: SPARE_NAME,
    bytes: segmentBytesOf(options),
    enabled: options.preallocate ?? true,
  });
  const bytes = reserveBytesOf(options);
  const reserve = new SpareSegment(files, {
    directory,
    name: RESERVE_NAME,
    bytes,
    enabled: bytes > 0,
  });
  reserve.prepare();
  spare.prepare();
  return { spare, reserve };
}

/** The first segment, behind a mark that claims nothing yet. */
export async function layOut(
  files: LogFiles,
  directory: string,
  options: CreateLogOptions,
): Promise<void> {
  const { snapshot, clusterId, memberId } = options;
  await MarkFile.create(files, directory, options);
  await files.syncDirectory(directory);
  const { spare, reserve } = prepareFiles(files, directory, options);
  await spare.settled();
  try {
    const tail = await beginSegment(files, spare, directory, {
      clusterId,
      memberId,
      segment: 1,
      firstIndex: snapshot.index + 1,
      previousEnd: 0,
      previousChain: 0,
      snapshot,
      hardState: options.hardState ?? { term: snapshot.term, vote: 0, commit: snapshot.index },
    });
    tail.close();
  } finally {
    await spare.stop();
    await reserve.stop();
  }
}

/** A mark that claims records without a segment beside it: the log was there and is gone. */
export function requireNotLost(files: LogFiles, directory: string, options: LogIdentity): void {
  if (!files.list(directory).includes(MARK_NAME)) return;
  const mark = MarkFile.open(files, directory, options);
  mark.close();
  if (mark.found.segment > 0)
    throw new LogError('log-corrupt', 'All segments are missing', { file: directory });
}
