/** Every answer is one that the reference allows here: no internal fault, no failure without a code. */
import type { History, Try, Work } from '../history.js';
import type { Violation } from './violation.js';

const OUTAGE: readonly string[] = ['no-quorum', 'busy', 'starting', 'stopping', 'outcome-unknown'];

/** Refusals that the load itself can provoke. */
const REFUSALS: Readonly<Record<Work['kind'], readonly string[]>> = {
  'register.create': [],
  'register.write': [],
  'register.cas': ['version-stale'],
  'register.read': [],
  'register.peek': ['not-found'],
  'lease.create': [],
  'lease.delete': [],
  'name.claim': ['name-taken'],
};

export function checkAnswers({ tries }: History): Violation[] {
  return tries.flatMap((one) => {
    const detail = faultOf(one);
    return detail === undefined ? [] : [{ check: 'answers', detail, tries: [one] }];
  });
}

function faultOf({ status, code, work, told }: Try): string | undefined {
  // Nobody answered: that is what the faults are for.
  if (status === undefined) return undefined;
  if (status < 400) return told ? undefined : `${status} without id, version and revision`;
  if (code === undefined) return `status ${status} without a code`;
  const allowed = OUTAGE.includes(code) || REFUSALS[work.kind].includes(code);
  return allowed ? undefined : `${work.kind} was answered ${status} ${code}`;
}
