/** Failing disks and contended directories: nothing is acknowledged, nothing retried, one writer only. */
import t from 'tap';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { lockDirectory } from '../wal/lock.js';
import { createLog, entry, group, openLog, segmentPaths, texts } from './support/log-scenarios.js';
import { MemoryLogFiles } from './support/memory-log-files.js';

t.test('[raft 71] a failed sync rejects the append and the log refuses further use', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, { preallocate: false });
  await log.append(group([entry(1, 1)]));
  const cause = new Error('EIO');
  files.failSync = cause;
  await t.rejects(log.append(group([entry(2, 1)])), { code: 'log-failed', cause });
  files.failSync = undefined;
  await t.rejects(log.append(group([entry(2, 1)])), { code: 'log-failed' }, 'no retry');
  await log.close();
  await t.rejects(log.append(group([entry(2, 1)])), { code: 'log-closed' });
  t.same(texts(await openLog(files.powerCut(() => false))), ['1/1 entry 1']);
});

t.test('a failed write rejects the append and the log refuses further use', async (t) => {
  const files = new MemoryLogFiles();
  const log = await createLog(files, { preallocate: false });
  files.failWrite = new Error('EIO');
  await t.rejects(log.append(group([entry(1, 1)])), { code: 'log-failed' });
  files.failWrite = undefined;
  await t.rejects(log.append(group([entry(1, 1)])), { code: 'log-failed' });
  await log.close();
});

t.test('a failing background fill is counted and costs nothing but speed', async (t) => {
  const files = new MemoryLogFiles();
  await (await createLog(files, { preallocate: false })).close();
  const log = await openLog(files, { segmentBytes: 512, preallocate: false });
  await log.close();
  files.room = 0;
  const filling = await openLog(files, { segmentBytes: 512 });
  files.room = Infinity;
  t.equal(filling.stats.spareFailures, 1);
  for (const index of [1, 2, 3]) await filling.append(group([entry(index, 1, 's'.repeat(400))]));
  await filling.close();
  t.equal((await openLog(files)).image.entries.length, 3);
});

t.test(
  'a segment whose name was not durable when the process died is so once reopened',
  async (t) => {
    const files = new MemoryLogFiles();
    const log = await createLog(files, { segmentBytes: 512, preallocate: false });
    await log.append(group([entry(1, 1, 's'.repeat(400))]));
    files.syncDirectory = () => new Promise(() => undefined);
    void log.append(group([entry(2, 1, 's'.repeat(400))]));
    await setImmediate();
    t.equal(segmentPaths(files).length, 2, 'the new segment has its name');
    files.kill();
    Reflect.deleteProperty(files, 'syncDirectory');
    const next = await openLog(files, { segmentBytes: 4096, preallocate: false });
    await next.append(group([entry(2, 1, 'kept')]));
    const after = await openLog(files.powerCut(() => false));
    t.equal(texts(after).at(-1), '2/1 kept');
  },
);

t.test('overlapping appends are refused', async (t) => {
  const log = await createLog(new MemoryLogFiles());
  const first = log.append(group([entry(1, 1)]));
  await t.rejects(log.append(group([entry(2, 1)])), { code: 'log-order' });
  await first;
  await log.append(group([entry(2, 1)]));
  await log.close();
});

t.test('a data directory has one writer; its lock ends with release', (t) => {
  const directory = t.testdir();
  const lock = lockDirectory(directory);
  t.throws(() => lockDirectory(directory), { code: 'log-locked' });
  lock.release();
  lockDirectory(directory).release();
  t.same(readdirSync(directory), []);
  t.end();
});

t.test('the lock of a killed process is taken over, that of a live one is not', async (t) => {
  const directory = t.testdir();
  const source = `import { lockDirectory } from ${JSON.stringify(new URL('../wal/lock.js', import.meta.url).href)};
    lockDirectory(${JSON.stringify(directory)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  t.throws(() => lockDirectory(directory), { code: 'log-locked' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockDirectory(directory).release();
  t.same(readdirSync(directory), []);
});

t.test('the same process id after a reboot or with another start time is a dead owner', (t) => {
  const directory = t.testdir();
  const path = join(directory, 'LOCK');
  const held = lockDirectory(directory);
  const [pid = '', started = '', boot = '', nonce = ''] = readFileSync(path, 'utf8')
    .trim()
    .split(' ');
  held.release();
  for (const owner of [`${pid} ${started}1 ${boot} ${nonce}`, `${pid} ${started} other ${nonce}`]) {
    writeFileSync(path, `${owner}\n`);
    lockDirectory(directory).release();
  }
  writeFileSync(path, 'garbage');
  t.throws(() => lockDirectory(directory), { code: 'log-locked' });
  t.end();
});

t.test(
  'a contender that died while taking over is itself taken over; a live one is respected',
  (t) => {
    const directory = t.testdir();
    const dead = '4194303 1 gone';
    writeFileSync(join(directory, 'LOCK'), `${dead} aa\n`);
    writeFileSync(join(directory, 'LOCK.dead-aa'), `${dead} bb\n`);
    const lock = lockDirectory(directory);
    t.same(readdirSync(directory), ['LOCK']);
    const mine = readFileSync(join(directory, 'LOCK'), 'utf8');
    lock.release();
    writeFileSync(join(directory, 'LOCK'), `${dead} cc\n`);
    writeFileSync(join(directory, 'LOCK.dead-cc'), mine);
    t.throws(() => lockDirectory(directory), { code: 'log-locked' });
    t.end();
  },
);
