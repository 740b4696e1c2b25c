/** Turns monotonic time into ticks; after a stall the missed ones are dropped, never made up for in a burst. */

export class Ticker {
  readonly #tickMs: number;
  #nextAt: number;
  #stalled = false;

  constructor(tickMs: number, now: number) {
    this.#tickMs = tickMs;
    this.#nextAt = now + tickMs;
  }

  /** At most one tick is due per call. A timer may fire a little early and late; the mean stays right. */
  isDue(now: number): boolean {
    if (now < this.#nextAt - this.#tickMs / 4) return false;
    this.#nextAt += this.#tickMs;
    if (now > this.#nextAt) {
      this.#nextAt = now + this.#tickMs;
      this.#stalled = true;
    }
    return true;
  }

  /** Whether ticks were dropped since the last call. */
  takeStall(): boolean {
    const stalled = this.#stalled;
    this.#stalled = false;
    return stalled;
  }
}
