/** When everything is to be compared, and how far: on request, and again and again. */
import type { ObserveScope } from '../kernel/port.js';
import type { Alarms } from './alarms.js';
import type { ReadingBudget } from './reading-budget.js';
import type { Timers } from './timers.js';

/** Periodic audits take at most one part in so many of the time. */
const SHARE = 20;

/** Every so many periodic audits look into the workloads' namespaces too: that takes a process for each. */
const FULL_EVERY = 6;

export interface AuditsDeps {
  readonly timers: Timers;
  readonly alarms: Alarms;
  /** Of audits that were called for by what the kernel told. */
  readonly budget: ReadingBudget;
  /** Called when one is due. */
  readonly kick: () => void;
}

export class Audits {
  readonly #deps: AuditsDeps;
  readonly #intervalMs: number;
  #due: ObserveScope | undefined;
  /** The kernel told of something: of the one that is due, and of the one that began last. */
  #isTold = { due: false, begun: false };
  #done = 0;
  /** Milliseconds from the start of the last dump to its repairs. */
  #took = 0;

  constructor(deps: AuditsDeps, intervalMs: number) {
    this.#deps = deps;
    this.#intervalMs = intervalMs;
  }

  get isDue(): boolean {
    return this.#due !== undefined;
  }

  /** Without one nothing is known of the kernel. */
  get any(): boolean {
    return this.#done > 0;
  }

  /** In place of one that is due. */
  demand(scope: ObserveScope): void {
    this.#due = scope;
  }

  /** The same because the kernel told of something. */
  tell(scope: ObserveScope): void {
    this.demand(scope);
    this.#isTold.due = true;
  }

  /** Unless one is due. */
  wish(scope: ObserveScope): void {
    this.#due ??= scope;
  }

  begin(): ObserveScope {
    const scope = this.#due ?? 'fabric';
    this.#due = undefined;
    this.#isTold = { due: false, begun: this.#isTold.due };
    this.#deps.alarms.cancel('audit');
    this.#took = -this.#deps.timers.now();
    return scope;
  }

  /** What was read, in so many milliseconds, is being compared. Returns whether it is not the first time. */
  compares(readMs: number): boolean {
    if (this.#isTold.begun) this.#deps.budget.spent(readMs);
    return this.#done++ > 0;
  }

  end(): void {
    this.#took += this.#deps.timers.now();
    this.arm();
  }

  arm(): void {
    const pause = Math.max(this.#intervalMs, SHARE * this.#took);
    this.#deps.alarms.set('audit', pause, () => {
      this.wish(this.#done % FULL_EVERY === 0 ? 'all' : 'fabric');
      this.#deps.kick();
    });
  }
}
