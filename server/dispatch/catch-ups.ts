/**
 * Agents that have just connected catch up a few at a time, in the order in which they came. All at once they and their hosts would
 * be busy with what each of them is sent until the last one is done, and none would hear its manager in time.
 */

export interface CatchUpsDeps {
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** So many at once keep a manager busy, at a millisecond's distance and some 50 ms that an agent takes. */
const AT_ONCE = 32;
/** An agent that has acknowledged nothing for so long goes on, and no longer keeps others waiting. */
const PATIENCE_MS = 1000;
/** Nor does one that takes longer than this in all. */
const LONGEST_MS = 10_000;

export class CatchUps<K extends object> {
  readonly #deps: CatchUpsDeps;
  /** When it began, and when it was heard last. */
  readonly #under = new Map<K, { readonly begunAt: number; heardAt: number }>();
  readonly #waiting = new Map<K, () => void>();

  constructor(deps: CatchUpsDeps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** `begin` is called once, now or later, unless `done` comes first. */
  add(key: K, begin: () => void): void {
    this.#waiting.set(key, begin);
    this.#next();
  }

  /** It has caught up, or is gone. */
  done(key: K): void {
    this.#waiting.delete(key);
    if (this.#under.delete(key)) this.#next();
  }

  /** It has acknowledged something. */
  heard(key: K): void {
    const times = this.#under.get(key);
    if (times) times.heardAt = this.#deps.now();
  }

  /** To be called now and then. */
  tick(): void {
    const now = this.#deps.now();
    for (const [key, { begunAt, heardAt }] of this.#under) {
      if (now - heardAt >= PATIENCE_MS || now - begunAt >= LONGEST_MS) this.#under.delete(key);
    }
    this.#next();
  }

  #next(): void {
    for (const [key, begin] of this.#waiting) {
      if (this.#under.size >= AT_ONCE) return;
      this.#waiting.delete(key);
      const now = this.#deps.now();
      this.#under.set(key, { begunAt: now, heardAt: now });
      begin();
    }
  }
}
