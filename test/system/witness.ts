/** Keeps the first breach, wherever it is seen: code under test may catch what a check throws. */
import { asError } from '../../raft/sim/breach.js';

export class Witness {
  #breach: Error | undefined;

  see(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#breach ??= asError(error);
    }
  }

  note(error: unknown): void {
    this.#breach ??= asError(error);
  }

  /** Throws what was seen. */
  tell(): void {
    if (this.#breach) throw this.#breach;
  }
}
