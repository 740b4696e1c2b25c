/** A network's complete set as frames: encoded once, chunked so that no frame holds a stream up for long. */
import type { DesiredEntry, NetworkImage } from '../../model/desired.js';
import { canonicalText } from '../../model/digest.js';
import { encodeManagerMessage } from '../../proto/manager-codec.js';

const CHUNK_BYTES = 256 * 1024;
/** Field tags, lengths and ids, which the canonical text does not count. */
const ENTRY_OVERHEAD = 64;

/** At least one frame, also for an empty set. */
export function encodeImage(image: NetworkImage, chunkBytes = CHUNK_BYTES): readonly Buffer[] {
  const chunks = chunked(image.entries, chunkBytes);
  const { networkId, epoch, revision, digest } = image;
  return chunks.map((entries, chunk) => {
    const last = chunk === chunks.length - 1;
    return encodeManagerMessage({
      kind: 'image',
      networkId,
      epoch,
      revision,
      digest,
      chunk,
      last,
      entries,
    });
  });
}

function chunked(entries: readonly DesiredEntry[], chunkBytes: number): DesiredEntry[][] {
  let current: DesiredEntry[] = [];
  const chunks = [current];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(canonicalText(entry)) + ENTRY_OVERHEAD;
    if (bytes > 0 && bytes + size > chunkBytes) {
      current = [];
      chunks.push(current);
      bytes = 0;
    }
    current.push(entry);
    bytes += size;
  }
  return chunks;
}
