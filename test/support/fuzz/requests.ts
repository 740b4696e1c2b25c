/** Requests for every route of the table: as they should be, nearly so, and not at all. */
import fc, { type Arbitrary } from 'fast-check';
import type { Route } from '../../../server/api/route.js';
import { DEEP, fitting, junk, junkText, nearly, type Schema } from './values.js';

export interface FuzzRequest {
  readonly method: string;
  /** Path and query as they go over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

const MEDIA_TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/merge-patch+json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/problem+json',
  'json',
  ';',
];

const printable = fc
  .string({ maxLength: 60 })
  .map((text) => text.replace(/[^\x20-\x7e]/g, '?').trim());

/** A header's value may not hold everything; whatever may not is for the raw suite. */
const HEADERS: Readonly<Record<string, Arbitrary<string>>> = {
  'if-match': fc.oneof(
    fc.constantFrom('*', '7', '"7"', 'W/"7"', '"7","8"', '99999999999999999999'),
    printable,
  ),
  'idempotency-key': fc.oneof(
    fc.constantFrom('k1', 'k2', 'x'.repeat(128), 'x'.repeat(129)),
    printable,
  ),
  'x-request-id': fc.oneof(fc.constantFrom('mine', 'x'.repeat(200)), printable),
  'last-event-id': fc.oneof(fc.constantFrom('R-1', '1-0', '99-99'), printable),
  accept: fc.constantFrom('*/*', 'text/html', 'application/xml', 'text/event-stream'),
  'content-encoding': fc.constantFrom('gzip', 'br', 'identity'),
  expect: fc.constant('100-continue'),
  range: fc.constantFrom('bytes=0-1', 'bytes=9-1'),
  'x-long': fc.constantFrom('y'.repeat(4_000)),
};

const headers: Arbitrary<Record<string, string>> = fc
  .record(HEADERS, { requiredKeys: [] })
  // Most requests have few of them.
  .chain((all) => fc.subarray(Object.entries(all), { maxLength: 2 }))
  .map((pairs) => {
    const given = pairs.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
    return Object.fromEntries(given);
  });

/** `valid`: as the schemas say; `near`: one thing is wrong; `garbage`: nothing is right but the path. */
export type Style = 'valid' | 'near' | 'garbage';

export function requestFor(route: Route, style: Style): Arbitrary<FuzzRequest> {
  return fc
    .record({
      method: style === 'garbage' ? fc.constantFrom(...METHODS) : fc.constant(route.method),
      path: pathOf(route, style),
      query: queryOf(route, style),
      headers: style === 'valid' ? fc.constant({}) : headers,
      type: style === 'garbage' ? fc.constantFrom(...MEDIA_TYPES) : fc.constant(JSON_TYPE),
      body: bodyOf(route, style),
    })
    .map(({ method, path, query, headers, type, body }) => ({
      method,
      target: query === '' ? path : `${path}?${query}`,
      headers: { ...headers, ...(body && { 'content-type': type }) },
      body,
    }));
}

/** Deeper than a stack. */
const DEEP_TEXT = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

const JSON_TYPE = 'application/json';

function pathOf({ path, params }: Route, style: Style): Arbitrary<string> {
  const schema = (params ?? { properties: {} }) as Schema;
  const values = fc.record(
    Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, one]) => [
        name,
        style === 'valid' ? fitting(one, name) : fc.oneof(fitting(one, name), junkText),
      ]),
    ),
  );
  const suffix =
    style === 'garbage'
      ? fc.constantFrom('', '/', '//', '/..', '/%', ';x', '%2f')
      : fc.constant('');
  return fc.tuple(values, suffix).map(([named, end]) => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(String(named[name])));
    return filled + end;
  });
}

function queryOf({ query }: Route, style: Style): Arbitrary<string> {
  const schema = (query ?? { type: 'object', properties: {} }) as Schema;
  const known = fitting(schema).map((value) => textOf(Object.entries(value as object)));
  if (style === 'valid') return known;
  const names = [...Object.keys(schema.properties ?? {}), '__proto__', 'nonsense'];
  const pair = fc.tuple(fc.constantFrom(...names), junkText);
  const spoilt = fc
    .tuple(fitting(schema), fc.array(pair, { minLength: 1, maxLength: 2 }))
    .map(([value, pairs]) => textOf([...Object.entries(value as object), ...pairs]));
  if (style === 'near') return fc.oneof(known, spoilt);
  return fc.oneof(
    spoilt,
    fc.constantFrom('%', '&&&', '=', 'a=%zz', `q=${'z'.repeat(9_000)}`, 'limit[]=1'),
  );
}

function textOf(pairs: readonly (readonly [string, unknown])[]): string {
  const flat = pairs.flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one) => [name, one] as const) : [[name, value] as const],
  );
  // Nobody waits for workers here: `wait` is answered when its time is over.
  const waits = flat.some(([name]) => name === 'wait');
  const rest = waits ? flat.filter(([name]) => name !== 'timeout') : flat;
  return [...rest, ...(waits ? [['timeout', '1ms'] as const] : [])]
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&');
}

/** As a browser would, but lone surrogates are sent too, as bytes that are no UTF-8. */
function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ed%a0%80';
  }
}

function bodyOf({ body }: Route, style: Style): Arbitrary<Buffer | undefined> {
  const json = (value: Arbitrary<unknown>): Arbitrary<Buffer> =>
    value.map((one) => Buffer.from(JSON.stringify(one).replaceAll(`"${DEEP}"`, DEEP_TEXT)));
  if (style === 'valid') return body ? json(fitting(body)) : fc.constant(undefined);
  if (style === 'near') return body ? json(nearly(body)) : fc.constant(undefined);
  return fc.oneof(
    fc.constant(undefined),
    json(junk),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      Buffer.from('{"a":1'),
      Buffer.from('{"a":1}{"b":2}'),
      Buffer.from('\ufeff{}'),
      Buffer.from('[['.repeat(50_000)),
      Buffer.from(`${'['.repeat(5_000)}${']'.repeat(5_000)}`),
      Buffer.from('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
      Buffer.from('{"name":1e999}'),
      Buffer.alloc(1_100_000, 0x20),
    ),
  );
}
