/** Audits of the addresses, one at a time, in steps between which the manager does its work. */
import { setImmediate as turn } from 'node:timers/promises';
import type { AuditReport } from '../state/audit/report.js';
import type { StateView } from '../state/view.js';

export class Audits {
  readonly #view: StateView;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: { readonly view: StateView }) {
    this.#view = deps.view;
  }

  /** Of the state at the call or later. */
  run(): Promise<AuditReport> {
    const mine = this.#last.then(() => carryOut(this.#view));
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

async function carryOut(view: StateView): Promise<AuditReport> {
  const steps = view.audit();
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      await turn();
    }
  } finally {
    // A fault half-way must not leave the tables watched.
    if (typeof steps.return === 'function') steps.return(undefined as never);
  }
}
