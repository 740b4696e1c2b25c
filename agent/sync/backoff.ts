/** Pauses between attempts: a quick first one, then doubling, with jitter so that agents do not come back together. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly baseMs: number;
  readonly longestMs: number;
}

export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #failures = 0;

  constructor(options: BackoffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const { firstMs, baseMs, longestMs } = this.#options;
    const failures = this.#failures++;
    if (failures === 0) return this.#random() * firstMs;
    const ceiling = Math.min(longestMs, baseMs * 2 ** Math.min(failures - 1, 16));
    return ceiling * (0.5 + this.#random() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
