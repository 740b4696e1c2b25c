/** Large batches: what a manager does for one beside its rules leaves the event loop in between. */
import t from 'tap';
import { LevelKeyValue } from '../../server/storage/level-key-value.js';
import { StateStore } from '../../server/storage/state-store.js';
import { eventKeys } from '../../server/state/tables/events.js';
import { ApiClient } from '../support/api-client.js';
import { LocalManager } from '../support/local-manager.js';

/** How often `work` lets others have their turn. */
async function pausesOf(work: () => Promise<unknown>): Promise<number> {
  const { setImmediate } = globalThis;
  let pauses = 0;
  const counting = (...given: Parameters<typeof setImmediate>) => {
    pauses += 1;
    return setImmediate(...given);
  };
  globalThis.setImmediate = counting as typeof setImmediate;
  try {
    await work();
  } finally {
    globalThis.setImmediate = setImmediate;
  }
  return pauses;
}

t.test('rows go to the database in turns of at most a thousand', async (t) => {
  const db = await LevelKeyValue.open(t.testdir());
  const store = await StateStore.over(
    db,
    { clusterId: 'c' },
    { onFatal: (e) => t.fail(String(e)) },
  );
  const write = (count: number, appliedIndex: number) => {
    const rows = Array.from({ length: count }, (_, n) => ({
      table: 'nodes',
      key: `n${n}`,
      value: n,
    }));
    store.write({ rows, appliedIndex });
    return store.sync();
  };
  t.equal(await pausesOf(() => write(10, 1)), 0, 'few at once');
  t.ok((await pausesOf(() => write(5_000, 2))) >= 2 * 5, 'making and handing over');
  await store.close();
});

t.test(
  'the history of a batch goes to the database in turns, however few values it becomes',
  async (t) => {
    const store = await StateStore.open(
      t.testdir(),
      { clusterId: 'c' },
      { onFatal: (e) => t.fail(String(e)) },
    );
    const keyOf = eventKeys(1);
    const rows = Array.from({ length: 5_000 }, (_, n) => ({
      table: 'events',
      key: keyOf(n),
      value: { n },
    }));
    const write = (appliedIndex: number, values: typeof rows | { value: undefined }[]) => {
      store.write({ rows: values as typeof rows, appliedIndex });
      return store.sync();
    };
    t.ok((await pausesOf(() => write(1, rows))) >= 10, 'as it comes');
    const gone = rows.map((row) => ({ ...row, value: undefined }));
    t.ok((await pausesOf(() => write(2, gone))) >= 10, 'as it goes');
    await store.close();
  },
);

t.test('a batch is read and answered in turns', async (t) => {
  const manager = await LocalManager.start();
  const api = new ApiClient(manager.app(), manager.keys.operator);
  const subnets = [{ cidr: '10.77.0.0/16' }];
  t.equal((await api.post('/v1/networks', { name: 'bulk', subnets })).status, 201);
  const create = { op: 'create', kind: 'endpoint', body: { network: 'bulk', node: 'w1' } };
  const post = async (count: number) => {
    const operations = Array.from({ length: count }, () => create);
    const { status, body } = await api.post('/v1/batch', { operations });
    t.equal(status, 200);
    t.equal((body as { results: unknown[] }).results.length, count);
  };
  const few = await pausesOf(() => post(10));
  const many = await pausesOf(() => post(3_000));
  t.ok(many - few >= 3_000 / 500, `${few} and ${many} pauses`);
});
