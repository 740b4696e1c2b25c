/** Whether the disk is quick enough to be waited for in place: a short sync costs less than handing it to a thread. */

const QUICK_MS = 1;
const STALL_MS = 5;
/** Syncs in a row without a stall before the disk is trusted again. */
const TRUST_AFTER = 200;

export class DiskPace {
  #meanMs = 0;
  #sinceStall = 0;

  /** One sync took this long, in place or not. */
  took(ms: number): void {
    this.#meanMs += (ms - this.#meanMs) / 16;
    this.#sinceStall = ms > STALL_MS ? 0 : this.#sinceStall + 1;
  }

  get isQuick(): boolean {
    return this.#sinceStall >= TRUST_AFTER && this.#meanMs < QUICK_MS;
  }
}
