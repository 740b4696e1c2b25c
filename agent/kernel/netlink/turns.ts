/** Long synchronous work in turns, so that others get theirs. */

/** Milliseconds that others wait at most. */
const TURN_MS = 4;

export class Turns {
  #since = performance.now();

  /** Lets others run when this turn was long enough. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
