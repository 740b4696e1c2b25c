/**
 * Framing of the write-ahead log: how one record looks in a segment, and what makes it believable.
 *
 * ```
 *  0 u32 chain    CRC-32 over `body`, continued from the record before it
 *  4 u32 body     CRC-32 over bytes 8 … end, seeded by (cluster id, member id, segment number)
 *  8 u32 length   of the payload
 * 12 u8  type     see RECORD
 * 13 u8  flags    bit 0: last record of its group
 * 14 u16 zero
 * 16 u32 durable  everything before this offset of the segment was durable when the record was written
 * 20 u32 key id   reserved for encryption at rest, 0 in every record; anything else is not readable by this format
 * 24 u64 term     (two u32, high first)
 * 32 u64 index
 * 40 payload, zero-padded to a multiple of 8
 * ```
 * All integers are big-endian. `body` proves a record wherever it is met, also behind damage; `chain` proves that it is
 * the successor of the record before it. The seed keeps bytes of another member or segment from ever verifying.
 */
import { crc32 } from 'node:zlib';

export const HEADER_BYTES = 40;
/** Largest payload of one record: 16 MiB. */
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
const GROUP_END = 1;
const HIGH = 2 ** 32;

/** Record types on disk; numbers are never reused. 0 is what zero-filled space reads as and never valid. */
export const RECORD = {
  header: 1,
  state: 2,
  normal: 3,
  noop: 4,
  config: 5,
  /** The state up to here is durable elsewhere: entries up to `index` do not count any more. */
  compact: 6,
  /** A received state took the place of everything before: the log goes on behind `index`. */
  install: 7,
} as const;
export type RecordType = (typeof RECORD)[keyof typeof RECORD];
const LAST_TYPE = RECORD.install;

export interface RecordFields {
  readonly type: RecordType;
  readonly term: number;
  readonly index: number;
  readonly payload: Uint8Array;
  readonly groupEnd: boolean;
}

export interface StoredRecord extends RecordFields {
  readonly offset: number;
  /** Offset behind the padding. */
  readonly end: number;
  readonly durable: number;
  readonly chain: number;
}

const EMPTY = new Uint8Array(0);

/** Bytes that a record with this payload length takes in a segment. */
export const recordBytes = (payloadLength: number): number =>
  HEADER_BYTES + ((payloadLength + 7) & ~7);

export const segmentSeed = (clusterId: string, memberId: number, segment: number): number =>
  crc32(Buffer.from(`${clusterId}\0${memberId}\0${segment}`, 'utf8'));

function writeSafe(target: Buffer, value: number, at: number): void {
  target.writeUInt32BE(Math.floor(value / HIGH), at);
  target.writeUInt32BE(value % HIGH, at + 4);
}

const readSafe = (source: Buffer, at: number): number =>
  source.readUInt32BE(at) * HIGH + source.readUInt32BE(at + 4);

/** Where the next record goes: the CRC state and the durable mark of a segment. */
export interface ChainState {
  readonly seed: number;
  readonly chain: number;
  readonly durable: number;
}

/** Writes one record at `at` of `target` (large enough) and returns its chain value. */
export function encodeRecord(
  target: Buffer,
  at: number,
  record: RecordFields,
  state: ChainState,
): number {
  const end = at + recordBytes(record.payload.length);
  target.writeUInt32BE(record.payload.length, at + 8);
  target[at + 12] = record.type;
  target[at + 13] = record.groupEnd ? GROUP_END : 0;
  target.writeUInt16BE(0, at + 14);
  target.writeUInt32BE(state.durable, at + 16);
  target.writeUInt32BE(0, at + 20);
  writeSafe(target, record.term, at + 24);
  writeSafe(target, record.index, at + 32);
  target.set(record.payload, at + HEADER_BYTES);
  target.fill(0, at + HEADER_BYTES + record.payload.length, end);
  target.writeUInt32BE(crc32(target.subarray(at + 8, end), state.seed), at + 4);
  const chain = crc32(target.subarray(at + 4, at + 8), state.chain);
  target.writeUInt32BE(chain, at);
  return chain;
}

/** Cheap test before any CRC: could a record start here? */
function plausibleEnd(source: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > source.length) return undefined;
  const type = source[at + 12] ?? 0;
  if (type === 0 || type > LAST_TYPE || (source[at + 13] ?? 0) > GROUP_END) return undefined;
  if (source.readUInt16BE(at + 14) !== 0 || source.readUInt32BE(at + 20) !== 0) return undefined;
  const length = source.readUInt32BE(at + 8);
  if (length > MAX_PAYLOAD_BYTES) return undefined;
  const end = at + recordBytes(length);
  return end > source.length ? undefined : end;
}

/** The record at `at` if its own checksum holds; its place in the chain is the caller's question. */
export function readRecord(source: Buffer, at: number, seed: number): StoredRecord | undefined {
  const end = plausibleEnd(source, at);
  if (end === undefined) return undefined;
  if (crc32(source.subarray(at + 8, end), seed) !== source.readUInt32BE(at + 4)) return undefined;
  const length = source.readUInt32BE(at + 8);
  return {
    type: (source[at + 12] ?? 0) as RecordType,
    groupEnd: source[at + 13] === GROUP_END,
    durable: source.readUInt32BE(at + 16),
    term: readSafe(source, at + 24),
    index: readSafe(source, at + 32),
    payload: length === 0 ? EMPTY : source.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length),
    chain: source.readUInt32BE(at),
    offset: at,
    end,
  };
}

/** True if `record` is the successor of a record whose chain value was `previous`. */
export const continuesChain = (source: Buffer, record: StoredRecord, previous: number): boolean =>
  crc32(source.subarray(record.offset + 4, record.offset + 8), previous) === record.chain;
