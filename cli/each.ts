/** One action for several objects that a command line names. */
import { ERRORS, OvnetError, type FailureKind } from '../model/errors.js';

/** Of these the next object would meet the same: nobody answers, or who answers lets nobody in. */
const OF_ALL = new Set<FailureKind>([
  'unavailable',
  'unknown-outcome',
  'unauthenticated',
  'forbidden',
  'internal',
]);

/**
 * One after the other, the rest also when one fails. Throws then, under the code of the first failure, with each by its
 * name; what was not tried any more is said to be so.
 */
export async function forEachNamed(
  names: readonly string[],
  work: (name: string) => Promise<void>,
): Promise<void> {
  const failures: { readonly name: string; readonly error: OvnetError }[] = [];
  const tried = new Set<string>();
  for (const name of names) {
    tried.add(name);
    try {
      await work(name);
    } catch (error) {
      if (!(error instanceof OvnetError) || names.length === 1) throw error;
      failures.push({ name, error });
      if (OF_ALL.has(ERRORS[error.code].kind)) break;
    }
  }
  const [first] = failures;
  if (!first) return;
  const left = names.filter((name) => !tried.has(name));
  const detail = `${failures.length} of ${names.length} failed: ${first.error.message}`;
  throw new OvnetError(first.error.code, detail, {
    errors: [
      ...failures.map(({ name, error }) => ({ pointer: name, detail: error.message })),
      ...left.map((name) => ({ pointer: name, detail: 'not tried' })),
    ],
    cause: first.error,
  });
}
