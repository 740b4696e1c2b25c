/** Committed proposals whose entries their proposers have yet to apply. */
import type { Applied } from '../../raft/node/proposals.js';
import type { RaftError } from '../../raft/node/raft-error.js';

export interface Proposed {
  readonly index: number;
  readonly term: number;
  readonly resolve: (applied: Applied) => void;
  readonly reject: (error: RaftError) => void;
}

/** `M`: a life of a member. */
export class Awaited<M> {
  #all: { readonly by: M; readonly proposed: Proposed }[] = [];

  add(by: M, proposed: Proposed): void {
    this.#all.push({ by, proposed });
  }

  /** It has applied the entries from `first` on. */
  applied(by: M, first: number, results: readonly unknown[]): void {
    const end = first + results.length;
    const due = this.#take((one) => one.by === by && one.proposed.index < end);
    for (const { index, term, resolve } of due) {
      resolve({ index, term, result: results[index - first] });
    }
  }

  /** Of those that will not come to it. */
  giveUp(isGone: (by: M) => boolean, reason: () => RaftError): void {
    for (const { reject } of this.#take(({ by }) => isGone(by))) reject(reason());
  }

  #take(isDue: (one: { readonly by: M; readonly proposed: Proposed }) => boolean): Proposed[] {
    const due = this.#all.filter(isDue);
    if (due.length > 0) this.#all = this.#all.filter((one) => !due.includes(one));
    return due.map(({ proposed }) => proposed);
  }
}
