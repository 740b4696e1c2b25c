/** A set of ids that iterates in order: the backbone of every table and grouping. */

/** Ids per chunk at most: what one change moves, and what a split leaves half of. */
const CHUNK = 512;

/**
 * Sorted chunks: a change costs two short searches and one short shift, wherever it falls. Ids mostly arrive in order (they
 * begin with the time), so chunks are mostly full. Do not change it while iterating.
 */
export class IdSet implements Iterable<string> {
  /** None is empty. */
  readonly #chunks: string[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    const chunk = this.#chunks[this.#chunkOf(id)];
    return chunk !== undefined && chunk[lowerBound(chunk, id)] === id;
  }

  add(id: string): void {
    const index = Math.max(0, this.#chunkOf(id));
    const chunk = this.#chunks[index];
    if (!chunk) {
      this.#chunks.push([id]);
      this.#size = 1;
      return;
    }
    const at = lowerBound(chunk, id);
    if (chunk[at] === id) return;
    this.#size += 1;
    if (chunk.length < CHUNK) insert(chunk, at, id);
    // Copies leave no room for growth behind.
    else if (at === CHUNK) this.#chunks.splice(index, 1, chunk.slice(), [id]);
    else {
      const half = CHUNK / 2;
      const parts = [chunk.slice(0, half), chunk.slice(half)] as const;
      parts[at <= half ? 0 : 1].splice(at <= half ? at : at - half, 0, id);
      this.#chunks.splice(index, 1, ...parts);
    }
  }

  delete(id: string): void {
    const index = this.#chunkOf(id);
    const chunk = this.#chunks[index];
    if (!chunk) return;
    const at = lowerBound(chunk, id);
    if (chunk[at] !== id) return;
    this.#size -= 1;
    if (chunk.length === 1) this.#chunks.splice(index, 1);
    else if (at === 0) chunk.shift();
    else chunk.splice(at, 1);
  }

  /** Takes no part in what happens to this one. */
  copy(): IdSet {
    const copy = new IdSet();
    for (const chunk of this.#chunks) copy.#chunks.push(chunk.slice());
    copy.#size = this.#size;
    return copy;
  }

  /** The lowest. */
  first(): string | undefined {
    return this.#chunks[0]?.[0];
  }

  *[Symbol.iterator](): Generator<string> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The next ids behind `id`, at most so many as a chunk holds; none at the end. */
  after(id: string): readonly string[] {
    const index = Math.max(0, this.#chunkOf(id));
    const chunk = this.#chunks[index] ?? [];
    const rest = chunk.slice(upperBound(chunk, id));
    return rest.length > 0 ? rest : (this.#chunks[index + 1] ?? []).slice();
  }

  /** The last chunk that begins at or before the id; -1 when all begin behind it. */
  #chunkOf(id: string): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.[0] ?? '') <= id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Mostly at the end, where nothing has to be moved. */
function insert(chunk: string[], at: number, id: string): void {
  if (at === chunk.length) chunk.push(id);
  else chunk.splice(at, 0, id);
}

function lowerBound(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(sorted: readonly string[], id: string): number {
  const at = lowerBound(sorted, id);
  return sorted[at] === id ? at + 1 : at;
}
