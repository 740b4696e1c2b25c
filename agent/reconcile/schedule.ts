/** What is to be done later: audits, looks that events call for, readings of our chains, retries. */
import type { KernelEvent } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import { Alarms } from './alarms.js';
import { Audits } from './audits.js';
import { ChainChecks } from './chain-checks.js';
import type { Echoes } from './echoes.js';
import { Looks } from './looks.js';
import type { Timers } from './timers.js';

export interface ScheduleDeps {
  readonly timers: Timers;
  readonly echoes: Echoes;
  /** Work is under way. */
  readonly isBusy: () => boolean;
  /** The kernel as we believe it to be. */
  readonly mirror: () => KernelView;
  /** Called when something is due. */
  readonly kick: () => void;
}

export interface ScheduleOptions {
  readonly auditIntervalMs: number;
  readonly settleMs: number;
}

export class Schedule {
  readonly audits: Audits;
  readonly chains: ChainChecks;
  readonly #timers: Timers;
  readonly #alarms: Alarms;
  readonly #looks: Looks;

  constructor(deps: ScheduleDeps, { auditIntervalMs, settleMs }: ScheduleOptions) {
    const { timers, kick } = deps;
    const alarms = new Alarms(timers);
    const audits = new Audits({ timers, alarms, kick }, auditIntervalMs);
    const look = (scope: Parameters<Audits['demand']>[0]): void => {
      audits.demand(scope);
      kick();
    };
    this.#timers = timers;
    this.#alarms = alarms;
    this.audits = audits;
    this.chains = new ChainChecks({ timers, alarms, kick }, settleMs);
    this.#looks = new Looks({ ...deps, alarms, look }, settleMs);
  }

  /** An event for a look; `at` is when it was told. */
  look(event: KernelEvent, at = this.#timers.now()): void {
    if (event.object === 'firewall') this.chains.add();
    else this.#looks.add(event, at);
  }

  /** In place of what was to be retried before; undefined: nothing is. */
  retry(afterMs: number | undefined, ring: () => void): void {
    if (afterMs === undefined) this.#alarms.cancel('retry');
    else this.#alarms.set('retry', afterMs, ring);
  }

  /** Nothing is due any more. */
  close(): void {
    this.#alarms.close();
  }
}
