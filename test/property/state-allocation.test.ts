/** The structures behind allocation answer as a plain search would. */
import fc from 'fast-check';
import t from 'tap';
import { containsCidr, nth, overlaps, parseCidr, type Cidr } from '../../model/cidr.js';
import { TakenSet } from '../../server/state/allocate/taken-set.js';
import { PrefixTrie } from '../../server/state/tables/prefix-trie.js';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

const number = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 1_000, max: 1_100 }),
  fc.integer({ min: 2 ** 40, max: 2 ** 40 + 70 }),
);

t.test('the next free number is the lowest that is not taken', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, fc.integer({ min: 1, max: 64 }), fc.boolean()), {
        maxLength: 60,
        size: 'max',
      }),
      number,
      (steps, from) => {
        const set = new TakenSet();
        const model = new Set<number>();
        for (const [start, count, add] of steps) {
          for (let n = start; n < start + count; n++) {
            if (add) set.add(n);
            else set.delete(n);
            if (add) model.add(n);
            else model.delete(n);
          }
        }
        let expected = from;
        while (model.has(expected)) expected += 1;
        return set.next(from) === expected && set.size === model.size;
      },
    ),
    { numRuns: 300 },
  );
  t.pass('held');
  t.end();
});

const block = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 32 }))
  .map(([last, prefix]): Cidr => {
    const size = 2 ** (32 - prefix);
    const value = Math.floor((0x0a000000 + last * 3) / size) * size;
    return { network: { family: 4, value }, prefix };
  });

t.test('the next free block is the first that overlaps nothing', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(block, fc.boolean()), { maxLength: 60, size: 'max' }),
      fc.constantFrom(24, 26, 28),
      fc.integer({ min: 0, max: 40 }),
      (steps, prefix, from) => {
        const pool = parseCidr('10.0.0.0/23');
        const trie = new PrefixTrie();
        const held: Cidr[] = [];
        for (const [cidr, add] of steps) {
          const at = held.findIndex((one) => containsCidr(one, cidr) && containsCidr(cidr, one));
          if (add) {
            trie.add(cidr);
            held.push(cidr);
          } else if (at >= 0) {
            trie.remove(cidr);
            held.splice(at, 1);
          }
        }
        let expected: number | undefined;
        for (let n = from; expected === undefined && n < 2 ** (prefix - 23); n++) {
          const network = nth(pool, n * 2 ** (32 - prefix))!;
          if (!held.some((one) => overlaps(one, { network, prefix }))) expected = n;
        }
        return trie.nextFree(pool, prefix, from) === expected;
      },
    ),
    { numRuns: 400 },
  );
  t.pass('held');
  t.end();
});

const step = fc.oneof(
  fc.record({ op: fc.constant('create' as const), at: fc.nat(), by: fc.nat({ max: 3 }) }),
  fc.record({ op: fc.constant('delete' as const), at: fc.nat(), by: fc.nat({ max: 3 }) }),
);

t.test('what was just given back is not what is allocated next, unless all else is taken', (t) => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
      const lab = StateFixture.start();
      lab.accept(networkOf('n', '10.9.0.0/28'));
      let freed: string | undefined;
      steps.forEach(({ op, at, by }, n) => {
        const held = [...lab.state.endpoints()];
        const { free } = lab.state.usage('sub-n');
        if (op === 'delete') {
          const gone = held[at % Math.max(1, held.length)];
          if (!gone) return;
          lab.accept({ kind: 'endpoint.delete', endpoint: gone.id });
          freed = gone.addresses[0];
        } else if (by === 0) {
          const addresses = [`10.9.0.${2 + (at % 13)}`];
          const { result } = lab.propose(endpoint('n', `e${n}`, { addresses }));
          if (result.ok) freed = undefined;
        } else if (free > 0) {
          const [given] = lab.make('endpoint', endpoint('n', `e${n}`)).addresses;
          if (given === freed && free > 1) throw new Error(`${given} again`);
          freed = undefined;
        }
      });
    }),
    { numRuns: 200 },
  );
  t.pass('held');
  t.end();
});
