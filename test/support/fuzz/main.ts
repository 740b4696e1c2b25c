/**
 * `npm run fuzz -- [--minutes N] [--seed S]`: the fuzz suites over and over, each round with the next seed and ten times the
 * cases. Ends with 1 at the first failure, whose seed and output it prints.
 */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzzSeed } from './seed.js';

const SUITES = new URL('../../fuzz/', import.meta.url);
const SCALE = '10';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } },
});
const deadline = performance.now() + Number(values.minutes) * 60_000;
let seed = values.seed === undefined ? fuzzSeed() : Number(values.seed);

/** Its output when it fails. */
async function failureOf(suite: string): Promise<string | undefined> {
  const env = { ...process.env, OVNET_FUZZ_SEED: String(seed), OVNET_FUZZ_SCALE: SCALE };
  const child = spawn(process.execPath, [fileURLToPath(new URL(suite, SUITES))], {
    env: { ...env, TAP_TIMEOUT: '1800' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => text.push(piece.toString()));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0 ? undefined : text.join('');
}

const suites = (await readdir(SUITES)).filter((name) => name.endsWith('.test.js'));
for (let round = 1; round === 1 || performance.now() < deadline; round++, seed++) {
  for (const suite of suites) {
    const failure = await failureOf(suite);
    if (failure !== undefined) {
      process.stdout.write(`${failure}\n${suite} failed: again with --seed ${seed}\n`);
      process.exit(1);
    }
    process.stdout.write(`round ${round}, seed ${seed}: ${suite} held\n`);
  }
}
