/** Time that passes only when the simulation says so; events at the same instant run in the order they were made. */
import { asError } from './breach.js';
import { nextTick } from 'node:process';

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
  #instants = 0;
  #stirred = false;

  get now(): number {
    return this.#now;
  }

  /** Events run so far. */
  get ran(): number {
    return this.#ran;
  }

  /** Larger at every call: what happens is put in one order, also within one moment. */
  instant(): number {
    this.#instants += 1;
    return this.#instants;
  }

  /** Something ran that promises may hang on: they settle before the next event. */
  stir(): void {
    this.#stirred = true;
  }

  after(delayMs: number, run: () => void): void {
    const event: Event = { at: this.#now + Math.max(0, delayMs), order: this.#made, run };
    this.#made += 1;
    this.#rise(event);
  }

  /** Runs everything up to `until`; promises settle between events, then `afterEach` looks. */
  runUntil(until: number, afterEach: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        try {
          if (this.#stirred) afterEach();
          this.#stirred = false;
          if (this.#runUntilStirred(until)) settledThen(go);
          else resolve();
        } catch (error) {
          reject(asError(error));
        }
      };
      settledThen(go);
    });
  }

  /** False when nothing is left to run up to `until`. */
  #runUntilStirred(until: number): boolean {
    while (!this.#stirred) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) {
        this.#now = Math.max(this.#now, until);
        return false;
      }
      this.#take();
      this.#now = next.at;
      this.#ran += 1;
      next.run();
    }
    return true;
  }

  #take(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
  }

  #rise(event: Event): void {
    const heap = this.#heap;
    let position = heap.length;
    while (position > 0) {
      const up = (position - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !isEarlier(event, parent)) break;
      heap[position] = parent;
      position = up;
    }
    heap[position] = event;
  }

  #sink(event: Event): void {
    const heap = this.#heap;
    let position = 0;
    for (;;) {
      let child = 2 * position + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let earliest = left;
      if (right !== undefined && isEarlier(right, left)) {
        earliest = right;
        child += 1;
      }
      if (!isEarlier(earliest, event)) break;
      heap[position] = earliest;
      position = child;
    }
    heap[position] = event;
  }
}

function isEarlier(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** A tick of the process comes when no promise is left to run, however long the chains. */
function settledThen(go: () => void): void {
  queueMicrotask(() => nextTick(go));
}
