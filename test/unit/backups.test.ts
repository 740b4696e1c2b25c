/** Backups of a store: a few at a time, closed once, given up when nobody reads. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import t from 'tap';
import { verifyBackup } from '../../server/backup/backup-file.js';
import { Backups } from '../../server/backup/backups.js';
import { MemoryKeyValue } from '../../server/storage/memory-key-value.js';
import { StateStore } from '../../server/storage/state-store.js';
import { StateFixture } from '../support/state-fixture.js';

async function backupsOf(fixture: StateFixture, options: { readonly stallMs?: number } = {}) {
  const store = await StateStore.over(
    new MemoryKeyValue(),
    { clusterId: 'c-1' },
    { onFatal: (error) => t.fail(String(error)) },
  );
  const configuration = {
    ...{ voters: [1], learners: [], votersOutgoing: [], learnersNext: [] },
    autoLeave: false,
  };
  const rows = [...fixture.state.rows()];
  store.write({ rows, appliedIndex: fixture.index, term: 1, configuration });
  return new Backups(
    { store, authority: { certificate: 'c', key: 'k' }, nowMs: () => 0 },
    { name: 'm1', version: '1.2.3', ...options },
  );
}

t.test('it tells what it is of, and is whole', async (t) => {
  const fixture = StateFixture.start();
  const backups = await backupsOf(fixture);
  const { head, bytes, close } = await backups.open();
  const { revision } = fixture.state;
  t.match(head, { revision, epoch: 1, manager: 'm1', program: '1.2.3' });
  t.same(await verifyBackup(bytes), head);
  await close();
});

t.test('more at a time are refused; each counts until it is closed, and once', async (t) => {
  const backups = await backupsOf(StateFixture.start());
  const first = await backups.open();
  const second = await backups.open();
  await t.rejects(backups.open(), { code: 'busy' });
  await first.close();
  await first.close();
  const third = await backups.open();
  await t.rejects(backups.open(), { code: 'busy' });
  await second.close();
  await third.close();
});

t.test(
  'a manager without a state has nothing to back up, and that counts for nothing',
  async (t) => {
    const backups = await backupsOf(new StateFixture());
    for (let n = 0; n < 3; n++) await t.rejects(backups.open(), { code: 'starting' });
  },
);

t.test('a reader that takes nothing is given up', async (t) => {
  const backups = await backupsOf(StateFixture.start(), { stallMs: 1 });
  const { bytes, abandoned, close } = await backups.open();
  const body = Readable.from(bytes, { signal: abandoned, highWaterMark: 1 });
  body.read(0);
  const [failure] = (await once(body, 'error')) as [Error];
  t.match(failure, { cause: { code: 'request-timeout' } });
  await close();
});
