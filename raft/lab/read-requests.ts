/** Which read belongs to which answer: the cores number reads, the user names them. */
import type { MemberId } from '../core/types.js';
import type { ReadOutcome } from '../core/core-state.js';

/** `index` null: the read was given up, ask again. */
export interface ReadAnswer {
  readonly node: MemberId;
  readonly context: string;
  readonly index: number | null;
}

export class ReadRequests {
  readonly #asked = new Map<number, { readonly node: MemberId; readonly context: string }>();
  readonly #answered: ReadAnswer[] = [];

  /** Every answer so far, in order. */
  get answered(): readonly ReadAnswer[] {
    return this.#answered;
  }

  /** Returns the number the core is to be asked with; it never comes again. */
  begin(node: MemberId, context: string): number {
    const requestId = this.#asked.size + 1;
    this.#asked.set(requestId, { node, context });
    return requestId;
  }

  finish(outcomes: readonly ReadOutcome[]): readonly ReadAnswer[] {
    const answers = outcomes.flatMap(({ requestId, index }) => {
      const asked = this.#asked.get(requestId);
      return asked === undefined ? [] : [{ ...asked, index: index ?? null }];
    });
    this.#answered.push(...answers);
    return answers;
  }
}
