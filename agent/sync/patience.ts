/**
 * How long an attempt may go without an answer. Where managers are overloaded rather than gone, giving up and beginning anew
 * throws away what was done and adds to the load: after an attempt that nobody answered the next one is given longer.
 */

/** Times the first. Beyond, a line that drops everything and comes back would be noticed late. */
const MOST = 2;

export class Patience {
  readonly #firstMs: number;
  #times = 1;

  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  get ms(): number {
    return this.#firstMs * this.#times;
  }

  unanswered(): void {
    this.#times = MOST;
  }

  answered(): void {
    this.#times = 1;
  }
}
