/** Checks requests against their schemas: strict bodies, converted queries, and failures that point at the place. */
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { Convert } from 'typebox/value';
import { OvnetError, type ErrorCode, type FieldError } from '../../model/errors.js';
import { unknownMember } from '../../model/reserved.js';
import { misfitsOf, type SchemaFault } from '../../model/schema-fault.js';

/** Answers the checked value, typed by the caller. Throws `OvnetError`. */
export type Check = (value: unknown) => unknown;

/** No conversion: `"7"` is no number. Throws `unknown-member`, `not-supported`, `list-too-long` or `invalid-body`. */
export function bodyCheck(schema: TSchema): Check {
  const compiled = atFirstUse(schema);
  return (value) => {
    const validator = compiled();
    if (validator.Check(value)) return value;
    const errors = [...validator.Errors(value)];
    const unknown = errors.filter(isUnknown);
    if (unknown.length > 0) throw unknownMembers(unknown);
    const code = errors.some(isTooLong) ? 'list-too-long' : 'invalid-body';
    throw failure(code, misfitsOf(schema, errors));
  };
}

/** Numbers and booleans are read from text, a lone value as a list of one. Throws `invalid-query`. */
export function queryCheck(schema: TSchema): Check {
  const compiled = atFirstUse(schema);
  return (value) => {
    const validator = compiled();
    const query = Convert(schema, { ...(value as object) });
    if (validator.Check(query)) return query;
    const errors = [...validator.Errors(query)];
    const detail = 'this parameter is not known';
    const unknown = errors
      .filter(isUnknown)
      .map(({ instancePath: pointer }) => ({ pointer, detail }));
    throw failure('invalid-query', [...unknown, ...misfitsOf(schema, errors)]);
  };
}

/** Of the schemas of all routes, once for each entrance, most are never asked for: a start does not wait for their code. */
function atFirstUse(schema: TSchema): () => ReturnType<typeof Compile> {
  let validator: ReturnType<typeof Compile> | undefined;
  return () => (validator ??= Compile(schema));
}

/** Runs a parser of the model; what it throws gets the place it was about. */
export function at<T>(pointer: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof OvnetError) || error.errors.length > 0) throw error;
    throw new OvnetError(error.code, error.message, {
      errors: [{ pointer, detail: error.message }],
    });
  }
}

/** One that a JSON pointer may contain. */
export function escapePointer(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}

const isTooLong = ({ keyword }: SchemaFault): boolean => keyword === 'maxItems';

const isUnknown = ({ keyword }: SchemaFault): boolean => keyword === 'boolean';

/** What later versions bring is named first: the rest may be typing errors, that is none. */
function unknownMembers(faults: readonly SchemaFault[]): OvnetError {
  const all = faults.map(({ instancePath: pointer }) => ({ pointer, ...unknownMember(pointer) }));
  const code = all.some((one) => one.code === 'not-supported') ? 'not-supported' : 'unknown-member';
  const first = all.filter((one) => one.code === code);
  const rest = all.filter((one) => one.code !== code);
  return failure(
    code,
    [...first, ...rest].map(({ pointer, detail }) => ({ pointer, detail })),
  );
}

function failure(code: ErrorCode, errors: readonly FieldError[]): OvnetError {
  const [first] = errors;
  const place = first && first.pointer !== '' ? `${first.pointer}: ` : '';
  return new OvnetError(code, `${place}${first?.detail ?? 'does not fit the schema'}`, { errors });
}
