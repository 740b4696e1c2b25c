/**
 * The file `mark`: how far the log was durable for certain, so that a lost tail is refused instead of forgotten.
 *
 * Two slots of one sector each, 4 KiB apart, written in turn; the valid one with the higher number counts.
 * ```
 *  0 u32 crc       CRC-32 over bytes 4 … 72, seeded by (cluster id, member id)
 *  4 u32 zero      (key id, reserved)
 *  8 u64 number    of this mark
 * 16 u64 segment   in which the last durable group ends; 0 before the first
 * 24 u64 end       its offset there
 * 32 u64 chain     of its last record
 * 40 u64 index     of the last entry, then u64 each: snapshot index, term, vote
 * ```
 * It is written after the sync of each group, into the page cache only: it never claims too much and costs no second
 * sync. It is itself synced when term or vote change, when a segment begins, at open and at close. So a lost tail is always
 * found after the death of the process, and a lost vote also after a power cut; of entries acknowledged right before a
 * power cut it may know nothing (protocol-aware recovery, FAST'18, needs the same distinction).
 */
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { HardState } from '../core/types.js';
import { LogError } from './errors.js';
import type { LogFile, LogFiles } from './files.js';
import { segmentSeed } from './record.js';

export const MARK_NAME = 'mark';
const SLOT_BYTES = 72;
const SLOT_DISTANCE = 4096;
const HIGH = 2 ** 32;

export interface MarkIdentity {
  readonly clusterId: string;
  readonly memberId: number;
}

/** What was durable: the place, and what it held. */
export interface Mark {
  readonly segment: number;
  readonly end: number;
  readonly chain: number;
  readonly lastIndex: number;
  readonly snapshotIndex: number;
  readonly hardState: Pick<HardState, 'term' | 'vote'>;
}

const NOTHING: Mark = {
  segment: 0,
  end: 0,
  chain: 0,
  lastIndex: 0,
  snapshotIndex: 0,
  hardState: { term: 0, vote: 0 },
};

/** Segments count from 1: no record is seeded alike. */
const seedOf = (identity: MarkIdentity): number =>
  segmentSeed(identity.clusterId, identity.memberId, 0);

const fieldsOf = (mark: Mark, number: number): readonly number[] => [
  number,
  mark.segment,
  mark.end,
  mark.chain,
  mark.lastIndex,
  mark.snapshotIndex,
  mark.hardState.term,
  mark.hardState.vote,
];

function readSlot(content: Buffer, at: number, seed: number): readonly number[] | undefined {
  if (content.length < at + SLOT_BYTES) return undefined;
  const slot = content.subarray(at, at + SLOT_BYTES);
  if (crc32(slot.subarray(4), seed) !== slot.readUInt32BE(0)) return undefined;
  const fields: number[] = [];
  for (let place = 8; place < SLOT_BYTES; place += 8)
    fields.push(slot.readUInt32BE(place) * HIGH + slot.readUInt32BE(place + 4));
  return fields;
}

export class MarkFile {
  readonly #file: LogFile;
  readonly #seed: number;
  readonly #slot = Buffer.alloc(SLOT_BYTES);
  #number: number;
  /** As it was when opened. */
  readonly found: Mark;

  private constructor(file: LogFile, seed: number, number: number, found: Mark) {
    this.#file = file;
    this.#seed = seed;
    this.#number = number;
    this.found = found;
  }

  /** Durable when resolved, except for its name in the directory. */
  static async create(files: LogFiles, directory: string, identity: MarkIdentity): Promise<void> {
    const file = files.open(join(directory, MARK_NAME), 'create');
    try {
      const mark = new MarkFile(file, seedOf(identity), 0, NOTHING);
      mark.write(NOTHING);
      mark.write(NOTHING);
      await mark.sync();
    } finally {
      file.close();
    }
  }

  /** Throws `log-corrupt` when the file is missing or neither slot is valid. */
  static open(files: LogFiles, directory: string, identity: MarkIdentity): MarkFile {
    const path = join(directory, MARK_NAME);
    if (!files.list(directory).includes(MARK_NAME))
      throw new LogError('log-corrupt', 'The mark of what was durable is missing', { file: path });
    const file = files.open(path, 'existing');
    try {
      const read = file.read();
      const content = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
      const seed = seedOf(identity);
      const slots = [0, SLOT_DISTANCE]
        .map((at) => readSlot(content, at, seed))
        .filter((slot) => slot !== undefined)
        .sort(([left = 0], [right = 0]) => right - left);
      const newest = slots[0];
      if (newest === undefined)
        throw new LogError('log-corrupt', 'The mark of what was durable is damaged', {
          file: path,
        });
      const [number = 0, segment = 0, end = 0, chain = 0, ...rest] = newest;
      const [lastIndex = 0, snapshotIndex = 0, term = 0, vote = 0] = rest;
      const hardState = { term, vote };
      const found = { segment, end, chain, lastIndex, snapshotIndex, hardState };
      return new MarkFile(file, seed, number, found);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Into the page cache. Only what was synced may be claimed. */
  write(mark: Mark): void {
    this.#number += 1;
    const slot = this.#slot;
    let at = 8;
    for (const field of fieldsOf(mark, this.#number)) {
      slot.writeUInt32BE(Math.floor(field / HIGH), at);
      slot.writeUInt32BE(field % HIGH, at + 4);
      at += 8;
    }
    slot.writeUInt32BE(crc32(slot.subarray(4), this.#seed), 0);
    this.#file.write(slot, (this.#number % 2) * SLOT_DISTANCE);
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}
