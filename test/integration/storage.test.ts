/** A manager's log and state on disk together: what opens, what is rebuilt, what is refused. */
import t, { type Test } from 'tap';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { soleVoter } from '../../raft/core/configuration.js';
import { createStorage, openStorage, type Storage } from '../../server/storage/open-storage.js';

const IDENTITY = { clusterId: 'blue', memberId: 7 };
const GENESIS = { index: 0, term: 0, configuration: soleVoter(7) };

async function written(t: Test): Promise<string> {
  const directory = t.testdir();
  await createStorage(directory, { ...IDENTITY, snapshot: GENESIS });
  const { log, state } = await open(t, directory);
  for (let index = 1; index <= 5; index += 1) {
    const data = Uint8Array.from(Buffer.from(`entry ${index}`));
    await log.append({
      entries: [{ index, term: 1, type: 'normal', data }],
      hardState: { term: 1, vote: 7, commit: index },
      mustSync: true,
    });
    state.write({
      rows: [{ table: 'nodes', key: `node-${index}`, value: 'x'.repeat(30_000) }],
      appliedIndex: index,
    });
    // Otherwise they would become one batch.
    while (state.pending > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await state.close();
  await log.close();
  return directory;
}

function open(t: Test, directory: string, rebuilt: unknown[] = []): Promise<Storage> {
  return openStorage(directory, IDENTITY, {
    onFatal: (error) => t.fail(String(error)),
    onRebuild: (reason) => rebuilt.push(reason),
  });
}

async function close({ log, state }: Storage): Promise<void> {
  await state.close();
  await log.close();
}

t.test(
  'log and state open where they ended; one process at a time; init happens once',
  async (t) => {
    const directory = await written(t);
    const storage = await open(t, directory);
    t.equal(storage.state.stored.appliedIndex, 5);
    t.equal(storage.log.image.entries.length, 5);
    await t.rejects(open(t, directory), { code: 'data-locked' });
    await close(storage);
    await t.rejects(createStorage(directory, { ...IDENTITY, snapshot: GENESIS }), {
      code: 'already-initialized',
    });
    await t.rejects(open(t, join(directory, 'elsewhere')), { code: 'not-initialized' });
    const red = { clusterId: 'red', memberId: 7 };
    const deps = { onFatal: () => undefined, onRebuild: () => undefined };
    await t.rejects(openStorage(directory, red, deps), { code: 'already-initialized' });
  },
);

t.test(
  'a damaged state is reported and begun anew, so that the log is applied to it again',
  async (t) => {
    const directory = await written(t);
    const state = join(directory, 'state');
    const name = readdirSync(state).find((each) => each.endsWith('.log')) ?? '';
    const content = readFileSync(join(state, name));
    content[10_000]! ^= 1;
    writeFileSync(join(state, name), content);
    const rebuilt: unknown[] = [];
    const storage = await open(t, directory, rebuilt);
    t.match(rebuilt, [{ code: 'state-corrupt' }]);
    t.same(storage.state.stored, { rows: [], appliedIndex: 0, configuration: undefined });
    t.equal(storage.log.image.entries.length, 5);
    await close(storage);
  },
);

t.test('a state that lags is fine, one that is ahead of the log is not', async (t) => {
  const directory = await written(t);
  rmSync(join(directory, 'state'), { recursive: true });
  await close(await open(t, directory));
  const ahead = await open(t, directory);
  ahead.state.write({ rows: [], appliedIndex: 6 });
  await close(ahead);
  await t.rejects(open(t, directory), { code: 'log-corrupt', message: /ends at entry 6/ });
});

t.test('damage in the log is refused with its place, and releases the directory', async (t) => {
  const directory = await written(t);
  const log = join(directory, 'log');
  const name = readdirSync(log).find((each) => each.endsWith('.wal')) ?? '';
  const content = readFileSync(join(log, name));
  const at = content.indexOf('entry 2');
  content[at]! ^= 1;
  writeFileSync(join(log, name), content);
  await t.rejects(open(t, directory), { code: 'log-corrupt', message: new RegExp(name) });
  content[at]! ^= 1;
  writeFileSync(join(log, name), content);
  await close(await open(t, directory));
});
