/** Values for requests: from a schema, nearly from it, and from nowhere. */
import fc, { type Arbitrary } from 'fast-check';

export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** Texts that mean something to a manager, by the member they stand in; few, so that they collide and refer. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  name: ['a', 'b', 'c', 'web-1', 'x'.repeat(63)],
  network: ['a', 'b', 'c', 'net-none'],
  node: ['w1', 'w2', 'worker/w1', 'm1', 'manager/m1', 'node-none'],
  endpoint: ['a.a', 'b.a', 'a.b', 'ep-none'],
  subnet: ['10.9.0.0/24', '10.9.1.0/28', 'fd00:9::/64', 'sub-none'],
  token: ['tok-none'],
  key: ['a', 'b', 'key-none'],
  cidr: [
    '10.9.0.0/24',
    '10.9.1.0/28',
    '10.9.0.128/25',
    'fd00:9::/64',
    '10.0.0.0/8',
    '192.0.2.0/31',
  ],
  gateway: ['10.9.0.1', '10.9.0.254', 'fd00:9::1'],
  range: ['10.9.0.128/25', '10.9.1.8/29'],
  reserved: ['10.9.0.7', '10.9.0.8', '10.9.1.3'],
  addresses: ['10.9.0.7', '10.9.0.9/24', '10.9.1.3', 'fd00:9::7'],
  mac: ['02:42:0a:09:00:07', '02:42:0a:09:00:08', '01:00:5e:00:00:01'],
  aliases: ['db', 'cache', 'web-1'],
  labels: ['x', ''],
  netns: ['ns1', '/run/netns/ns1', '/proc/1/ns/net'],
  vtep: ['192.0.2.1', '2001:db8::1'],
  address: ['192.0.2.9', 'host.example'],
  to: ['m1', 'w1'],
  timeout: ['1ms', '2ms'],
  label: ['k=v', 'k', '=', 'k='],
  ref: ['r1', 'r2'],
  id: ['a', 'b', 'a.a', '$r1', 'net-none'],
};

const HOSTILE = [
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\u202egnp.exe',
  'ｆｕｌｌ',
  '🕸️',
  '\ud800',
  'A',
  '-a',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'null',
  '0',
  '-1',
  '1e400',
  "' or 1=1 --",
  '$r9',
  '{{7*7}}',
  'x'.repeat(300),
  '10.0.0.0/33',
  '256.1.1.1',
  '0.0.0.0/0',
  '::/0',
  'fe80::1%eth0',
  '10.9.0.0/024',
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  'node-',
  'net-',
];

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  68,
  1280,
  1500,
  4096,
  65_535,
  65_536,
  2 ** 24 - 1,
  2 ** 24,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  1e308,
  0.5,
  1_048_576,
];

/** Stands for a value too deep to be written by `JSON.stringify`, whose place the sender fills. */
export const DEEP = '@deep@';

const MEMBERS = ['__proto__', 'constructor', 'prototype', 'toJSON', 'extra', 'name', 'labels', ''];

export const junkText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 40, unit: 'binary' }),
);

/** `{"__proto__": …}` as `JSON.parse` makes it: a member, not the prototype. */
function entriesOf(pairs: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [name, value] of pairs) {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

function nested(depth: number, asObject: boolean): unknown {
  let value: unknown = 1;
  for (let n = 0; n < depth; n++) value = asObject ? { a: value } : [value];
  return value;
}

export const junk: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(DEEP),
    fc.constantFrom(null, true, false),
    fc.constantFrom(...NUMBERS),
    junkText,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...MEMBERS), tie('value')), { maxLength: 3 }).map(entriesOf),
    fc.tuple(fc.constantFrom(10, 40, 2_000), fc.boolean()).map(([n, o]) => nested(n, o)),
    fc.constantFrom(1, 65, 1_100).map((n) => Array.from({ length: n }, () => 'a')),
  ),
})).value;

/** A value that fits, as far as the schema tells. */
export function fitting(schema: Schema, name = ''): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fitting(one, name)));
  const make = BY_TYPE.get(schema.type ?? '');
  return make ? make(schema, name) : fc.constantFrom('a', 1, null);
}

type Make = (schema: Schema, name: string) => Arbitrary<unknown>;

const integers: Make = ({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }) =>
  fc.constantFrom(...[1, 24, 28, 100, 1400, 1_048_576, minimum].filter((n) => n <= maximum));

const BY_TYPE = new Map<string, Make>([
  ['string', (_schema, name) => fc.constantFrom(...(MEANT[name] ?? ['a', 'b']))],
  ['integer', integers],
  ['number', integers],
  ['boolean', () => fc.boolean()],
  ['null', () => fc.constant(null)],
  [
    'array',
    ({ items = {}, minItems = 0 }, name) =>
      fc.array(fitting(items, name), { minLength: minItems, maxLength: 3 }),
  ],
  ['object', (schema, name) => object(schema, name)],
]);

function object(
  { properties, patternProperties, required = [] }: Schema,
  name: string,
): Arbitrary<unknown> {
  if (!properties) {
    const [values = {}] = Object.values(patternProperties ?? {});
    const pair = fc.tuple(fc.constantFrom('k', 'l', 'app/tier'), fitting(values, name));
    return fc.array(pair, { maxLength: 2 }).map(entriesOf);
  }
  const members = Object.fromEntries(
    Object.entries(properties).map(([member, schema]) => [member, fitting(schema, member)]),
  );
  return fc.record(members, { requiredKeys: [...required] });
}

/** A fitting value with one place of it spoilt. */
export function nearly(schema: Schema): Arbitrary<unknown> {
  const spoilt = fc.tuple(fitting(schema), fc.nat(), junk, fc.constantFrom(...MEMBERS));
  return spoilt.map(([value, at, instead, member]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return instead;
    const pairs = Object.entries(value);
    const chosen = at % (pairs.length + 2);
    if (chosen === pairs.length) return entriesOf([...pairs, [member, instead]]);
    if (chosen === pairs.length + 1) return entriesOf(pairs.slice(1));
    return entriesOf(pairs.map(([name, one], n) => [name, n === chosen ? instead : one]));
  });
}
