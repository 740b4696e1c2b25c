/**
 * Results of writes that this manager has handed to the leader, as they come out of its own apply: a large one need not
 * come back over the network. Results are the same on every manager.
 */
import type { ApplyResult } from '../state/event.js';
import type { Unstamped } from './submission.js';

export class OwnResults {
  /** Undefined: not applied here yet. */
  readonly #results = new Map<string, ApplyResult | undefined>();
  readonly #life: string;
  #last = 0;

  /** `life`: unique among all lives of all managers, as the log may hold what an earlier one has begun. */
  constructor(life: string) {
    this.#life = life;
  }

  /** The name of one attempt to write, to go along with it. */
  begin(): string {
    const origin = `${this.#life}/${(this.#last += 1)}`;
    this.#results.set(origin, undefined);
    return origin;
  }

  /** An entry of that origin was applied here. */
  applied(origin: string, result: ApplyResult): void {
    if (this.#results.has(origin)) this.#results.set(origin, result);
  }

  /** Undefined: this manager did not apply it, as when it received the state behind it in one piece. */
  get(origin: string): ApplyResult | undefined {
    return this.#results.get(origin);
  }

  end(origin: string): void {
    this.#results.delete(origin);
  }
}

/**
 * The result is large; and it can be asked for again, should this manager not come to it itself.
 */
export function isLarge({ command, idempotency }: Unstamped): boolean {
  return command.kind === 'batch' && idempotency !== undefined;
}
