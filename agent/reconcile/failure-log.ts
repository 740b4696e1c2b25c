/** Tells of what was not applied: once when it begins or becomes another, at debug while it lasts, and once when it is over. */
import type { ReconcilerLog } from './drift.js';
import type { PlannedFailure } from './plan-step.js';
import { idOf, type Retries } from './retries.js';

interface Told {
  readonly failure: PlannedFailure;
  readonly text: string;
  /** Nothing waits to try it again but the next look at everything. */
  readonly isLoose: boolean;
}

export class FailureLog {
  readonly #log: ReconcilerLog;
  readonly #retries: Pick<Retries, 'has'>;
  /** By the ids of `retries`. */
  readonly #told = new Map<string, Told>();

  constructor(log: ReconcilerLog, retries: Pick<Retries, 'has'>) {
    this.#log = log;
    this.#retries = retries;
  }

  /** After a round is settled; `isFull`: it looked at everything. */
  tell(failures: readonly PlannedFailure[], isFull: boolean): void {
    const now = new Set<string>();
    for (const failure of failures) {
      now.add(idOf(failure));
      this.#tellOne(idOf(failure), failure);
    }
    for (const [id, { failure, isLoose }] of this.#told) {
      if (now.has(id) || this.#retries.has(id) || (isLoose && !isFull)) continue;
      this.#told.delete(id);
      const { networkId, endpointId, code } = failure;
      this.#log.info({ networkId, endpointId, code }, 'no longer failing');
    }
  }

  #tellOne(id: string, failure: PlannedFailure): void {
    const text = `${failure.code} ${failure.detail}`;
    const level = this.#told.get(id)?.text === text ? 'debug' : 'warn';
    this.#log[level](failure, 'not applied');
    this.#told.set(id, { failure, text, isLoose: !this.#retries.has(id) });
  }
}
