/** Opens the segments of a log directory: finds its end, cuts a torn tail, refuses damage. Before the first append. */
import { join } from 'node:path';
import type { HardState, MemberId, SnapshotMeta } from '../core/types.js';
import type { LogImage } from '../node/ports.js';
import { LogError } from './errors.js';
import type { LogFiles } from './files.js';
import { segmentSeed } from './record.js';
import { Replay } from './replay.js';
import { decodeHeader, parseSegmentName, type OpenedHeader } from './segment-header.js';
import { scanSealed, scanTail, type ScannedSegment } from './segment-scan.js';
import { SegmentWriter } from './segment-writer.js';

export interface LogIdentity {
  readonly clusterId: string;
  readonly memberId: MemberId;
}

export interface RecoveredLog {
  readonly image: LogImage;
  readonly tail: SegmentWriter;
  readonly snapshot: SnapshotMeta;
}

interface Segment {
  readonly path: string;
  readonly content: Buffer;
  readonly opened: OpenedHeader;
  readonly seed: number;
}

/** Names of the segments, in order. */
export function segmentNames(files: LogFiles, directory: string): readonly string[] {
  const names = files.list(directory).filter((name) => parseSegmentName(name) !== undefined);
  names.sort();
  return names;
}

function readSegment(
  files: LogFiles,
  path: string,
  number: number,
  identity: LogIdentity,
): Segment {
  const file = files.open(path, 'existing');
  try {
    const read = file.read();
    const content = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    const opened = decodeHeader(content, path);
    const { clusterId, memberId, segment } = opened.header;
    if (clusterId !== identity.clusterId || memberId !== identity.memberId)
      throw new LogError('log-foreign', `Log of member ${memberId} of cluster ${clusterId}`, {
        file: path,
      });
    if (segment !== number)
      throw new LogError('log-corrupt', `Holds segment ${segment}`, { file: path, offset: 0 });
    return { path, content, opened, seed: segmentSeed(clusterId, memberId, segment) };
  } finally {
    file.close();
  }
}

function readSegments(
  files: LogFiles,
  directory: string,
  identity: LogIdentity,
): readonly Segment[] {
  const segments: Segment[] = [];
  for (const name of segmentNames(files, directory)) {
    const number = parseSegmentName(name)?.segment ?? 0;
    const path = join(directory, name);
    const expected = (segments.at(-1)?.opened.header.segment ?? number - 1) + 1;
    if (number !== expected)
      throw new LogError('log-corrupt', `Segment ${expected} is missing`, { file: path });
    segments.push(readSegment(files, path, number, identity));
  }
  return segments;
}

function scan(segment: Segment, next: Segment | undefined): ScannedSegment {
  const options = { file: segment.path, seed: segment.seed };
  if (next === undefined) return scanTail(segment.content, segment.opened, options);
  const { previousEnd, previousChain } = next.opened.header;
  const sealedAt = { end: previousEnd, chain: previousChain };
  return scanSealed(segment.content, segment.opened, sealedAt, options);
}

/** Opens the last segment for writing. What was read of it may be in the page cache only: made durable first. */
async function openTail(
  files: LogFiles,
  segment: Segment,
  scanned: ScannedSegment,
): Promise<SegmentWriter> {
  const file = files.open(segment.path, 'existing');
  try {
    if (scanned.dirty) file.truncate(scanned.end);
    await file.sync();
  } catch (error) {
    file.close();
    throw new LogError('log-failed', 'The log could not be made durable', { cause: error });
  }
  const position = { seed: segment.seed, chain: scanned.chain, end: scanned.end };
  return new SegmentWriter(file, segment.opened.header.segment, position, segment.opened.end);
}

/** Throws `log-missing`, `log-corrupt`, `log-foreign`, `log-version` or `log-failed`. */
export async function recover(
  files: LogFiles,
  directory: string,
  identity: LogIdentity,
): Promise<RecoveredLog> {
  const segments = readSegments(files, directory, identity);
  const first = segments[0];
  const last = segments.at(-1);
  if (first === undefined || last === undefined)
    throw new LogError('log-missing', 'There is no log', { file: directory });
  const { snapshot } = last.opened.header;
  const initial: HardState = first.opened.header.hardState;
  const replay = new Replay(snapshot, initial);
  let scanned: ScannedSegment | undefined;
  for (const [position, segment] of segments.entries()) {
    scanned = scan(segment, segments[position + 1]);
    for (const record of scanned.records) replay.add(record, segment.path);
  }
  if (scanned === undefined) throw new LogError('log-missing', 'There is no log');
  const image = replay.finish({ file: last.path, offset: scanned.end });
  return { image, tail: await openTail(files, last, scanned), snapshot };
}
