/** Looks at the kernel that its events call for: after a pause, and not while our own writes are under way. */
import type { KernelEvent } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { Alarms } from './alarms.js';
import type { Echoes, Look } from './echoes.js';
import type { ReadingBudget } from './reading-budget.js';

export interface LooksDeps {
  readonly alarms: Alarms;
  readonly echoes: Echoes;
  /** Work is under way: echoes of its writes cannot be told yet. */
  readonly isBusy: () => boolean;
  /** The kernel as we believe it to be. */
  readonly mirror: () => KernelView;
  readonly budget: Pick<ReadingBudget, 'waitMs'>;
  readonly look: (look: Look) => void;
}

export class Looks {
  readonly #deps: LooksDeps;
  readonly #settleMs: number;

  constructor(deps: LooksDeps, settleMs: number) {
    this.#deps = deps;
    this.#settleMs = settleMs;
  }

  /** `at` is when it was told. */
  add(event: KernelEvent, at: number): void {
    this.#deps.echoes.add(event, at);
    this.#arm();
  }

  #arm(): void {
    const { alarms, echoes, budget, isBusy, mirror, look } = this.#deps;
    if (alarms.isSet('look')) return;
    alarms.set('look', Math.max(this.#settleMs, budget.waitMs()), () => {
      if (isBusy() || budget.waitMs() > 0) return this.#arm();
      const due = echoes.take(mirror());
      if (due) look(due);
    });
  }
}
