/** A set of ids that iterates in order: the backbone of every table and grouping. */

/** Ids mostly arrive in order (they begin with the time), so adding is an append. Do not change it while iterating. */
export class IdSet implements Iterable<string> {
  readonly #live = new Set<string>();
  /** Sorted; deleted ids stay until half of it is dead, so that deleting costs no shifting. */
  #order: string[] = [];

  get size(): number {
    return this.#live.size;
  }

  has(id: string): boolean {
    return this.#live.has(id);
  }

  add(id: string): void {
    if (this.#live.has(id)) return;
    this.#live.add(id);
    const last = this.#order.at(-1);
    if (last === undefined || last < id) {
      this.#order.push(id);
      return;
    }
    const at = lowerBound(this.#order, id);
    if (this.#order[at] !== id) this.#order.splice(at, 0, id);
  }

  delete(id: string): void {
    if (!this.#live.delete(id)) return;
    if (this.#order.length > 32 && this.#order.length > 2 * this.#live.size) {
      this.#order = this.#order.filter((other) => this.#live.has(other));
    }
  }

  *[Symbol.iterator](): Generator<string> {
    for (const id of this.#order) if (this.#live.has(id)) yield id;
  }
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
