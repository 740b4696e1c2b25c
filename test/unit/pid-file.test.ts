import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { claimPidFile, liveProcess } from '../../identity/pid-file.js';
import { makeZombie } from '../../raft/test/support/zombie.js';

t.test('a pid file is held by a live process only', async (t) => {
  const path = join(t.testdir(), 'agent.pid');
  const release = await claimPidFile(path);
  await t.rejects(claimPidFile(path), { code: 'data-locked' });
  t.match(await liveProcess(path), { pid: process.pid });
  await release();
  t.equal(await liveProcess(path), undefined);
});

t.test('a killed process that nobody has waited for holds nothing', async (t) => {
  const zombie = await makeZombie();
  t.teardown(() => zombie.bury());
  const path = join(t.testdir(), 'agent.pid');
  const { pid, startTime } = zombie;
  writeFileSync(path, JSON.stringify({ pid, startTime }));
  t.equal(await liveProcess(path), undefined);
  const release = await claimPidFile(path);
  await release();
});
