/**
 * The beginning of every segment: a preamble that any release can read (magic, format version), then a header
 * record that says whose log this is, what precedes the segment and which state it starts from.
 */
import { crc32 } from 'node:zlib';
import type { HardState, SnapshotMeta } from '../core/types.js';
import { LogError } from './errors.js';
import { continuesChain, encodeRecord, readRecord, RECORD, recordBytes } from './record.js';

/** Raised when a release writes something an older one must not read. 2: snapshot records, `firstIndex`, the mark. */
export const FORMAT_VERSION = 2;
const MAGIC = 'raft-wal';
const PREAMBLE_BYTES = 16;

export interface SegmentHeader {
  readonly clusterId: string;
  readonly memberId: number;
  /** Consecutive from 1; part of the checksum seed. */
  readonly segment: number;
  /** Last index of the log when the segment was begun, plus one. All entries before it are in earlier segments. */
  readonly firstIndex: number;
  /** Where the segment before this one ended; zeros for the first one of a log. */
  readonly previousEnd: number;
  readonly previousChain: number;
  /** The newest one when the segment was begun, so that earlier segments may go. */
  readonly snapshot: SnapshotMeta;
  readonly hardState: HardState;
}

export interface OpenedHeader {
  readonly header: SegmentHeader;
  /** Offset of the first record behind the header. */
  readonly end: number;
  readonly chain: number;
}

/** `0000000000000003-0000000000008f21.wal`: segment number and first index in hexadecimal, so that names sort. */
export const segmentName = (segment: number, firstIndex: number): string =>
  `${segment.toString(16).padStart(16, '0')}-${firstIndex.toString(16).padStart(16, '0')}.wal`;

export function parseSegmentName(
  name: string,
): { segment: number; firstIndex: number } | undefined {
  const match = /^([0-9a-f]{16})-([0-9a-f]{16})\.wal$/.exec(name);
  if (match === null) return undefined;
  return { segment: parseInt(match[1] ?? '', 16), firstIndex: parseInt(match[2] ?? '', 16) };
}

export function encodeHeader(header: SegmentHeader): { bytes: Buffer; chain: number } {
  const payload = Buffer.from(JSON.stringify(header), 'utf8');
  const bytes = Buffer.alloc(PREAMBLE_BYTES + recordBytes(payload.length));
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt32BE(FORMAT_VERSION, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 12)), 12);
  const record = {
    type: RECORD.header,
    term: 0,
    index: 0,
    payload,
    groupEnd: true,
  };
  const chain = encodeRecord(bytes, PREAMBLE_BYTES, record, { seed: 0, chain: 0, durable: 0 });
  return { bytes, chain };
}

/** Throws `log-corrupt` or `log-version`; whose log it is, is for the caller to compare. */
export function decodeHeader(content: Buffer, file: string): OpenedHeader {
  const corrupt = (offset: number): LogError =>
    new LogError('log-corrupt', 'The segment header is damaged', { file, offset });
  const preamble = content.subarray(0, PREAMBLE_BYTES);
  if (preamble.length < PREAMBLE_BYTES || preamble.toString('latin1', 0, 8) !== MAGIC)
    throw corrupt(0);
  if (crc32(preamble.subarray(0, 12)) !== preamble.readUInt32BE(12)) throw corrupt(8);
  const version = preamble.readUInt32BE(8);
  if (version !== FORMAT_VERSION)
    throw new LogError(
      'log-version',
      `Format ${version} is not readable by this release (format ${FORMAT_VERSION})`,
      { file },
    );
  const record = readRecord(content, PREAMBLE_BYTES, 0);
  if (record?.type !== RECORD.header || !continuesChain(content, record, 0))
    throw corrupt(PREAMBLE_BYTES);
  const header = JSON.parse(Buffer.from(record.payload).toString('utf8')) as SegmentHeader;
  return { header, end: record.end, chain: record.chain };
}
