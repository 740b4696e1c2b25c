/** Bounds the reading that the kernel's events call for: of what is told now and then at once, of what is told without end rarely enough. */
import type { Timers } from './timers.js';

/** Reading takes at most one part in so many of the time. */
const SHARE = 5;
/** Milliseconds of reading that are in hand. */
const IN_HAND_MS = 2_000;

export class ReadingBudget {
  readonly #timers: Pick<Timers, 'now'>;
  /** Of reading, in milliseconds, as of `#at`. */
  #owed = 0;
  #at = 0;

  constructor(timers: Pick<Timers, 'now'>) {
    this.#timers = timers;
  }

  /** Something was read, which took so many milliseconds. */
  spent(ms: number): void {
    this.#settle();
    this.#owed += ms;
  }

  /** Milliseconds until there is to be more of it. */
  waitMs(): number {
    this.#settle();
    return Math.max(0, (this.#owed - IN_HAND_MS) * SHARE);
  }

  #settle(): void {
    const now = this.#timers.now();
    this.#owed = Math.max(0, this.#owed - (now - this.#at) / SHARE);
    this.#at = now;
  }
}
