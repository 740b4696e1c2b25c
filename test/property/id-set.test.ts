/** A set of ids is a set, in order, also when ids come out of order and in numbers that need several chunks. */
import fc from 'fast-check';
import t from 'tap';
import { IdSet } from '../../server/state/tables/id-set.js';

const id = fc.integer({ min: 0, max: 4_000 }).map((n) => n.toString(36).padStart(4, '0'));
const change = fc.tuple(fc.boolean(), fc.array(id, { maxLength: 400, size: 'max' }));

t.test('as a plain set, sorted', (t) => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20, size: 'max' }), id, (changes, from) => {
      const ids = new IdSet();
      const model = new Set<string>();
      for (const [add, some] of changes) {
        for (const one of some) {
          if (add) ids.add(one);
          else ids.delete(one);
          if (add) model.add(one);
          else model.delete(one);
        }
      }
      const sorted = [...model].sort();
      if (ids.size !== sorted.length) throw new Error(`${ids.size} of ${sorted.length}`);
      if ([...ids].join() !== sorted.join()) throw new Error('out of order');
      if (ids.has(from) !== model.has(from)) throw new Error('membership');
      const paged: string[] = [];
      let at = '';
      for (let page = ids.after(at); page.length > 0; page = ids.after(at)) {
        paged.push(...page);
        at = page.at(-1) ?? '';
      }
      if (paged.join() !== sorted.join()) throw new Error('pages');
      const behind = ids.after(from)[0];
      return behind === sorted.find((one) => one > from);
    }),
    { numRuns: 100 },
  );
  t.pass('held');
  t.end();
});
