/** Starts the next segment of a log, at create and whenever one is full. */
import { join } from 'node:path';
import { isDiskFull } from './errors.js';
import type { LogFiles } from './files.js';
import { segmentSeed } from './record.js';
import { encodeHeader, segmentName, type SegmentHeader } from './segment-header.js';
import { SegmentWriter } from './segment-writer.js';
import type { SpareSegment } from './spare-segment.js';

/** Passed over and overwritten when a crash leaves it behind. */
export const UNFINISHED_NAME = 'segment.new';

/** Makes a segment whose name appears only with a complete, durable header. A full disk leaves nothing behind. */
export async function beginSegment(
  files: LogFiles,
  spare: SpareSegment,
  directory: string,
  header: SegmentHeader,
): Promise<SegmentWriter> {
  const { file, path } = spare.take(UNFINISHED_NAME);
  try {
    const { bytes, chain } = encodeHeader(header);
    file.write(bytes, 0);
    await file.sync();
    files.rename(path, join(directory, segmentName(header.segment, header.firstIndex)));
    await files.syncDirectory(directory);
    const seed = segmentSeed(header.clusterId, header.memberId, header.segment);
    const position = { seed, chain, end: bytes.length };
    return new SegmentWriter(file, header.segment, position, bytes.length);
  } catch (error) {
    file.close();
    if (isDiskFull(error)) files.remove(path);
    throw error;
  }
}
