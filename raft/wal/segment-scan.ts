/**
 * Reads the records of one segment and decides where it ends: at a torn write, which is cut, or nowhere because
 * durable bytes are damaged. Place in the flow: open → segment-scan → replay.
 *
 * Only complete groups count. At the first byte that does not continue the chain there are three cases:
 * a later record proves that this place had been durable: damage. Nothing valid follows: the tail of a group that
 * was never acknowledged (or zero-filled space). Valid records of the same unsynced write follow: the disk may have
 * persisted its sectors in any order, so a hole of unwritten (zero) sectors is a torn write; anything else is damage.
 * Damage confined to the very last write cannot be told from a torn one by the segment alone.
 */
import { LogError } from './errors.js';
import type { OpenedHeader } from './segment-header.js';
import { continuesChain, readRecord, type StoredRecord } from './record.js';

const SECTOR = 512;
const ALIGNMENT = 8;
const ZEROS = Buffer.alloc(16 * 1024);

export interface ScannedSegment {
  /** Records of complete groups, in order. Payloads are views of `content`. */
  readonly records: readonly StoredRecord[];
  /** End of the last complete group: where the next record goes. */
  readonly end: number;
  readonly chain: number;
  /** True if bytes other than zero follow `end`: they must be removed before the segment is written again. */
  readonly dirty: boolean;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** True if a sector before the one that holds `survivor` was never written since `from`. */
function hasUnwrittenSector(content: Buffer, from: number, survivor: number): boolean {
  const limit = survivor - (survivor % SECTOR);
  for (let at = from; at < limit; at = at - (at % SECTOR) + SECTOR)
    if (isZero(content.subarray(at, Math.min(limit, at - (at % SECTOR) + SECTOR)))) return true;
  return false;
}

/** A segment is mostly zeros behind its end, and byte by byte they take long. */
function endOfContent(content: Buffer, from: number): number {
  let end = content.length;
  while (end - ZEROS.length >= from) {
    if (content.compare(ZEROS, 0, ZEROS.length, end - ZEROS.length, end) !== 0) break;
    end -= ZEROS.length;
  }
  while (end > from && content[end - 1] === 0) end -= 1;
  return end;
}

/** Throws `log-corrupt` unless the bytes from `bad` on can be a write that never became durable. */
function requireTorn(
  content: Buffer,
  bad: number,
  limit: number,
  seed: number,
  file: string,
): void {
  let survivor: number | undefined;
  for (let at = bad; at < limit; at += ALIGNMENT) {
    const record = readRecord(content, at, seed);
    if (record === undefined) continue;
    survivor ??= at;
    if (record.durable > bad)
      throw new LogError('log-corrupt', 'A durable record is damaged', { file, offset: bad });
  }
  if (survivor !== undefined && !hasUnwrittenSector(content, bad, survivor))
    throw new LogError('log-corrupt', 'A record in front of valid ones is damaged', {
      file,
      offset: bad,
    });
}

export interface ScanOptions {
  readonly file: string;
  readonly seed: number;
  /** What the mark knows to have been durable in this segment, if it is about this one. */
  readonly synced?: { readonly end: number; readonly chain: number } | undefined;
}

/** Throws `log-corrupt` when what was durable for certain is gone or is something else. */
function requireSynced(
  opened: OpenedHeader,
  records: readonly StoredRecord[],
  options: ScanOptions,
): void {
  const { synced, file } = options;
  if (synced === undefined) return;
  const last = records.at(-1);
  if ((last?.end ?? opened.end) < synced.end)
    throw new LogError('log-corrupt', `Durable records up to byte ${synced.end} are gone`, {
      file,
      offset: last?.end ?? opened.end,
    });
  const found = synced.end === opened.end ? opened : records.find(({ end }) => end === synced.end);
  if (found?.chain !== synced.chain)
    throw new LogError('log-corrupt', 'Other records than those that were durable', {
      file,
      offset: found?.end ?? opened.end,
    });
}

/** Scans the last segment of a log, whose end is open. */
export function scanTail(
  content: Buffer,
  opened: OpenedHeader,
  options: ScanOptions,
): ScannedSegment {
  const records: StoredRecord[] = [];
  let complete = 0;
  let end = opened.end;
  let chain = opened.chain;
  let at = opened.end;
  let last = opened.chain;
  for (;;) {
    const record = readRecord(content, at, options.seed);
    if (record === undefined || !continuesChain(content, record, last)) break;
    records.push(record);
    at = record.end;
    last = record.chain;
    if (!record.groupEnd) continue;
    complete = records.length;
    end = at;
    chain = last;
  }
  const limit = endOfContent(content, end);
  if (limit > at) requireTorn(content, at, limit, options.seed, options.file);
  const whole = records.slice(0, complete);
  requireSynced(opened, whole, options);
  return { records: whole, end, chain, dirty: limit > end };
}

/** Scans a segment that has a successor, which says where it ended: everything up to there must be intact. */
export function scanSealed(
  content: Buffer,
  opened: OpenedHeader,
  sealedAt: { readonly end: number; readonly chain: number },
  options: ScanOptions,
): ScannedSegment {
  const records: StoredRecord[] = [];
  let at = opened.end;
  let chain = opened.chain;
  while (at < sealedAt.end) {
    const record = readRecord(content, at, options.seed);
    if (record === undefined || !continuesChain(content, record, chain)) break;
    records.push(record);
    at = record.end;
    chain = record.chain;
  }
  if (at !== sealedAt.end || chain !== sealedAt.chain)
    throw new LogError('log-corrupt', 'A sealed segment is damaged', {
      file: options.file,
      offset: at,
    });
  requireSynced(opened, records, options);
  return { records, end: at, chain, dirty: false };
}
