/** `npm run soak:history -- --minutes N --seed S [--out FILE]`, or `-- --replay FILE` to check a kept history again. */
import { parseArgs } from 'node:util';
import { E2eCluster } from '../e2e-cluster.js';
import { checkHistory } from './checks/all.js';
import { readHistory, writeHistory } from './history.js';
import { keepHistory } from './keep.js';
import { runHistory } from './run.js';
import { describe, summaryOf } from './summary.js';

const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    out: { type: 'string' },
    replay: { type: 'string' },
  },
});

const history =
  values.replay === undefined
    ? await fresh(Number(values.seed), Number(values.minutes) * MINUTE_MS)
    : readHistory(values.replay);
if (values.out !== undefined) writeHistory(values.out, history);
process.stdout.write(`${summaryOf(history)}\n`);
const violations = checkHistory(history);
if (violations.length > 0) {
  const place = values.replay ?? keepHistory(history);
  process.stdout.write(`${describe(violations)}\nthe history is in ${place}\n`);
  process.exitCode = 1;
}

async function fresh(seed: number, loadMs: number) {
  process.stdout.write(`seed ${seed}\n`);
  const cluster = await E2eCluster.up({ workers: 1, prefix: 'hist-' });
  try {
    return await runHistory(cluster, { seed, loadMs });
  } finally {
    await cluster.down();
  }
}
