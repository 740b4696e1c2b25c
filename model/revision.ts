/** Revisions: the log index at which the state last changed; integers below 2^53. */
import { OvnetError } from './errors.js';

declare const revisionBrand: unique symbol;
export type Revision = number & { readonly [revisionBrand]: true };

/** Accepts a number or decimal digits. Throws `invalid-query`. */
export function parseRevision(input: number | string): Revision {
  const value = typeof input === 'string' && /^[0-9]{1,16}$/.test(input) ? Number(input) : input;
  if (typeof value === 'number' && isRevision(value)) return value;
  throw new OvnetError(
    'invalid-query',
    `'${input}' is not a revision: expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
  );
}

export function formatRevision(revision: Revision): string {
  return revision.toString();
}

function isRevision(value: number): value is Revision {
  return Number.isSafeInteger(value) && value >= 0;
}
