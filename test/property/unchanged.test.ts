/** What a merge patch leaves as it is, however it is written: also lists of thousands in another order. */
import fc from 'fast-check';
import t from 'tap';
import { isUnchanged } from '../../server/api/unchanged.js';

/** Each as it is shown, and other ways to write it. */
const TEXTS = [
  ['10.0.0.7/24', '10.0.0.7'],
  ['10.0.0.7/25', '10.0.0.7'],
  ['fd00::7/64', 'fd00:0::7', 'FD00::0007/64'],
  ['02:42:0a:00:00:07', '02-42-0A-00-00-07'],
  ['dead-beef'],
  ['x"y'],
  [''],
] as const;

const anyText = fc
  .constantFrom(...TEXTS)
  .chain((ways) =>
    fc.record({ shown: fc.constant(ways[0] as string), given: fc.constantFrom<string>(...ways) }),
  );

/** An item, and how it is given back. */
const anyItem = fc.oneof(
  anyText,
  fc
    .record({ a: anyText, list: fc.array(anyText, { maxLength: 3 }), n: fc.nat(2) })
    .map((item) => ({
      shown: { a: item.a.shown, list: item.list.map((one) => one.shown), n: item.n },
      given: { n: item.n, list: item.list.map((one) => one.given).reverse(), a: item.a.given },
    })),
  fc.constantFrom(null, true, 1, 2).map((one) => ({ shown: one, given: one })),
);

t.test('a list of the same, in any order and any writing, changes nothing', (t) => {
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 8 }), fc.nat(), (items, by) => {
      const shown = items.map((one) => one.shown);
      const given = items.map((one) => one.given);
      const turned = [...given.slice(by % 8), ...given.slice(0, by % 8)];
      return isUnchanged(shown, turned) && isUnchanged({ all: shown }, { all: turned });
    }),
  );
  t.end();
});

t.test('one more, one less and another one are changes', (t) => {
  fc.assert(
    fc.property(fc.array(anyItem, { minLength: 1, maxLength: 8 }), fc.nat(7), (items, at) => {
      const shown = items.map((one) => one.shown);
      const given: unknown[] = items.map((one) => one.given);
      const other = given.with(at % given.length, 'other');
      const kept = given.toSpliced(at % given.length, 1);
      return [other, kept, [...given, 'other']].every((list) => !isUnchanged(shown, list));
    }),
  );
  t.notOk(isUnchanged(['10.0.0.7/24'], ['10.0.0.7/25']));
  t.notOk(isUnchanged([['a', 'b']], [['a', 'c']]));
  t.end();
});

t.test('thousands of subnets in another order cost a look at each', (t) => {
  let looks = 0;
  const shown = Array.from({ length: 2000 }, (_, at) => ({
    get cidr(): string {
      looks += 1;
      return `10.${at >> 8}.${at & 255}.0/24`;
    },
    id: `sub-${at}`,
  }));
  const given = shown.map((_, at) => ({ id: `sub-${at}`, cidr: `10.${at >> 8}.${at & 255}.0/24` }));
  t.ok(isUnchanged(shown, given.toReversed()));
  t.ok(looks <= 8 * shown.length, `${looks} looks`);
  t.end();
});
