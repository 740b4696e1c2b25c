/** How the history lies in the state database: few values, old databases read on, new ones not opened by old releases. */
import t from 'tap';
import {
  emptyDisk,
  MemoryKeyValue,
  type MemoryDisk,
} from '../../server/storage/memory-key-value.js';
import { PackedKeyValue } from '../../server/storage/packed-key-value.js';
import { StateStore } from '../../server/storage/state-store.js';
import type { RowWrite } from '../../server/state/event.js';
import { eventKeys } from '../../server/state/tables/events.js';

const BLUE = { clusterId: 'blue' };
const NEVER = { onFatal: (error: unknown) => t.fail(`failed: ${String(error)}`) };

const event = (n: number, value: unknown = { n }): RowWrite => ({
  table: 'events',
  key: eventKeys(1)(n),
  value,
});
const events = (from: number, to: number): RowWrite[] =>
  Array.from({ length: to - from }, (_, i) => event(from + i));
const gone = (from: number, to: number): RowWrite[] =>
  events(from, to).map((row) => ({ ...row, value: undefined }));

const packed = async (disk: MemoryDisk): Promise<StateStore> =>
  StateStore.over(await PackedKeyValue.over(new MemoryKeyValue(disk)), BLUE, NEVER);
const plain = (disk: MemoryDisk): Promise<StateStore> =>
  StateStore.over(new MemoryKeyValue(disk), BLUE, NEVER);

async function written(store: StateStore, rows: readonly RowWrite[], appliedIndex: number) {
  store.write({ rows, appliedIndex });
  await store.sync();
}

t.test('events of a long batch are a few values', async (t) => {
  const disk = emptyDisk();
  const store = await packed(disk);
  await written(store, events(0, 1_000), 1);
  const values = [...disk.durable.keys()].filter((key) => key.startsWith('0c/'));
  t.ok(values.length <= 1_000 / 50, `${values.length} values`);
  await written(store, gone(0, 990), 2);
  t.ok(disk.durable.size <= 6, 'those of which all has gone are gone');
  const { rows } = (await packed(disk)).stored;
  t.same(rows, events(990, 1_000));
});

t.test('a database without packs is read and written on', async (t) => {
  const disk = emptyDisk();
  await written(await plain(disk), events(0, 100), 1);
  const store = await packed(disk);
  t.same(store.stored.rows, events(0, 100));
  await written(store, [...events(100, 300), ...gone(0, 150)], 2);
  const after = await packed(disk);
  t.equal(after.stored.appliedIndex, 2);
  t.same(after.stored.rows, events(150, 300));
});

t.test(
  'a release without packs refuses a database that may have some, and reads one without',
  async (t) => {
    const disk = emptyDisk();
    const store = await packed(disk);
    await written(store, [event(0)], 1);
    t.equal((await plain(disk)).stored.rows.length, 1);
    await written(store, events(1, 3), 2);
    await t.rejects(plain(disk), { code: 'not-supported' });
    t.equal((await packed(disk)).stored.rows.length, 3);
  },
);

t.test('an event that is written again is there once', async (t) => {
  const disk = emptyDisk();
  const store = await packed(disk);
  await written(store, events(0, 100), 1);
  await written(store, events(0, 120), 2);
  t.same((await packed(disk)).stored.rows, events(0, 120));
});

t.test('what is sent of it is the format that every release reads', async (t) => {
  const disk = emptyDisk();
  const store = await packed(disk);
  const configuration = {
    voters: [1],
    learners: [],
    votersOutgoing: [],
    learnersNext: [],
    autoLeave: false,
  };
  await written(store, events(0, 200), 1);
  store.write({ rows: gone(0, 30), appliedIndex: 2, term: 1, configuration });
  const { view } = await store.snapshot();
  const other = new MemoryKeyValue();
  for await (const page of view.pages('')) {
    await other.write(page.map(([key, value]) => ({ key, value })));
  }
  const received = await StateStore.over(other, BLUE, NEVER);
  t.same(received.stored.rows, events(30, 200));
});

t.test('a history out of its order stops the store', async (t) => {
  for (const row of [event(5), ...gone(70, 71)]) {
    const failures: unknown[] = [];
    const db = await PackedKeyValue.over(new MemoryKeyValue());
    const store = await StateStore.over(db, BLUE, { onFatal: (error) => failures.push(error) });
    await written(store, events(0, 60), 1);
    await written(store, events(60, 100), 2);
    store.write({ rows: [...gone(0, 40), row], appliedIndex: 3 });
    await t.rejects(store.sync(), { code: 'internal' });
    t.equal(failures.length, 1);
  }
});
