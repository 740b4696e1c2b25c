/** Carries out a plan as one batch: all or nothing, each operation under the version that the plan saw. */
import { OvnetError } from '../../model/errors.js';
import { answerOf, waiting, type WriteOptions } from '../client/calls.js';
import type { RestClient } from '../client/rest-client.js';
import type { Operation, Written } from '../client/shapes.js';
import type { Change } from './change.js';
import { Faults, showPlace, within } from './place.js';
import type { Plan } from './plan.js';

/** What one batch takes (docs/reference/apply.md). */
const MAX_OPERATIONS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;

interface Step {
  readonly change: Change;
  readonly operation: Operation;
}

/** Throws `immutable-member` with every object and member that cannot become what the files say. */
export function refuseImmutable({ changes }: Plan): void {
  const faults = new Faults();
  for (const { kind, name, place, members } of changes) {
    for (const { member, from, to, immutable } of members) {
      if (immutable !== true || place === undefined) continue;
      const values = `from ${JSON.stringify(from)} to ${JSON.stringify(to)}`;
      const detail = `${kind} '${name}': ${member} cannot be changed ${values}`;
      faults.add('immutable-member', within(place, `/${member}`), detail);
    }
  }
  faults.throwIfAny();
}

/** The operations of a plan; none when nothing is to be done. Throws `body-too-large`. */
export function stepsOf({ changes }: Plan): readonly Step[] {
  const steps = changes.flatMap((change) =>
    change.operation ? [{ change, operation: change.operation }] : [],
  );
  const { length } = steps;
  if (length > MAX_OPERATIONS) throw tooLarge(`${length} operations`, `${MAX_OPERATIONS}`);
  const bytes = Buffer.byteLength(JSON.stringify(bodyOf(steps)));
  if (bytes > MAX_BYTES) throw tooLarge(`${bytes} bytes`, `${MAX_BYTES}`);
  return steps;
}

function tooLarge(found: string, limit: string): OvnetError {
  return new OvnetError(
    'body-too-large',
    `the plan has ${found}; all or nothing takes at most ${limit}: split the files and apply them one by one`,
  );
}

function bodyOf(steps: readonly Step[]): { operations: Operation[] } {
  return { operations: steps.map(({ operation }) => operation) };
}

/** Throws what the server refuses, by object and place in the files. */
export async function submit(
  client: RestClient,
  steps: readonly Step[],
  options: WriteOptions,
): Promise<Written> {
  const params = { query: waiting(options) };
  try {
    return await answerOf(client.api.POST('/v1/batch', { params, body: bodyOf(steps) }));
  } catch (error) {
    throw error instanceof OvnetError ? located(error, steps) : error;
  }
}

const POINTER = /^\/operations\/(\d+)(?:\/body)?(.*)$/;

function located(error: OvnetError, steps: readonly Step[]): OvnetError {
  const errors = error.errors.map(({ pointer, detail }) => {
    const [, number, rest = ''] = POINTER.exec(pointer) ?? [];
    const change = number === undefined ? undefined : steps[Number(number)]?.change;
    if (!change) return { pointer, detail };
    const { kind, name, place } = change;
    const at = place ? showPlace(within(place, rest)) : `${kind} '${name}'`;
    return { pointer: at, detail, object: `${kind} '${name}'` };
  });
  const [first] = errors;
  const message = error.message.replace(/^\/operations\/\d+: /, '');
  const what = first && 'object' in first ? `${first.object}: ` : '';
  return new OvnetError(error.code, `${what}${message}; nothing was applied`, {
    errors: errors.map(({ pointer, detail }) => ({ pointer, detail })),
    cause: error,
  });
}
