/** A network's complete set as frames: each encoded once, chunked so that none holds a stream up for long. */
import type { DesiredEntry, NetworkImage } from '../../model/desired.js';
import { canonicalText } from '../../model/digest.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';

const CHUNK_BYTES = 256 * 1024;
/** Field tags, lengths and ids, which the canonical text does not count. */
const ENTRY_OVERHEAD = 64;

export interface ImageFramesOptions {
  readonly chunkBytes?: number;
  /** Called once, when the last frame is made. */
  readonly encoded?: (bytes: number) => void;
}

/**
 * At least one frame, also for an empty set. Each is made when somebody asks for it, and kept: all frames of a large set are a long turn,
 * and nobody sends them in one.
 */
export class ImageFrames implements Iterable<Buffer> {
  readonly #image: Omit<NetworkImage, 'entries'>;
  readonly #options: ImageFramesOptions;
  readonly #frames: Buffer[] = [];
  /** Those that no frame holds yet begin at `#at`; undefined: there are none. */
  #entries: readonly DesiredEntry[] | undefined;
  #at = 0;

  constructor({ entries, ...image }: NetworkImage, options: ImageFramesOptions = {}) {
    this.#entries = entries;
    this.#image = image;
    this.#options = options;
  }

  *[Symbol.iterator](): Generator<Buffer, void> {
    for (let chunk = 0; ; chunk++) {
      if (chunk === this.#frames.length && !this.#make(chunk)) return;
      const frame = this.#frames[chunk];
      if (frame) yield frame;
    }
  }

  /** False behind the last one. */
  #make(chunk: number): boolean {
    const all = this.#entries;
    if (!all) return false;
    const end = endOfChunk(all, this.#at, this.#options.chunkBytes ?? CHUNK_BYTES);
    const entries = all.slice(this.#at, end);
    const last = end === all.length;
    const { networkId, epoch, revision, digest } = this.#image;
    const head = { networkId, epoch, revision, digest };
    this.#frames.push(encodeManagerMessage({ kind: 'image', ...head, chunk, last, entries }));
    this.#at = end;
    if (last) {
      this.#entries = undefined;
      this.#options.encoded?.(this.#frames.reduce((sum, { length }) => sum + length, 0));
    }
    return true;
  }
}

/** One entry at least, if there is one. */
function endOfChunk(entries: readonly DesiredEntry[], start: number, chunkBytes: number): number {
  let bytes = 0;
  for (let at = start; at < entries.length; at++) {
    const entry = entries[at];
    const size = entry ? Buffer.byteLength(canonicalText(entry)) + ENTRY_OVERHEAD : 0;
    if (bytes > 0 && bytes + size > chunkBytes) return at;
    bytes += size;
  }
  return entries.length;
}
