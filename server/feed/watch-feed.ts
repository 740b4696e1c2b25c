/** The last events of the whole state in order: what watches resume from. Bounded; older revisions are compacted. */
import type { StateEvent } from '../state/event.js';

export interface WatchFeedOptions {
  /** Revision of the state when the feed began: nothing at or before it can be told. */
  readonly from: number;
  readonly maxEvents?: number;
}

const MAX_EVENTS = 16_384;

export class WatchFeed {
  readonly #events: StateEvent[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #maxEvents: number;
  #floor: number;
  #notifying = false;

  constructor(options: WatchFeedOptions) {
    this.#floor = options.from;
    this.#maxEvents = options.maxEvents ?? MAX_EVENTS;
  }

  /** Events behind this revision are complete. */
  get floor(): number {
    return this.#floor;
  }

  /** Watches that are open. */
  get readers(): number {
    return this.#listeners.size;
  }

  /** Events that can be resumed from. */
  get size(): number {
    return this.#events.length;
  }

  publish(events: readonly StateEvent[]): void {
    if (events.length === 0) return;
    this.#events.push(...events);
    if (this.#events.length > this.#maxEvents * 1.25) this.#compact();
    this.#notify();
  }

  /** The state jumped to a revision: what led there is not known, and whoever watches is told so. */
  restart(from: number): void {
    this.#events.length = 0;
    this.#floor = from;
    this.#notify();
  }

  /** Events with a revision above `from`, whole revisions only; undefined when some of them are gone. */
  after(from: number, limit = 1000): readonly StateEvent[] | undefined {
    if (from < this.#floor) return undefined;
    const start = this.#firstAbove(from);
    let end = Math.min(start + limit, this.#events.length);
    const revision = this.#events[end - 1]?.revision;
    while (end < this.#events.length && this.#events[end]?.revision === revision) end += 1;
    return this.#events.slice(start, end);
  }

  /** Called once after each turn in which something was published. Returns the way to stop. */
  onPublish(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify(): void {
    if (this.#notifying) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  #compact(): void {
    let drop = this.#events.length - this.#maxEvents;
    const revision = this.#events[drop - 1]?.revision ?? this.#floor;
    while (this.#events[drop]?.revision === revision) drop += 1;
    this.#events.splice(0, drop);
    this.#floor = revision;
  }

  #firstAbove(revision: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.revision ?? Infinity) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
