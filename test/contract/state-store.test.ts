/** What the state store promises, on LevelDB and on the database in memory. */
import t, { type Test } from 'tap';
import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_SPACES } from '../../server/storage/key-space.js';
import type { KeyValue } from '../../server/storage/key-value.js';
import { LevelKeyValue } from '../../server/storage/level-key-value.js';
import { emptyDisk, MemoryKeyValue, powerCut } from '../../server/storage/memory-key-value.js';
import { PackedKeyValue } from '../../server/storage/packed-key-value.js';
import { StateStore } from '../../server/storage/state-store.js';
import type { RowWrite } from '../../server/state/event.js';
import { State } from '../../server/state/state.js';
import { Table } from '../../server/state/tables/table.js';

const BLUE = { clusterId: 'blue' };
const NEVER = { onFatal: (error: unknown) => t.fail(`failed: ${String(error)}`) };
const CONFIGURATION = {
  voters: [1, 2 ** 53 - 1],
  learners: [3],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

const row = (table: string, key: string, value: unknown): RowWrite => ({ table, key, value });

/** Runs the suite; `reopen` opens the same database again after the one before was closed. */
function contract(name: string, fresh: (t: Test) => () => Promise<KeyValue>): void {
  t.test(`${name}: a new store is empty, also after a restart`, async (t) => {
    const reopen = fresh(t);
    for (const again of [false, true]) {
      const store = await StateStore.over(await reopen(), BLUE, NEVER);
      t.same(
        store.stored,
        { rows: [], appliedIndex: 0, configuration: undefined },
        `again ${again}`,
      );
      await store.close();
    }
  });

  t.test(
    `${name}: rows, index and configuration come back grouped by table and ordered by key`,
    async (t) => {
      const reopen = fresh(t);
      const store = await StateStore.over(await reopen(), BLUE, NEVER);
      store.write({
        rows: [
          row('endpoints', 'ep-b', { text: 'Grüße / \u0000' }),
          row('nodes', 'node-a', { n: 2 ** 53 - 1 }),
          row('endpoints', 'ep-a', [1, null]),
          row('tokens', 'tok-a', 1),
        ],
        appliedIndex: 5,
        configuration: CONFIGURATION,
      });
      store.write({
        rows: [
          row('tokens', 'tok-a', undefined),
          row('nodes', 'node-a', 'x'),
          row('nodes', 'node-a', 'y'),
        ],
        appliedIndex: 9,
      });
      t.equal(store.appliedIndex, 9, 'counts what is queued');
      await store.close();
      const again = await StateStore.over(await reopen(), BLUE, NEVER);
      t.same(again.stored, {
        rows: [
          row('nodes', 'node-a', 'y'),
          row('endpoints', 'ep-a', [1, null]),
          row('endpoints', 'ep-b', { text: 'Grüße / \u0000' }),
        ],
        appliedIndex: 9,
        configuration: CONFIGURATION,
      });
      await again.close();
    },
  );

  t.test(`${name}: many queued batches keep their order and arrive whole`, async (t) => {
    const reopen = fresh(t);
    const store = await StateStore.over(await reopen(), BLUE, NEVER);
    for (let index = 1; index <= 5000; index += 1) {
      const rows = [row('cursors', 'vni', index), row('sessions', `s${index % 700}`, index)];
      store.write({ rows, appliedIndex: index });
    }
    t.ok(store.pending > 1000, 'nothing waits for the disk');
    t.equal(await store.sync(), 5000);
    t.equal(store.durableIndex, 5000);
    await store.close();
    const again = await StateStore.over(await reopen(), BLUE, NEVER);
    const { rows, appliedIndex } = again.stored;
    t.equal(appliedIndex, 5000);
    t.equal(rows.length, 701);
    t.same(rows[0], row('cursors', 'vni', 5000));
    t.same(
      rows.find(({ key }) => key === 's1'),
      row('sessions', 's1', 4901),
    );
    await again.close();
  });

  t.test(
    `${name}: another cluster, an unknown table and a falling index are refused`,
    async (t) => {
      const reopen = fresh(t);
      const store = await StateStore.over(await reopen(), BLUE, NEVER);
      store.write({ rows: [row('nodes', 'a', 1)], appliedIndex: 3 });
      t.throws(() => store.write({ rows: [row('nowhere', 'a', 1)], appliedIndex: 4 }));
      t.throws(() => store.write({ rows: [], appliedIndex: 2 }), { code: 'internal' });
      await store.close();
      t.throws(() => store.write({ rows: [], appliedIndex: 4 }), { code: 'internal' });
      const red = StateStore.over(await reopen(), { clusterId: 'red' }, NEVER);
      await t.rejects(red, { code: 'already-initialized' });
      const again = await StateStore.over(await reopen(), BLUE, NEVER);
      t.equal(again.stored.appliedIndex, 3);
      await again.close();
    },
  );

  t.test(
    `${name}: rows changed behind the store's back are noticed, a newer format is refused`,
    async (t) => {
      for (const [writes, code] of [
        [[{ key: '05/x', value: '1' }], 'state-corrupt'],
        [[{ key: '03/a', value: '2' }], 'state-corrupt'],
        [[{ key: '03/a', value: undefined }], 'state-corrupt'],
        [[{ key: '03/a', value: '{' }], 'state-corrupt'],
        [[{ key: 'ff/a', value: '1' }], 'state-corrupt'],
        [[{ key: '00/applied', value: undefined }], 'state-corrupt'],
        [[{ key: '00/format', value: '9' }], 'not-supported'],
      ] as const) {
        const reopen = fresh(t);
        const store = await StateStore.over(await reopen(), BLUE, NEVER);
        store.write({ rows: [row('nodes', 'a', 1)], appliedIndex: 3 });
        await store.close();
        const db = await reopen();
        await db.write(writes);
        await db.flush();
        await db.close();
        await t.rejects(
          StateStore.over(await reopen(), BLUE, NEVER),
          { code },
          JSON.stringify(writes),
        );
      }
    },
  );
}

contract('LevelDB', (t) => {
  const directory = t.testdir();
  return () => LevelKeyValue.open(join(directory, 'state'));
});
contract('LevelDB with packs', (t) => {
  const directory = t.testdir();
  return () => PackedKeyValue.open(join(directory, 'state'));
});
contract('memory', () => {
  const disk = emptyDisk();
  return () => Promise.resolve(new MemoryKeyValue(disk));
});

t.test('every table of the state has a key space of its own', (t) => {
  const tables = Object.values(new State().tables).filter((each) => each instanceof Table);
  t.ok(tables.length > 8);
  for (const { name } of tables) t.ok(Object.hasOwn(KEY_SPACES, name), name);
  const numbers = Object.values(KEY_SPACES);
  t.equal(new Set(numbers).size, numbers.length);
  t.end();
});

t.test('a power cut keeps a prefix of what was written, and all that was synced', async (t) => {
  for (let kept = 0; kept <= 3; kept += 1) {
    const disk = emptyDisk();
    const store = await StateStore.over(new MemoryKeyValue(disk), BLUE, NEVER);
    store.write({ rows: [row('nodes', 'a', 1)], appliedIndex: 1 });
    await store.sync();
    for (let index = 2; index <= 4; index += 1) {
      store.write({ rows: [row('nodes', `a${index}`, index)], appliedIndex: index });
      while (store.pending > 0) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const after = await StateStore.over(new MemoryKeyValue(powerCut(disk, kept)), BLUE, NEVER);
    t.equal(after.stored.appliedIndex, 1 + kept);
    t.equal(after.stored.rows.length, 1 + kept);
  }
});

t.test(
  'batches are gathered into one, and whoever asks waits for what was handed in',
  async (t) => {
    const hour = 3_600_000;
    const disk = emptyDisk();
    const gathering = { ...BLUE, gatherMs: hour };
    const store = await StateStore.over(new MemoryKeyValue(disk), gathering, NEVER);
    const write = (index: number) =>
      store.write({ rows: [row('nodes', `a${index}`, index)], appliedIndex: index });
    for (const index of [1, 2, 3]) write(index);
    const synced = store.sync();
    write(4);
    await new Promise((resolve) => setImmediate(resolve));
    write(5);
    t.equal(await synced, 4, 'not for what came later');
    for (const index of [6, 7, 8]) write(index);
    await new Promise((resolve) => setImmediate(resolve));
    t.equal(disk.volatile.length, 0, 'nothing is written before its time');
    await store.close();
    t.equal(disk.volatile.length, 1, 'all of it as one batch');
    const after = await StateStore.over(new MemoryKeyValue(disk), BLUE, NEVER);
    t.equal(after.stored.rows.length, 8);
  },
);

t.test('a batch lost in the middle is noticed at the next start', async (t) => {
  const disk = emptyDisk();
  const store = await StateStore.over(new MemoryKeyValue(disk), BLUE, NEVER);
  for (let index = 1; index <= 3; index += 1) {
    store.write({ rows: [row('nodes', `a${index}`, index)], appliedIndex: index });
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(disk.volatile.length, 3);
  disk.volatile.splice(1, 1);
  const reopened = StateStore.over(new MemoryKeyValue(disk), BLUE, NEVER);
  await t.rejects(reopened, { code: 'state-corrupt' });
});

t.test('a failing disk is reported once and nothing is written after it', async (t) => {
  const disk = emptyDisk();
  const db = new MemoryKeyValue(disk);
  const failures: unknown[] = [];
  const store = await StateStore.over(db, BLUE, { onFatal: (error) => failures.push(error) });
  db.failure = new Error('EIO');
  store.write({ rows: [row('nodes', 'a', 1)], appliedIndex: 1 });
  await t.rejects(store.sync(), { code: 'internal' });
  t.same(failures, [db.failure]);
  db.failure = undefined;
  store.write({ rows: [row('nodes', 'b', 1)], appliedIndex: 2 });
  await t.rejects(store.sync(), { code: 'internal' });
  await store.close();
  t.equal(failures.length, 1);
  t.equal(disk.volatile.length, 0);
});

t.test('LevelDB: one process at a time', async (t) => {
  const directory = join(t.testdir(), 'state');
  const store = await StateStore.open(directory, BLUE, NEVER);
  await t.rejects(StateStore.open(directory, BLUE, NEVER), { code: 'data-locked' });
  await store.close();
  await (await StateStore.open(directory, BLUE, NEVER)).close();
});

t.test('LevelDB: a flipped bit in its log is noticed although LevelDB opens', async (t) => {
  const directory = join(t.testdir(), 'state');
  const store = await StateStore.open(directory, BLUE, NEVER);
  for (let index = 1; index <= 20; index += 1) {
    const rows = [row('nodes', `node-${index}`, 'x'.repeat(5000))];
    store.write({ rows, appliedIndex: index });
    while (store.pending > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await store.close();
  const name = readdirSync(directory).find((each) => each.endsWith('.log')) ?? '';
  const file = openSync(join(directory, name), 'r+');
  const at = Math.floor(statSync(join(directory, name)).size / 4);
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  closeSync(file);
  await t.rejects(StateStore.open(directory, BLUE, NEVER), { code: 'state-corrupt' });
});
