/** Opens the segments of a log directory: finds its end, cuts a torn tail, refuses damage. Before the first append. */
import { join } from 'node:path';
import type { MemberId } from '../core/types.js';
import type { LogImage } from '../node/ports.js';
import { LogError } from './errors.js';
import type { LogFiles } from './files.js';
import type { SegmentPlace } from './log-tail.js';
import { MarkFile, type Mark } from './mark.js';
import { RECORD, segmentSeed } from './record.js';
import { Replay } from './replay.js';
import {
  decodeHeader,
  parseSegmentName,
  segmentName,
  type OpenedHeader,
} from './segment-header.js';
import { scanSealed, scanTail, type ScannedSegment } from './segment-scan.js';
import { SegmentWriter } from './segment-writer.js';

export interface LogIdentity {
  readonly clusterId: string;
  readonly memberId: MemberId;
}

export interface RecoveredLog {
  readonly image: LogImage;
  readonly writer: SegmentWriter;
  readonly mark: MarkFile;
  /** All that are there, oldest first, also what a crash left behind. */
  readonly segments: readonly SegmentPlace[];
  /** The segment in which a received state last took the place of everything; 0 for none. */
  readonly installedIn: number;
  /** Size of the last segment's file. */
  readonly tailBytes: number;
}

interface Segment {
  readonly path: string;
  readonly content: Buffer;
  readonly opened: OpenedHeader;
  readonly seed: number;
}

/** The segments of a directory by their names, in order. */
export const listSegments = (files: LogFiles, directory: string): readonly SegmentPlace[] =>
  files
    .list(directory)
    .map(parseSegmentName)
    .filter((place) => place !== undefined)
    .sort((left, right) => left.segment - right.segment || left.firstIndex - right.firstIndex);

function readContent(files: LogFiles, path: string): Buffer {
  const file = files.open(path, 'existing');
  try {
    const read = file.read();
    return Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  } catch (cause) {
    throw new LogError('log-failed', 'The log could not be read', { file: path, cause });
  } finally {
    file.close();
  }
}

function readSegment(
  files: LogFiles,
  path: string,
  place: SegmentPlace,
  identity: LogIdentity,
): Segment {
  const content = readContent(files, path);
  const opened = decodeHeader(content, path);
  const { clusterId, memberId, segment, firstIndex } = opened.header;
  if (clusterId !== identity.clusterId || memberId !== identity.memberId)
    throw new LogError('log-foreign', `Log of member ${memberId} of cluster ${clusterId}`, {
      file: path,
    });
  if (segment !== place.segment || firstIndex !== place.firstIndex)
    throw new LogError('log-corrupt', `Holds segment ${segment}`, { file: path, offset: 0 });
  return { path, content, opened, seed: segmentSeed(clusterId, memberId, segment) };
}

/**
 * The newest segments that follow each other. A crash while segments were removed leaves any of them in front of a gap;
 * whether what follows the gap is enough, the replay finds out.
 */
function unbroken(places: readonly SegmentPlace[]): readonly SegmentPlace[] {
  let begin = places.length - 1;
  while (begin > 0 && places[begin - 1]?.segment === (places[begin]?.segment ?? 0) - 1) begin -= 1;
  return places.slice(Math.max(begin, 0));
}

function scan(segment: Segment, next: Segment | undefined, mark: Mark): ScannedSegment {
  const { segment: number } = segment.opened.header;
  const synced = mark.segment === number ? mark : undefined;
  const options = { file: segment.path, seed: segment.seed, synced };
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

/** Throws `log-corrupt` when the log holds less than the mark knows to have been durable. */
function requireMarked(image: LogImage, last: Segment, mark: Mark): void {
  const { hardState } = image;
  const missing =
    mark.segment > last.opened.header.segment
      ? `Segment ${mark.segment} was durable and is missing`
      : hardState.term < mark.hardState.term
        ? `Term ${mark.hardState.term} was durable and is missing`
        : hardState.term === mark.hardState.term &&
            mark.hardState.vote !== 0 &&
            hardState.vote !== mark.hardState.vote
          ? `The vote for ${mark.hardState.vote} was durable and is missing`
          : undefined;
  if (missing !== undefined) throw new LogError('log-corrupt', missing, { file: last.path });
}

function replayAll(
  segments: readonly Segment[],
  mark: Mark,
): { image: LogImage; scanned: ScannedSegment; installedIn: number } {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) throw new LogError('log-missing', 'No log');
  const replay = new Replay(first.opened.header);
  let installedIn = 0;
  let scanned: ScannedSegment | undefined;
  for (const [position, segment] of segments.entries()) {
    scanned = scan(segment, segments[position + 1], mark);
    for (const record of scanned.records) {
      replay.add(record, segment.path);
      if (record.type === RECORD.install) installedIn = segment.opened.header.segment;
    }
  }
  if (scanned === undefined) throw new LogError('log-missing', 'No log');
  const image = replay.finish(
    { file: first.path, offset: 0 },
    { file: last.path, offset: scanned.end },
  );
  requireMarked(image, last, mark);
  return { image, scanned, installedIn };
}

/** Throws `log-missing`, `log-corrupt`, `log-foreign`, `log-version` or `log-failed`. */
export async function recover(
  files: LogFiles,
  directory: string,
  identity: LogIdentity,
): Promise<RecoveredLog> {
  const places = listSegments(files, directory);
  const segments = unbroken(places).map((place) => {
    const path = join(directory, segmentName(place.segment, place.firstIndex));
    return readSegment(files, path, place, identity);
  });
  const last = segments.at(-1);
  if (last === undefined) throw new LogError('log-missing', 'There is no log', { file: directory });
  const mark = MarkFile.open(files, directory, identity);
  try {
    const { image, scanned, installedIn } = replayAll(segments, mark.found);
    const writer = await openTail(files, last, scanned);
    return { image, writer, mark, segments: places, installedIn, tailBytes: last.content.length };
  } catch (error) {
    mark.close();
    throw error;
  }
}
