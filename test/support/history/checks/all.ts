/** Every check of a history, in one call. */
import type { History } from '../history.js';
import { checkAnswers } from './answers.js';
import { checkFinals } from './finals.js';
import { checkIdempotency } from './idempotency.js';
import { checkLeases } from './leases.js';
import { checkRegisters } from './linearizability.js';
import { checkNames } from './names.js';
import { checkOutstanding } from './outstanding.js';
import { checkRevisions } from './revisions.js';
import { checkVersions } from './versions.js';
import type { Violation } from './violation.js';

const CHECKS: readonly ((history: History) => Violation[])[] = [
  checkAnswers,
  checkRevisions,
  checkRegisters,
  checkVersions,
  checkIdempotency,
  checkNames,
  checkLeases,
  checkOutstanding,
  checkFinals,
];

export function checkHistory(history: History): Violation[] {
  return CHECKS.flatMap((check) => check(history));
}
