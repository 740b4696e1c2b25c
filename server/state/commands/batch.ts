/** Batch: several commands as one change, all or nothing; a refusal names the operation that failed. */
import { OvnetError, type FieldError } from '../../../model/errors.js';
import type { Command } from '../command.js';
import type { Made } from '../tables/sessions.js';
import { refuse } from './refuse.js';

export function runBatch(
  command: Extract<Command, { kind: 'batch' }>,
  run: (command: Command) => Made,
): Made {
  const results = command.commands.map((operation, i) => {
    try {
      return run(operation);
    } catch (error) {
      throw error instanceof OvnetError ? at(error, `/operations/${i}`) : error;
    }
  });
  const [first] = results;
  if (!first) return refuse('invalid-body', 'the batch has no operations');
  return { ...first, changed: results.some((made) => made.changed), results };
}

function at(error: OvnetError, pointer: string): OvnetError {
  const inner: readonly FieldError[] =
    error.errors.length > 0 ? error.errors : [{ pointer: '', detail: error.message }];
  const errors = inner.map((one) => ({ ...one, pointer: pointer + one.pointer }));
  return new OvnetError(error.code, error.message, { errors });
}
