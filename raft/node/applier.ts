/** Committed entries on their way to the state machine, page by page. */
import type { Clock, StateMachine } from './ports.js';
import type { Entry } from '../core/types.js';

export interface ApplierDeps {
  readonly stateMachine: StateMachine;
  readonly clock: Clock;
  applied(entries: readonly Entry[], results: readonly unknown[]): void;
  fail(error: unknown): void;
}

/** A single entry of up to this many payload bytes keeps nobody waiting. */
const PROMPT_BYTES = 4096;

export class Applier {
  readonly #deps: ApplierDeps;
  /** Handed out by the core, not yet applied; in order. */
  #pages: (readonly Entry[])[] = [];

  constructor(deps: ApplierDeps) {
    this.#deps = deps;
  }

  /**
   * Later, after what was just sent is on its way: followers do not wait for the leader to apply. At once when nothing
   * is (`isIdle`) and it is little. One page a turn: heartbeats and new input get their chance between pages.
   */
  take(entries: readonly Entry[], isIdle: boolean): void {
    if (entries.length === 0) return;
    if (isIdle && this.#pages.length === 0 && isLittle(entries)) {
      this.#apply(entries);
      return;
    }
    this.#pages.push(entries);
    this.#deps.clock.soon(() => {
      const page = this.#pages.shift();
      if (page === undefined) return;
      try {
        this.#apply(page);
      } catch (error) {
        this.#deps.fail(error);
      }
    });
  }

  /** What waits is not applied any more. */
  drop(): void {
    this.#pages = [];
  }

  #apply(entries: readonly Entry[]): void {
    this.#deps.applied(entries, this.#deps.stateMachine.apply(entries));
  }
}

function isLittle(entries: readonly Entry[]): boolean {
  const [first, second] = entries;
  return first !== undefined && second === undefined && first.data.length <= PROMPT_BYTES;
}
