/** What the reconciler does later, unasked: at most one of each kind is set. */
import type { Timers } from './timers.js';

/** `look`: at what the kernel reported; `chains`: at our chains alone. */
export type Alarm = 'audit' | 'retry' | 'look' | 'chains';

export class Alarms {
  readonly #timers: Timers;
  readonly #cancels = new Map<Alarm, () => void>();
  #isClosed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  isSet(alarm: Alarm): boolean {
    return this.#cancels.has(alarm);
  }

  /** In place of one that is set. */
  set(alarm: Alarm, afterMs: number, ring: () => void): void {
    this.cancel(alarm);
    if (this.#isClosed) return;
    const cancel = this.#timers.after(afterMs, () => {
      this.#cancels.delete(alarm);
      ring();
    });
    this.#cancels.set(alarm, cancel);
  }

  cancel(alarm: Alarm): void {
    this.#cancels.get(alarm)?.();
    this.#cancels.delete(alarm);
  }

  /** None rings any more, nor is one set. */
  close(): void {
    this.#isClosed = true;
    for (const alarm of [...this.#cancels.keys()]) this.cancel(alarm);
  }
}
