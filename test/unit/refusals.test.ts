/** Refusals of values, for every member of every request: what is allowed, or the limit, is read from the schema. */
import t from 'tap';
import type { TSchema } from 'typebox';
import { OvnetError } from '../../model/errors.js';
import { ROUTES } from '../../server/api/routes/table.js';
import { NoQuery } from '../../server/api/schemas/queries.js';
import { bodyCheck, queryCheck, type Check } from '../../server/api/validation.js';

interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly [limit: string]: unknown;
}

/** A place within a request; `around` makes the request that has a value there and little else. */
interface Place {
  readonly schema: Schema;
  readonly pointer: string;
  readonly around: (value: unknown) => unknown;
}

function* placesIn(place: Place): Generator<Place, void> {
  yield place;
  const { schema, pointer, around } = place;
  const below = (name: string | number, inner: Schema, wrap: (value: unknown) => unknown) =>
    placesIn({ schema: inner, pointer: `${pointer}/${name}`, around: (v) => around(wrap(v)) });
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    yield* below(name, inner, (value) => ({ [name]: value }));
  }
  for (const inner of Object.values(schema.patternProperties ?? {})) {
    yield* below('any', inner, (value) => ({ any: value }));
  }
  if (schema.items) yield* below(0, schema.items, (value) => [value]);
  for (const inner of schema.anyOf ?? []) yield* placesIn({ schema: inner, pointer, around });
}

/** Something that fits. */
function fitting(schema: Schema): unknown {
  const { anyOf, type, required = [], properties = {} } = schema;
  if (schema.const !== undefined) return schema.const;
  if (anyOf) return fitting(anyOf[0]!);
  if (type === 'object') {
    return Object.fromEntries(required.map((name) => [name, fitting(properties[name]!)]));
  }
  return type === 'array' ? [] : type === 'string' ? 'x' : (schema['minimum'] ?? 0);
}

interface Bad {
  readonly value: unknown;
  readonly named: readonly unknown[];
}

/** Values that the schema refuses by itself, and what the refusal is to name. */
function badFor(schema: Schema): Bad[] {
  return [...ofChoice(schema), ...outOfRange(schema), ...ofSize(schema)];
}

function* ofChoice({ anyOf = [], type, const: only }: Schema): Generator<Bad, void> {
  const allowed = anyOf.map((one) => one.const).filter((one) => one !== undefined);
  if (allowed.length > 0) yield { value: 'no-such-value', named: allowed };
  if (only !== undefined) yield { value: 'no-such-value', named: [only] };
  if (type === 'boolean') yield { value: 'maybe', named: [true, false] };
}

const limitOf = (schema: Schema, name: string) => schema[name] as number | undefined;

function* outOfRange(schema: Schema): Generator<Bad, void> {
  const [least, most] = [limitOf(schema, 'minimum'), limitOf(schema, 'maximum')];
  const named = [least, most].filter((one) => one !== undefined);
  if (least !== undefined) yield { value: least - 1, named };
  if (most !== undefined) yield { value: most + 1, named };
}

function* ofSize(schema: Schema): Generator<Bad, void> {
  const { pattern, items = {} } = schema;
  const [short, long] = [limitOf(schema, 'minLength'), limitOf(schema, 'maxLength')];
  const [few, many] = [limitOf(schema, 'minItems'), limitOf(schema, 'maxItems')];
  if (short !== undefined) yield { value: '', named: [short] };
  if (long !== undefined) yield { value: 'x'.repeat(long + 1), named: [long] };
  if (pattern !== undefined) yield { value: '\0 \0', named: [pattern] };
  if (few !== undefined) yield { value: [], named: [few] };
  if (many !== undefined) {
    yield { value: new Array<unknown>(many + 1).fill(fitting(items)), named: [many] };
  }
}

function refusalOf(check: Check, value: unknown): OvnetError | undefined {
  try {
    check(value);
    return undefined;
  } catch (error) {
    if (error instanceof OvnetError) return error;
    throw error;
  }
}

t.test('every refusal of a value names what is allowed, or the limit', (t) => {
  const told = new Set<string>();
  const judge = (name: string, schema: TSchema, check: Check): void => {
    const all = placesIn({ schema: schema as Schema, pointer: '', around: (value) => value });
    for (const { schema: inner, pointer, around } of all) {
      for (const { value, named } of badFor(inner)) {
        const title = `${name} ${pointer} = ${JSON.stringify(value).slice(0, 40)}`;
        const detail = refusalOf(check, around(value))?.errors.find(
          (one) => one.pointer === pointer,
        )?.detail;
        const missing = named.filter((one) => !detail?.includes(String(one)));
        if (missing.length > 0) t.fail(title, { detail, missing });
        told.add(title);
      }
    }
  };
  for (const { method, path, params, query = NoQuery, body, unsupported } of ROUTES) {
    if (unsupported === true) continue;
    const name = `${method} ${path}`;
    if (params) judge(name, params, queryCheck(params));
    judge(`${name}?`, query, queryCheck(query));
    if (body) judge(`${name} body`, body, bodyCheck(body));
  }
  t.ok(told.size > 100, `${told.size} refusals`);
  t.end();
});

t.test('every refused place is told once, also an unknown parameter', (t) => {
  for (const { method, path, query = NoQuery, unsupported } of ROUTES) {
    if (unsupported === true) continue;
    const errors = refusalOf(queryCheck(query), { colour: 'red' })?.errors ?? [];
    const known = errors.filter(({ detail }) => !detail.startsWith('lacks'));
    t.same(known, [{ pointer: '/colour', detail: 'this parameter is not known' }], method + path);
  }
  t.end();
});
