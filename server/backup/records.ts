/**
 * A backup as bytes. A preamble that any release can read (magic, format version), then records: a type byte, three zero
 * bytes, the length of the payload, the CRC-32 of type and payload, the payload; all numbers are little-endian. The order
 * of records is head, authority, chunks of the state, end; the end holds the SHA-256 of everything before its record.
 */
import { createHash, timingSafeEqual, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { OvnetError } from '../../model/errors.js';

/** Raised when an older release must not read the file. */
export const BACKUP_FORMAT = 1;

const MAGIC = 'ovnetbak';
const PREAMBLE_BYTES = 12;
const HEAD_BYTES = 12;
/** No record is longer: more is damage, and nobody makes room for it. */
const MAX_PAYLOAD = 4 * 1024 * 1024;

const TYPES = { head: 1, authority: 2, chunk: 3, end: 4 } as const;
const NAMES = new Map(Object.entries(TYPES).map(([name, type]) => [type as number, name]));

export type RecordType = keyof typeof TYPES;

export interface BackupRecord {
  readonly type: Exclude<RecordType, 'end'>;
  readonly payload: Buffer;
}

/** The file's bytes from its records. */
export async function* encodeRecords(
  records: AsyncIterable<BackupRecord> | Iterable<BackupRecord>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const hashed = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(preamble());
  for await (const { type, payload } of records) yield hashed(encodeRecord(type, payload));
  yield encodeRecord('end', hash.digest());
}

/**
 * The records of a file as they are read; the last one has been checked against the sum of the whole when this ends.
 * Throws `backup-foreign` (no backup), `not-supported` (a newer format), `backup-corrupt` (damaged, cut short, too long).
 */
export async function* decodeRecords(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<BackupRecord> {
  const bytes = new InputBytes(input);
  try {
    yield* recordsOf(bytes);
  } finally {
    await bytes.close();
  }
}

async function* recordsOf(bytes: InputBytes): AsyncGenerator<BackupRecord> {
  checkPreamble(await bytes.take(PREAMBLE_BYTES));
  for (;;) {
    const before = bytes.digest();
    const { type, payload } = await takeRecord(bytes);
    if (type !== 'end') {
      yield { type, payload };
      continue;
    }
    if (payload.length !== before.length || !timingSafeEqual(payload, before)) {
      throw corrupt('its checksum differs');
    }
    if (!(await bytes.isOver())) throw corrupt('something follows its end');
    return;
  }
}

const corrupt = (why: string): OvnetError =>
  new OvnetError('backup-corrupt', `the backup is damaged: ${why}`);

function preamble(): Buffer {
  const bytes = Buffer.alloc(PREAMBLE_BYTES);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(BACKUP_FORMAT, MAGIC.length);
  return bytes;
}

function checkPreamble(bytes: Buffer): void {
  if (bytes.length < PREAMBLE_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new OvnetError('backup-foreign', 'these bytes are no backup of ovnet');
  }
  const version = bytes.readUInt32LE(MAGIC.length);
  if (version !== BACKUP_FORMAT) {
    throw new OvnetError(
      'not-supported',
      `the backup has format ${version}, this program reads format ${BACKUP_FORMAT}: use a newer one`,
    );
  }
}

function encodeRecord(type: RecordType, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(TYPES[type], 0);
  head.writeUInt32LE(payload.length, 4);
  head.writeUInt32LE(sumOf(TYPES[type], payload), 8);
  return Buffer.concat([head, payload]);
}

const sumOf = (type: number, payload: Buffer): number => crc32(payload, crc32(Buffer.of(type)));

async function takeRecord(
  bytes: InputBytes,
): Promise<{ readonly type: RecordType; readonly payload: Buffer }> {
  const at = bytes.taken;
  const head = await bytes.take(HEAD_BYTES);
  if (head.length < HEAD_BYTES) throw corrupt(`it is cut short at byte ${at + head.length}`);
  const number = head.readUInt8(0);
  const name = NAMES.get(number);
  const length = head.readUInt32LE(4);
  if (name === undefined || head.readUIntLE(1, 3) !== 0 || length > MAX_PAYLOAD) {
    throw corrupt(`there is no record at byte ${at}`);
  }
  const payload = await bytes.take(length);
  if (payload.length < length) throw corrupt(`it is cut short at byte ${bytes.taken}`);
  if (sumOf(number, payload) !== head.readUInt32LE(8)) {
    throw corrupt(`the record at byte ${at} is not what was written`);
  }
  return { type: name as RecordType, payload };
}

/** Takes pieces of any length out of pieces of other lengths, and sums what was taken. */
class InputBytes {
  readonly #input: AsyncIterator<Uint8Array>;
  readonly #hash: Hash = createHash('sha256');
  #rest: Buffer = Buffer.alloc(0);
  taken = 0;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#input = input[Symbol.asyncIterator]();
  }

  /** Fewer bytes only when the input ends. */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = count;
    while (missing > 0 && (await this.#fill())) {
      const piece = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(piece.length);
      missing -= piece.length;
      pieces.push(piece);
    }
    const bytes = Buffer.concat(pieces);
    this.#hash.update(bytes);
    this.taken += bytes.length;
    return bytes;
  }

  /** Of everything taken. */
  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  /** What was not read is not wanted. */
  async close(): Promise<void> {
    await this.#input.return?.();
  }

  async isOver(): Promise<boolean> {
    return !(await this.#fill());
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#input.next();
      if (next.done === true) return false;
      const { buffer, byteOffset, byteLength } = next.value;
      this.#rest = Buffer.from(buffer, byteOffset, byteLength);
    }
    return true;
  }
}
