/** Timers of an agent whose time passes when told to. */
import type { Timers } from '../../agent/reconcile/timers.js';

/** More than any test waits for. */
const MOST = 10_000;

export class VirtualTimers implements Timers {
  #now = 0;
  #waiting: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.#now + ms, callback };
    this.#waiting.push(entry);
    return () => (this.#waiting = this.#waiting.filter((other) => other !== entry));
  }

  /** Something takes so long: what is due meanwhile is late. */
  spend(ms: number): void {
    this.#now += ms;
  }

  async pass(ms: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#now + ms;
    for (let ran = 0; ; ran += 1) {
      if (ran > MOST) throw new Error('a timer comes again at once, for ever');
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    this.#now = Math.max(this.#now, end);
  }
}
