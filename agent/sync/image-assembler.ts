/** Puts the chunks of images together. Chunks of one network come in order; those of different ones may interleave. */
import type { DesiredEntry, NetworkImage } from '../../model/desired.js';
import type { ImageChunk } from '../../proto/agent-messages.js';

interface Part {
  readonly epoch: number;
  readonly revision: number;
  next: number;
  readonly entries: DesiredEntry[];
}

export class ImageAssembler {
  readonly #parts = new Map<string, Part>();

  /** The image when complete, undefined when more chunks follow, `broken` when a chunk is missing. */
  add(chunk: ImageChunk): NetworkImage | 'broken' | undefined {
    const { networkId, epoch, revision, digest } = chunk;
    if (chunk.chunk === 0) {
      this.#parts.set(networkId, { epoch, revision, next: 0, entries: [] });
    }
    const part = this.#parts.get(networkId);
    if (part?.next !== chunk.chunk || part.epoch !== epoch || part.revision !== revision) {
      return 'broken';
    }
    part.next += 1;
    for (const entry of chunk.entries) part.entries.push(entry);
    if (!chunk.last) return undefined;
    this.#parts.delete(networkId);
    return { networkId, epoch, revision, digest, entries: part.entries };
  }
}
