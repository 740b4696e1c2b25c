/** What is read in steps is what `JSON.parse` reads, refusals included. */
import fc from 'fast-check';
import t from 'tap';
import { parsingJson } from '../../server/state/json-steps.js';

function ran(text: string, path: readonly string[]): { steps: number; value: unknown } {
  const work = parsingJson(text, path);
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next();
    if (done === true) return { steps, value };
  }
}

function outcome(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Much of it is brackets, quotes and commas where they should not be. */
const odd = fc.string({
  unit: fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    '\\',
    ' ',
    ':',
    '1',
    'a',
    '"a":',
    '"operations":[',
  ),
  maxLength: 12,
});
const padding = 'x'.repeat(1000);
const items = fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 80, maxLength: 120 });
const bodies = fc.record({ before: fc.jsonValue(), list: items, behind: fc.jsonValue() });

t.test('a long list is read in steps, and to the same values', (t) => {
  fc.assert(
    fc.property(bodies, ({ before, list, behind }) => {
      const operations = list.map((item, n) => ({ n, item, padding }));
      const text = JSON.stringify({ before, operations, behind });
      const { steps, value } = ran(text, ['operations']);
      t.ok(steps > 3, `${steps} steps`);
      t.strictSame(value, JSON.parse(text));
      const nested = `{"command":${text},"after":1}`;
      t.strictSame(ran(nested, ['command', 'operations']).value, JSON.parse(nested));
    }),
    { numRuns: 20 },
  );
  t.end();
});

t.test('whatever else comes is answered, or refused, as JSON.parse does it', (t) => {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(items, odd, place, place, (list, put, share, length) => {
      const text = JSON.stringify({ operations: list.map((item) => ({ item, padding })) });
      const at = Math.floor(share * text.length);
      const cut = length < 0.5 ? 0 : Math.floor((length - 0.5) * 20);
      const broken = text.slice(0, at) + put + text.slice(at + cut);
      const stepped = outcome(() => ran(broken, ['operations']).value);
      t.strictSame(
        stepped,
        outcome(() => JSON.parse(broken)),
      );
    }),
    { numRuns: 60 },
  );
  const long = JSON.stringify(Array.from({ length: 100 }, () => padding));
  const odds = [
    long,
    `{"operations":${long},"operations":[]}`,
    `{"operations":[],"others":${long}}`,
    `{"operations":["ovnet:items"],"others":${long}}`,
    `{"__proto__":{"operations":[]},"others":${long}}`,
    `{"operations":${long.slice(0, -1)},]}`,
    `{"operations":${long.slice(0, -1)},   ]}`,
    `{"operations":${long.replaceAll('","', '",,"')}}`,
    `{"operations":${long}`,
    `{"operations":{${long.slice(1, -1)}}}`,
  ];
  for (const text of odds) {
    t.strictSame(
      outcome(() => ran(text, ['operations']).value),
      outcome(() => JSON.parse(text)),
      text.slice(0, 40),
    );
  }
  t.end();
});

t.test('what looks like the place of the items, written as it may be, is not taken for it', (t) => {
  const long = JSON.stringify(Array.from({ length: 120 }, (_, n) => ({ n, padding })));
  for (const mark of ['ovnet:items', 'ovnet\\u003aitems', '\\u006fvnet:items']) {
    for (const text of [
      `{"other":${long},"operations":["${mark}"]}`,
      `{"operations":["${mark}"],"other":${long}}`,
      `{"operations":${long.slice(0, -1)},"${mark}"]}`,
    ]) {
      t.same(ran(text, ['operations']).value, JSON.parse(text), `${text.slice(0, 40)} ${mark}`);
    }
  }
  t.end();
});
