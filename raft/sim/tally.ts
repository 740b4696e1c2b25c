/** What many runs came to: how fast, how many of them count, which faults they saw. */
import { isCounted } from './simulation.js';
import process from 'node:process';
import type { SimulationResult } from './simulation.js';

export class Tally {
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #faults = new Map<string, number>();
  #runs = 0;
  #counted = 0;
  #virtualMs = 0;
  #committed = 0;
  #operations = 0;
  #states = 0;

  add(result: SimulationResult): void {
    this.#runs += 1;
    if (isCounted(result)) this.#counted += 1;
    this.#virtualMs += result.virtualMs;
    this.#committed += result.committed;
    this.#operations += result.operations;
    this.#states += result.states;
    for (const [fault, times] of Object.entries(result.faults)) {
      this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + times);
    }
  }

  get counted(): number {
    return this.#counted;
  }

  get elapsedMs(): number {
    return performance.now() - this.#started;
  }

  /** One line of JSON. */
  get line(): string {
    const { user, system } = process.cpuUsage(this.#cpu);
    const cpuSeconds = (user + system) / 1e6;
    return JSON.stringify({
      runs: this.#runs,
      counted: this.#counted,
      virtualHours: round(this.#virtualMs / 3_600_000),
      operations: this.#operations,
      committed: this.#committed,
      states: this.#states,
      seconds: round(this.elapsedMs / 1000),
      cpuSeconds: round(cpuSeconds),
      virtualHoursPerCpuSecond: round(this.#virtualMs / 3_600_000 / cpuSeconds),
      commitsPerCpuSecond: Math.round(this.#committed / cpuSeconds),
      faults: Object.fromEntries([...this.#faults].sort()),
    });
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
