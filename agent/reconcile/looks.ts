/** Looks at the kernel that its events call for: after a pause, and not while our own writes are under way. */
import type { KernelEvent, ObserveScope } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { Alarms } from './alarms.js';
import type { Echoes } from './echoes.js';

export interface LooksDeps {
  readonly alarms: Alarms;
  readonly echoes: Echoes;
  /** Work is under way: echoes of its writes cannot be told yet. */
  readonly isBusy: () => boolean;
  /** The kernel as we believe it to be. */
  readonly mirror: () => KernelView;
  readonly look: (scope: ObserveScope) => void;
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
    const { alarms, echoes, isBusy, mirror, look } = this.#deps;
    if (alarms.isSet('look')) return;
    alarms.set('look', this.#settleMs, () => {
      if (isBusy()) return this.#arm();
      const scope = echoes.take(mirror());
      if (scope) look(scope);
    });
  }
}
