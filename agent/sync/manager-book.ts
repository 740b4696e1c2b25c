/** The managers an agent knows and the order in which it dials them: random, each once per round. */
import type { ManagerAddress } from '../../proto/agent-messages.js';

export class ManagerBook {
  readonly #random: () => number;
  #managers: readonly ManagerAddress[];
  #round: ManagerAddress[] = [];

  constructor(managers: readonly ManagerAddress[], random: () => number) {
    this.#managers = managers;
    this.#random = random;
  }

  all(): readonly ManagerAddress[] {
    return this.#managers;
  }

  /** The list a manager gave; an empty one teaches nothing. */
  learn(managers: readonly ManagerAddress[]): void {
    if (managers.length === 0) return;
    this.#managers = managers;
    this.#round = this.#round.filter((one) => managers.some((m) => sameAddress(m, one)));
  }

  /** Managers to dial before all others; forgets nobody. */
  suggest(managers: readonly ManagerAddress[]): void {
    this.#round = this.#round.filter((one) => !managers.some((m) => sameAddress(m, one)));
    this.#round.unshift(...managers);
  }

  /** Undefined when none is known. `last` is dialled last if a new round begins. */
  next(last?: string): ManagerAddress | undefined {
    if (this.#round.length === 0) {
      this.#round = this.#shuffled();
      const at = this.#round.findIndex((one) => one.nodeId === last);
      if (at >= 0) this.#round.push(...this.#round.splice(at, 1));
    }
    return this.#round.shift();
  }

  #shuffled(): ManagerAddress[] {
    return this.#managers
      .map((manager) => ({ manager, rank: this.#random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ manager }) => manager);
  }
}

function sameAddress(a: ManagerAddress, b: ManagerAddress): boolean {
  return a.nodeId === b.nodeId && a.address === b.address && a.grpcPort === b.grpcPort;
}
