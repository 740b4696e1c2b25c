/** Checks requests against their schemas: strict bodies, converted queries, and failures that point at the place. */
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { Convert } from 'typebox/value';
import { OvnetError, type ErrorCode, type FieldError } from '../../model/errors.js';
import { isReservedKind, unknownMember } from '../../model/reserved.js';
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
    const later = reservedKinds(value, errors);
    const unknown = errors.filter(isUnknown);
    if (later.length > 0 || unknown.length > 0) throw unknownMembers(unknown, later);
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

type Unknown = FieldError & Pick<ReturnType<typeof unknownMember>, 'code'>;

/** What later versions bring is named first: the rest may be typing errors, that is none. */
function unknownMembers(faults: readonly SchemaFault[], later: readonly Unknown[]): OvnetError {
  const members = faults.map(({ instancePath: pointer }) => ({
    pointer,
    ...unknownMember(pointer),
  }));
  const all = [...later, ...members];
  const code = all.some((one) => one.code === 'not-supported') ? 'not-supported' : 'unknown-member';
  const first = all.filter((one) => one.code === code);
  const rest = all.filter((one) => one.code !== code);
  return failure(
    code,
    [...first, ...rest].map(({ pointer, detail }) => ({ pointer, detail })),
  );
}

/** Named in a refusal, as the validator names so many faults. */
const MAX_NAMED = 8;

/** Operations on what later versions bring, in lists at fault; the validator's own faults end early in a long list. */
function reservedKinds(value: unknown, faults: readonly SchemaFault[]): readonly Unknown[] {
  const lists = new Set(faults.map(({ instancePath }) => instancePath.split('/')[1] ?? ''));
  const all = [...lists].flatMap((name) => {
    const list = (value as Readonly<Record<string, unknown>> | null)?.[name];
    return Array.isArray(list)
      ? list.map((one: unknown, n) => [one, `/${name}/${n}`] as const)
      : [];
  });
  const reserved = all.flatMap(([operation, place]): Unknown[] => {
    const { op, kind } = (operation ?? {}) as { readonly op?: unknown; readonly kind?: unknown };
    if (!isReservedKind(kind)) return [];
    const what = typeof op === 'string' ? `${op} of a ${kind}` : `'${kind}'`;
    const detail = `${what} is not supported by this version`;
    return [{ pointer: `${place}/kind`, code: 'not-supported', detail }];
  });
  return reserved.slice(0, MAX_NAMED);
}

function failure(code: ErrorCode, errors: readonly FieldError[]): OvnetError {
  const [first] = errors;
  const place = first && first.pointer !== '' ? `${first.pointer}: ` : '';
  return new OvnetError(code, `${place}${first?.detail ?? 'does not fit the schema'}`, { errors });
}
