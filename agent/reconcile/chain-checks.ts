/** When our chains are to be read because somebody may have changed them: soon after the first sign, seldom where signs abound. */
import type { Alarms } from './alarms.js';
import type { Timers } from './timers.js';

/** Reading takes at most one part in so many of the time. */
const SHARE = 5;

export interface ChainChecksDeps {
  readonly timers: Timers;
  readonly alarms: Alarms;
  /** Called when one is due. */
  readonly kick: () => void;
}

export class ChainChecks {
  readonly #deps: ChainChecksDeps;
  readonly #settleMs: number;
  #isDue = false;
  #begunAt = 0;
  #notBefore = -Infinity;

  /** `settleMs`: several signs come at a time. */
  constructor(deps: ChainChecksDeps, settleMs: number) {
    this.#deps = deps;
    this.#settleMs = settleMs;
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  /** A sign of a change. */
  add(): void {
    const { alarms, timers, kick } = this.#deps;
    if (this.#isDue || alarms.isSet('chains')) return;
    const pause = Math.max(this.#settleMs, this.#notBefore - timers.now());
    alarms.set('chains', pause, () => {
      this.#isDue = true;
      kick();
    });
  }

  begin(): void {
    this.#isDue = false;
    this.#begunAt = this.#deps.timers.now();
  }

  /** They were read. */
  hasRead(): void {
    const now = this.#deps.timers.now();
    this.#notBefore = now + SHARE * (now - this.#begunAt);
  }
}
