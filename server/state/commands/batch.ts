/** Batch: several commands as one change, all or nothing; a refusal names the operation that failed. */
import { OvnetError, type FieldError } from '../../../model/errors.js';
import type { Command } from '../command.js';
import { inBatches } from '../steps.js';
import type { Made } from '../tables/sessions.js';
import { refuse } from './refuse.js';

/** In steps of so many operations. */
export function* runBatch(
  { commands }: Extract<Command, { kind: 'batch' }>,
  perStep: number,
  run: (command: Command) => Made,
): Generator<void, Made> {
  const results: Made[] = [];
  yield* inBatches(commands, perStep, (operation) => {
    try {
      results.push(run(operation));
    } catch (error) {
      const pointer = `/operations/${results.length}`;
      throw error instanceof OvnetError ? at(error, pointer) : error;
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
