/** Hashes in order answer as a map does, whatever comes and goes in whatever order. */
import fc from 'fast-check';
import t from 'tap';
import { HashQueue } from '../../server/state/hash-queue.js';

const keyOf = (n: number): string => n.toString().padStart(6, '0');

type Step =
  | { readonly kind: 'append' | 'drop'; readonly count: number }
  | { readonly kind: 'set' | 'delete'; readonly n: number; readonly hash: number };

/** Mostly as a history does it; now and then one out of its order, behind the end, in the middle or gone already. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('append', 'drop'), count: fc.nat(3_000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom('set', 'delete'),
        n: fc.nat(12_000),
        hash: fc.integer(),
      }),
    },
  ),
  { minLength: 1, maxLength: 24 },
) as fc.Arbitrary<Step[]>;

class Pair {
  readonly queue = new HashQueue();
  readonly map = new Map<string, number>();
  #end = 1;
  #oldest = 1;

  carryOut(step: Step): void {
    if ('n' in step) {
      if (step.kind === 'set') this.#set(step.n, step.hash);
      else this.#delete(step.n);
    } else if (step.kind === 'append') {
      for (let i = 0; i < step.count; i++) this.#set(this.#end++, i);
    } else {
      this.#drop(step.count);
    }
  }

  #drop(count: number): void {
    for (let i = 0; i < count && this.#oldest < this.#end; i++) this.#delete(this.#oldest++);
  }

  #set(n: number, hash: number): void {
    this.queue.set(keyOf(n), hash);
    this.map.set(keyOf(n), hash);
  }

  #delete(n: number): void {
    this.queue.delete(keyOf(n));
    this.map.delete(keyOf(n));
  }
}

t.test('a queue of hashes holds what a map would hold', (t) => {
  fc.assert(
    fc.property(steps, (all) => {
      const pair = new Pair();
      for (const step of all) pair.carryOut(step);
      for (let n = 0; n <= 40_000; n += n < 12_000 ? 1 : 97) {
        const [found, expected] = [pair.queue.get(keyOf(n)), pair.map.get(keyOf(n))];
        if (found !== expected) throw new Error(`${n}: ${found}, not ${expected}`);
      }
    }),
    { numRuns: 60 },
  );
  t.end();
});

t.test('what was cut off, and comes again, is found', (t) => {
  const pair = new Pair();
  pair.carryOut({ kind: 'append', count: 10_000 });
  pair.carryOut({ kind: 'drop', count: 9_000 });
  pair.carryOut({ kind: 'set', n: 5, hash: -7 });
  pair.carryOut({ kind: 'set', n: 9_500, hash: 3 });
  t.equal(pair.queue.get(keyOf(5)), -7);
  t.equal(pair.queue.get(keyOf(6)), undefined);
  t.equal(pair.queue.get(keyOf(9_500)), 3);
  pair.carryOut({ kind: 'delete', n: 5, hash: 0 });
  t.equal(pair.queue.get(keyOf(5)), undefined);
  t.end();
});
