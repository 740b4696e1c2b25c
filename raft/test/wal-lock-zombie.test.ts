import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lockDirectory } from '../wal/lock.js';
import { makeZombie } from './support/zombie.js';

t.test(
  'a directory whose owner was killed is free although nobody has waited for the owner yet',
  async (t) => {
    const zombie = await makeZombie();
    t.teardown(() => zombie.bury());
    const dir = t.testdir();
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(join(dir, 'LOCK'), `${zombie.pid} ${zombie.startTime} ${boot} 00ff\n`);
    const lock = lockDirectory(dir);
    t.throws(() => lockDirectory(dir), { code: 'log-locked' }, 'a live owner keeps it');
    lock.release();
  },
);
