/** What a JSON Schema expects of a value that does not fit it: the values that are allowed, or the limits of its size. */

/** As validators tell a fault: JSON pointers into schema (with `#`) and value. */
export interface SchemaFault {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

export interface Misfit {
  readonly pointer: string;
  /** What is expected there. */
  readonly detail: string;
}

/** One for each place, unknown members left out: what an alternative lacks further in is told in place of the choice. */
export function misfitsOf(schema: unknown, faults: readonly SchemaFault[]): Misfit[] {
  const misfits = new Map<string, Misfit>();
  for (const fault of faults) {
    if (fault.keyword === 'additionalProperties' || fault.keyword === 'boolean') continue;
    if (isToldDeeper(fault, faults)) continue;
    const pointer = fault.instancePath;
    misfits.set(pointer, { pointer, detail: detailOf(schema, fault) });
  }
  return [...misfits.values()];
}

/** Of a choice and each of its alternatives; everything else has no such ending. */
const ALTERNATIVE = /\/anyOf\/\d+$/;

const choiceOf = ({ schemaPath }: SchemaFault): string => schemaPath.replace(ALTERNATIVE, '');

function isToldDeeper(fault: SchemaFault, faults: readonly SchemaFault[]): boolean {
  if (fault.keyword !== 'anyOf' && !ALTERNATIVE.test(fault.schemaPath)) return false;
  const within = `${choiceOf(fault)}/anyOf/`;
  const below = `${fault.instancePath}/`;
  return faults.some(
    ({ schemaPath, instancePath }) =>
      schemaPath.startsWith(within) && instancePath.startsWith(below),
  );
}

function detailOf(schema: unknown, fault: SchemaFault): string {
  if (fault.keyword === 'required' && 'requiredProperties' in fault.params) {
    return `lacks ${(fault.params.requiredProperties as string[]).join(', ')}`;
  }
  const place = find(schema, choiceOf(fault).split('/').slice(1));
  const wanted = place && expectation(place);
  return wanted === undefined ? fault.message : `expected ${wanted}`;
}

function find(schema: unknown, names: readonly string[]): Schema | undefined {
  let place = schema;
  for (const name of names) {
    if (typeof place !== 'object' || place === null) return undefined;
    place = (place as Readonly<Record<string, unknown>>)[name];
  }
  return typeof place === 'object' && place !== null ? place : undefined;
}

interface Schema {
  readonly type?: unknown;
  readonly anyOf?: readonly Schema[];
  /** Of a choice of values. */
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Undefined when the schema says nothing that this knows. */
function expectation(schema: Schema): string | undefined {
  const { anyOf } = schema;
  if (anyOf === undefined) return one(schema);
  const all = anyOf.map(one).filter((text) => text !== undefined);
  if (anyOf.every(({ const: value }) => value !== undefined)) return `one of ${all.join(', ')}`;
  return all.join(' or ');
}

function one(schema: Schema): string | undefined {
  if (schema.const !== undefined) return String(schema.const);
  const { type, enum: values } = schema;
  if (values) return `one of ${values.join(', ')}`;
  return typeof type === 'string' && type in PHRASES
    ? PHRASES[type as keyof typeof PHRASES](schema)
    : undefined;
}

const PHRASES = {
  null: () => 'null',
  boolean: () => 'true or false',
  integer: ({ minimum, maximum }: Schema) => `an integer${between(minimum, maximum)}`,
  number: ({ minimum, maximum }: Schema) => `a number${between(minimum, maximum)}`,
  string: (schema: Schema) => `text${length(schema)}${form(schema)}`,
  array: ({ minItems, maxItems }: Schema) => `a list${size(minItems, maxItems, 'items')}`,
  object: () => 'an object',
};

const length = ({ minLength, maxLength }: Schema): string =>
  size(minLength, maxLength, 'characters');

function form({ pattern, description }: Schema): string {
  if (pattern === undefined) return '';
  return ` that matches ${pattern}${description === undefined ? '' : ` (${description})`}`;
}

function between(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? '' : ` up to ${most}`;
  return most === undefined ? ` of at least ${least}` : ` from ${least} to ${most}`;
}

function size(least: number | undefined, most: number | undefined, what: string): string {
  if (least === undefined) return most === undefined ? '' : ` of at most ${most} ${what}`;
  return most === undefined ? ` of at least ${least} ${what}` : ` of ${least} to ${most} ${what}`;
}
