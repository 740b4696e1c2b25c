/** How late the event loop of this process is: a timer of some milliseconds, and by how much it fires after its time. */
import { summarize } from './quantiles.js';

const EVERY_MS = 5;

export class Lateness {
  #timer: NodeJS.Timeout | undefined;
  #late: number[] = [];

  begin(): void {
    clearTimeout(this.#timer);
    this.#late = [];
    this.#again();
  }

  summary(end: boolean): { p50: number; p99: number; max: number } {
    if (end) clearTimeout(this.#timer);
    const { p50, p99, max } = summarize(this.#late);
    return { p50, p99, max };
  }

  #again(): void {
    const due = performance.now() + EVERY_MS;
    this.#timer = setTimeout(() => {
      this.#late.push(Math.max(performance.now() - due, 0));
      this.#again();
    }, EVERY_MS);
  }
}
