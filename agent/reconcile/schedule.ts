/** What is to be done later: audits, looks that events call for, readings of our chains, retries. */
import type { KernelEvent } from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import { Alarms } from './alarms.js';
import { Audits } from './audits.js';
import { ChainChecks } from './chain-checks.js';
import type { Echoes, Look } from './echoes.js';
import { Looks } from './looks.js';
import { ReadingBudget } from './reading-budget.js';
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
  /** Of what is read because the kernel told of something, our chains apart. */
  readonly budget: ReadingBudget;
  readonly #timers: Timers;
  readonly #alarms: Alarms;
  readonly #looks: Looks;
  #peers = new Set<string>();

  constructor(deps: ScheduleDeps, { auditIntervalMs, settleMs }: ScheduleOptions) {
    const { timers, kick } = deps;
    const alarms = new Alarms(timers);
    const budget = (this.budget = new ReadingBudget(timers));
    const audits = new Audits({ timers, alarms, budget, kick }, auditIntervalMs);
    const look = ({ scope, ports }: Look): void => {
      if (scope) audits.tell(scope);
      this.addPeers(ports);
      kick();
    };
    this.#timers = timers;
    this.#alarms = alarms;
    this.audits = audits;
    this.chains = new ChainChecks({ timers, alarms, kick }, settleMs);
    this.#looks = new Looks({ ...deps, alarms, budget, look }, settleMs);
  }

  /** An event for a look; `at` is when it was told. */
  look(event: KernelEvent, at = this.#timers.now()): void {
    if (event.object === 'firewall') this.chains.add();
    else this.#looks.add(event, at);
  }

  get arePeersDue(): boolean {
    return this.#peers.size > 0;
  }

  /** Ports whose namespaces are to be read. */
  addPeers(ports: Iterable<string>): void {
    for (const port of ports) this.#peers.add(port);
  }

  takePeers(): ReadonlySet<string> {
    const ports = this.#peers;
    this.#peers = new Set();
    return ports;
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
