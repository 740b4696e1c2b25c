/** A database that packs the history shows the same pairs as one that does not, whatever comes, goes, is closed or lost. */
import fc from 'fast-check';
import t from 'tap';
import type { KeyValue, KeyValueWrite } from '../../server/storage/key-value.js';
import { emptyDisk, MemoryKeyValue, powerCut } from '../../server/storage/memory-key-value.js';
import { PackedKeyValue } from '../../server/storage/packed-key-value.js';
import { eventKeys } from '../../server/state/tables/events.js';

const keyOf = (n: number): string => `0c/${eventKeys(7)(n)}`;

/** One call: so many events more, so many of the oldest gone, another row; then perhaps a new start, or a page from an event on. */
const calls = fc.array(
  fc.record({
    come: fc.nat(200),
    go: fc.nat(200),
    node: fc.string(),
    then: fc.constantFrom('go on', 'restart', 'lose the last call'),
    from: fc.nat(1_000),
  }),
  { maxLength: 12 },
);

async function all(db: KeyValue): Promise<(readonly [string, string])[]> {
  const pairs: (readonly [string, string])[] = [];
  for await (const pair of db.entries()) pairs.push(pair);
  return pairs;
}

async function from(db: KeyValue, key: string): Promise<(readonly [string, string])[]> {
  const pairs: (readonly [string, string])[] = [];
  for await (const page of db.snapshot().pages(key)) pairs.push(...page);
  return pairs;
}

t.test('whatever is written, the pairs are those of a database without packs', async (t) => {
  await fc.assert(
    fc.asyncProperty(calls, async (calls) => {
      let disk = emptyDisk();
      let plainDisk = emptyDisk();
      let [packed, plain] = [
        await PackedKeyValue.over(new MemoryKeyValue(disk)),
        new MemoryKeyValue(plainDisk),
      ];
      const first: KeyValueWrite[] = [{ key: '00/format', value: '1' }];
      for (const db of [packed, plain]) await db.write(first);
      let [oldest, next] = [0, 0];
      for (const { come, go, node, then, from: at } of calls) {
        const before = [oldest, next] as const;
        const writes: KeyValueWrite[] = [{ key: '03/a', value: JSON.stringify(node) }];
        const end = next + come;
        const floor = Math.min(oldest + go, end);
        // As a long batch has it: what comes and goes within it is only seen to go.
        for (; next < end; next++) {
          writes.push({ key: keyOf(next), value: next < floor ? undefined : `{"n":${next}}` });
        }
        for (; oldest < floor; oldest++) writes.push({ key: keyOf(oldest), value: undefined });
        for (const db of [packed, plain]) await db.write(writes);
        if (then === 'lose the last call') {
          [oldest, next] = before;
          disk = powerCut(disk, disk.volatile.length - 1);
          plainDisk = powerCut(plainDisk, plainDisk.volatile.length - 1);
        }
        if (then !== 'go on') {
          packed = await PackedKeyValue.over(new MemoryKeyValue(disk));
          plain = new MemoryKeyValue(plainDisk);
        }
        t.same(await all(packed), await all(plain));
        const key = keyOf(at);
        t.same(await from(packed, key), await from(plain, key));
        const view = packed.snapshot();
        t.equal(await view.get(key), await plain.snapshot().get(key));
        t.equal(await view.get('00/format'), '1');
      }
    }),
    { numRuns: 60 },
  );
});

t.test('what comes and goes in one call stays gone, however much of it', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(200), fc.nat(200), async (before, come) => {
      const [packed, plain] = [
        await PackedKeyValue.over(new MemoryKeyValue(emptyDisk())),
        new MemoryKeyValue(emptyDisk()),
      ];
      const end = before + come;
      const coming = (start: number, stop: number): KeyValueWrite[] =>
        Array.from({ length: stop - start }, (_, at) => ({ key: keyOf(start + at), value: '{}' }));
      const format: KeyValueWrite = { key: '00/format', value: '1' };
      for (const db of [packed, plain]) await db.write([format, ...coming(0, before)]);
      // An entry that changes more than is kept: its own first events go with it.
      const going = Array.from({ length: Math.max(0, end - 1) }, (_, at) => keyOf(at));
      const writes = [...coming(before, end), ...going.map((key) => ({ key, value: undefined }))];
      for (const db of [packed, plain]) await db.write(writes);
      t.same(await all(packed), await all(plain));
    }),
    { numRuns: 40 },
  );
});
