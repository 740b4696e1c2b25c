/** Loaded ahead of a manager's own code (`node --import`): on a signal writes `PID.json` with the memory that it holds, on another a CPU profile. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBE_DIR, PROBE_SIGNAL, PROFILE_SIGNAL } from '../cluster/stamps.js';
import { Profiler } from '../measure/profiler.js';
import { heldMemory } from './held-memory.js';

/** Commands that end by themselves, and the one that only starts a daemon, are left alone. */
function isManager(argv: readonly string[]): boolean {
  const [role, verb = ''] = argv.slice(2);
  const starts = role === 'manager' && ['init', 'join', 'run'].includes(verb);
  return starts && !argv.includes('--detach');
}

const dir = process.env[PROBE_DIR];
if (dir !== undefined && isManager(process.argv)) {
  process.on(PROBE_SIGNAL, () => {
    void heldMemory().then((memory) => {
      const path = join(dir, `${process.pid}.json`);
      writeFileSync(`${path}.new`, JSON.stringify(memory));
      renameSync(`${path}.new`, path);
    });
  });
  const profiler = new Profiler();
  process.on(PROFILE_SIGNAL, () => {
    const file = join(dir, `${process.pid}.cpuprofile`);
    void (profiler.isRunning ? profiler.end(file) : profiler.begin());
  });
}
