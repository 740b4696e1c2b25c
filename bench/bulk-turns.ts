/**
 * What a manager does for one batch, stage by stage, each timed alone and without other managers, agents or a network:
 * what is one turn of its event loop. `npm run bench:bulk-turns [-- --batches 10 --operations 10000 --bytes]`. With `--bytes` also
 * what each stage allocates: in a process whose young generation takes a whole batch, so that nothing is collected in it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BulkManager } from './bulk/bulk-manager.js';
import { StageTimes } from './bulk/stage-times.js';

const { values } = parseArgs({
  options: {
    batches: { type: 'string', default: '10' },
    operations: { type: 'string', default: '10000' },
    bytes: { type: 'boolean', default: false },
  },
});

/** Of the young generation, with `--bytes`: a batch of 10,000 allocates a quarter of it. */
const ROOM = ['--min-semi-space-size=1024', '--max-semi-space-size=1024', '--expose-gc'];
const collect = globalThis.gc;
if (values.bytes && !collect) {
  const again = [...ROOM, ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const directory = await mkdtemp(join(tmpdir(), 'ovnet-bulk-'));
try {
  const operations = Number(values.operations);
  const times = new StageTimes();
  const manager = await BulkManager.open(directory, times);
  const before = process.cpuUsage();
  for (let batch = 0; batch < Number(values.batches); batch++) {
    if (collect) collect({ type: 'minor' });
    await manager.batch(operations);
  }
  const { user, system } = process.cpuUsage(before);
  await manager.close();
  process.stdout.write(`${times.report(operations, values.bytes)}\n`);
  const each = (user + system) / operations / Number(values.batches);
  process.stdout.write(`\n${each.toFixed(1)} µs of CPU per operation, threads included.\n`);
} finally {
  await rm(directory, { recursive: true });
}
