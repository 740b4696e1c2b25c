/** Counts answers of a load and summarises their times. */
import { quantile } from '../measure/quantiles.js';
import type { LoadAnswer } from './protocol.js';

export class Tally {
  readonly #times: number[] = [];
  readonly #failures: Record<string, number> = {};

  /** `outcome`: 'done', or what went wrong. */
  add(outcome: string, ms: number): void {
    if (outcome === 'done') this.#times.push(ms);
    else this.#failures[outcome] = (this.#failures[outcome] ?? 0) + 1;
  }

  answer(): Pick<LoadAnswer, 'done' | 'failures' | 'p50' | 'p99' | 'max'> {
    const sorted = this.#times.sort((a, b) => a - b);
    return {
      done: sorted.length,
      failures: this.#failures,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      max: sorted.at(-1) ?? NaN,
    };
  }
}
