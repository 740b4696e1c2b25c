/**
 * The form in which a state travels: all pairs of the database in the order of keys as one stream of bytes, cut into
 * chunks. A pair is two 32-bit lengths and then key and value in UTF-8. A chunk is a format byte, the id of the key it
 * is encrypted with (0: not at all), two zero bytes, its number, the CRC-32 of everything but this field, and its piece
 * of the stream; all numbers are little-endian. A chunk ends with a pair unless the pair is bigger than a chunk.
 */
import { crc32 } from 'node:zlib';
import { OvnetError } from '../../model/errors.js';
import type { KeyValueSnapshot } from './key-value.js';

/** Raised when an older release must not read the chunks. */
const FORMAT = 1;
const PLAIN = 0;
const HEAD_BYTES = 12;
const CRC_AT = 8;
const LENGTHS = 8;
const CHUNK_BYTES = 256 * 1024;

export type Pair = readonly [key: string, value: string];

/** Where a chunk begins: at a byte of the pair with this key. */
export interface ChunkStart {
  readonly key: string;
  readonly skip: number;
}

function encodePair([key, value]: Pair): Buffer {
  const keyBytes = Buffer.byteLength(key);
  const valueBytes = Buffer.byteLength(value);
  const bytes = Buffer.allocUnsafe(LENGTHS + keyBytes + valueBytes);
  bytes.writeUInt32LE(keyBytes, 0);
  bytes.writeUInt32LE(valueBytes, 4);
  bytes.write(key, LENGTHS);
  bytes.write(value, LENGTHS + keyBytes);
  return bytes;
}

const crcOf = (chunk: Buffer): number =>
  crc32(chunk.subarray(HEAD_BYTES), crc32(chunk.subarray(0, CRC_AT)));

function sealChunk(number: number, pieces: readonly Buffer[]): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(HEAD_BYTES), ...pieces]);
  chunk.writeUInt8(FORMAT, 0);
  chunk.writeUInt8(PLAIN, 1);
  chunk.writeUInt32LE(number, 4);
  chunk.writeUInt32LE(crcOf(chunk), CRC_AT);
  return chunk;
}

/** The piece of the stream in the chunk. Throws `state-corrupt` for damage or another number, `not-supported`. */
export function openChunk(number: number, bytes: Uint8Array): Buffer {
  const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (chunk.length < HEAD_BYTES || chunk.readUInt32LE(CRC_AT) !== crcOf(chunk)) {
    throw new OvnetError('state-corrupt', `chunk ${number} of the received state is damaged`);
  }
  if (chunk.readUInt8(0) !== FORMAT || chunk.readUInt8(1) !== PLAIN) {
    throw new OvnetError('not-supported', 'the received state is in a format not known here');
  }
  const found = chunk.readUInt32LE(4);
  if (found !== number) {
    throw new OvnetError('state-corrupt', `chunk ${found} came in place of chunk ${number}`);
  }
  return chunk.subarray(HEAD_BYTES);
}

/** Cuts one unmoved view into chunks: always the same ones, from any that was made before. */
export class ChunkCutter {
  readonly #view: KeyValueSnapshot;
  readonly #chunkBytes: number;
  /** Of every chunk up to the first one not made yet. */
  readonly #starts: ChunkStart[] = [{ key: '', skip: 0 }];

  constructor(view: KeyValueSnapshot, options: { readonly chunkBytes?: number } = {}) {
    this.#view = view;
    this.#chunkBytes = options.chunkBytes ?? CHUNK_BYTES;
  }

  /** Gives the event loop a turn at every page of the database. */
  async *from(number: number): AsyncGenerator<Buffer> {
    const known = Math.min(number, this.#starts.length - 1);
    let at = known;
    for await (const chunk of this.#cut(known)) {
      if (at >= number) yield chunk;
      at += 1;
    }
  }

  async *#cut(first: number): AsyncGenerator<Buffer> {
    const start = this.#starts[first] ?? { key: '', skip: 0 };
    const room = this.#chunkBytes - HEAD_BYTES;
    let { skip } = start;
    let number = first;
    let pieces: Buffer[] = [];
    let size = 0;
    const seal = (next: ChunkStart): Buffer => {
      const chunk = sealChunk(number, pieces);
      number += 1;
      this.#starts[number] ??= next;
      pieces = [];
      size = 0;
      return chunk;
    };
    for await (const page of this.#view.pages(start.key)) {
      for (const pair of page) {
        const bytes = encodePair(pair);
        const [key] = pair;
        if (size > 0 && size + bytes.length > room) yield seal({ key, skip: 0 });
        while (bytes.length - skip > room) {
          pieces.push(bytes.subarray(skip, skip + room));
          skip += room;
          yield seal({ key, skip });
        }
        pieces.push(bytes.subarray(skip));
        size += bytes.length - skip;
        skip = 0;
      }
    }
    if (size > 0) yield sealChunk(number, pieces);
  }
}

/** Puts the pairs together again; what is left over waits for the next piece. */
export class PairReader {
  #rest: Buffer = Buffer.alloc(0);

  /** No pair is open: everything given so far was answered. */
  get isWhole(): boolean {
    return this.#rest.length === 0;
  }

  read(piece: Buffer): Pair[] {
    const bytes = this.isWhole ? piece : Buffer.concat([this.#rest, piece]);
    const pairs: Pair[] = [];
    let at = 0;
    while (bytes.length - at >= LENGTHS) {
      const keyEnd = at + LENGTHS + bytes.readUInt32LE(at);
      const end = keyEnd + bytes.readUInt32LE(at + 4);
      if (end > bytes.length) break;
      pairs.push([
        bytes.toString('utf8', at + LENGTHS, keyEnd),
        bytes.toString('utf8', keyEnd, end),
      ]);
      at = end;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
    return pairs;
  }
}
