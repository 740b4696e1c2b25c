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

type Steps = Generator<void, readonly unknown[]>;

export class Applier {
  readonly #deps: ApplierDeps;
  /** Handed out by the core, not yet applied; in order. */
  #pages: (readonly Entry[])[] = [];
  /** Of the page that is half applied. */
  #steps: Steps | undefined;
  /** Pages whose turn came meanwhile. */
  #missed = 0;

  constructor(deps: ApplierDeps) {
    this.#deps = deps;
  }

  /**
   * Later, after what was just sent is on its way: followers do not wait for the leader to apply. At once when nothing
   * is (`isIdle`) and it is little. One page or a step of it a turn: heartbeats and new input get their chance in between.
   */
  take(entries: readonly Entry[], isIdle: boolean): void {
    if (entries.length === 0) return;
    const isFree = this.#pages.length === 0 && !this.#steps;
    if (isIdle && isFree && isLittle(entries)) {
      this.#apply(entries);
      return;
    }
    this.#pages.push(entries);
    this.#soon(() => this.#next());
  }

  /** What waits is not applied any more, nor is what is half applied brought to its end. */
  drop(): void {
    this.#pages = [];
    this.#steps = undefined;
    this.#missed = 0;
  }

  #next(): void {
    if (this.#steps) {
      this.#missed += 1;
      return;
    }
    const page = this.#pages.shift();
    if (page !== undefined) this.#apply(page);
  }

  #apply(entries: readonly Entry[]): void {
    const { stateMachine } = this.#deps;
    if (!stateMachine.applying) {
      this.#deps.applied(entries, stateMachine.apply(entries));
      return;
    }
    this.#step(entries, stateMachine.applying(entries));
  }

  /** True after the last one. */
  #step(entries: readonly Entry[], steps: Steps): boolean {
    const step = steps.next();
    if (step.done === true) {
      this.#deps.applied(entries, step.value);
      return true;
    }
    this.#steps = steps;
    this.#soon(() => this.#goOn(entries, steps));
    return false;
  }

  #goOn(entries: readonly Entry[], steps: Steps): void {
    if (this.#steps !== steps) return;
    this.#steps = undefined;
    if (!this.#step(entries, steps)) return;
    for (; this.#missed > 0; this.#missed -= 1) this.#soon(() => this.#next());
  }

  #soon(work: () => void): void {
    this.#deps.clock.soon(() => {
      try {
        work();
      } catch (error) {
        this.#deps.fail(error);
      }
    });
  }
}

function isLittle(entries: readonly Entry[]): boolean {
  const [first, second] = entries;
  return first !== undefined && second === undefined && first.data.length <= PROMPT_BYTES;
}
