/** After healing everything that was not given up came to an end that is certain. */
import type { History } from '../history.js';
import { operationsOf } from '../operations.js';
import type { Violation } from './violation.js';

const CHECK = 'outstanding';

/** Clients give up writes of registers now and then; leases and names they retry until they know. */
const INSISTED = new Set(['lease.create', 'lease.delete', 'name.claim']);

export function checkOutstanding(history: History): Violation[] {
  if (history.broken !== undefined) {
    return [{ check: CHECK, detail: `the run broke off: ${history.broken}`, tries: [] }];
  }
  return operationsOf(history)
    .filter(({ work, outcome }) => INSISTED.has(work.kind) && outcome !== 'done')
    .filter(({ outcome }) => outcome !== 'refused')
    .map(({ key = '', work, tries }) => {
      const detail = `${work.kind} with key ${key} never came to an end`;
      return { check: CHECK, detail, tries };
    });
}
