/** Time that passes only when the simulation says so; events at the same instant run in the order they were made. */

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class VirtualTime {
  readonly #heap: Event[] = [];
  #now = 0;
  #made = 0;
  #ran = 0;

  get now(): number {
    return this.#now;
  }

  /** Events run so far. */
  get ran(): number {
    return this.#ran;
  }

  after(delayMs: number, run: () => void): void {
    const event: Event = { at: this.#now + Math.max(0, delayMs), order: this.#made, run };
    this.#made += 1;
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
  }

  /** Runs everything up to `until`; promises settle between events. */
  async runUntil(until: number, afterEach: () => void): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#take();
      this.#now = next.at;
      this.#ran += 1;
      next.run();
      await settle();
      afterEach();
    }
    this.#now = Math.max(this.#now, until);
  }

  #take(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(start: number): void {
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.#swapIfEarlier(position, parent)) return;
      position = parent;
    }
  }

  #sink(start: number): void {
    let position = start;
    for (;;) {
      const left = 2 * position + 1;
      const right = left + 1;
      const child = this.#isEarlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(child, position)) return;
      position = child;
    }
  }

  #isEarlier(position: number, than: number): boolean {
    const one = this.#heap[position];
    const other = this.#heap[than];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swapIfEarlier(position: number, than: number): boolean {
    if (!this.#isEarlier(position, than)) return false;
    const one = this.#heap[position];
    const other = this.#heap[than];
    if (one === undefined || other === undefined) return false;
    this.#heap[position] = other;
    this.#heap[than] = one;
    return true;
  }
}

const SETTLED = Promise.resolve();

/** Chains of promises in the node and the workload are shorter than this; more would only cost time. */
async function settle(): Promise<void> {
  for (let hop = 0; hop < 6; hop += 1) await SETTLED;
}
