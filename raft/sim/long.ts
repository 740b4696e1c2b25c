/**
 * Many seeds on all cores: `--seed N` (the first), `--seeds N` (default 10,000), `--processes N` (default 2), `--profile NAME`
 * (default: all but `calm` in turn). Each process runs its share in pieces and prints one line for each piece; failing
 * seeds are printed and the others go on. Ends with 1 if any failed.
 */
import { parseArgs } from 'node:util';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomInt } from 'node:crypto';
import { PROFILE_NAMES } from './profile.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '10000' },
    processes: { type: 'string', default: '2' },
    profile: { type: 'string' },
  },
});

/** A process needs some ten runs until its code is compiled well, so it gets many. */
const LARGEST_PIECE = 250;
/** Nearly everything that a run allocates dies young. */
const NODE_OPTIONS = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const first = values.seed === undefined ? randomInt(2 ** 30) : Number(values.seed);
const end = first + Number(values.seeds);
const profiles =
  values.profile === undefined ? PROFILE_NAMES.filter((name) => name !== 'calm') : [values.profile];
const processes = Number(values.processes);
const shares = processes * profiles.length;
const piece = Math.max(1, Math.min(LARGEST_PIECE, Math.ceil(Number(values.seeds) / shares)));
let next = first;
let failures = 0;
let clean = 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Returns the seed behind the last one that was run. */
async function runPiece(seed: number, runs: number, profile: string): Promise<number> {
  const run = ['--seed', String(seed), '--runs', String(runs), '--profile', profile];
  const args = [...NODE_OPTIONS, MAIN, ...run];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const done = once(child, 'exit');
  let ran = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"seed":')) ran += 1;
    else say(line);
  }
  await done;
  clean += ran;
  if (child.exitCode === 0) return seed + runs;
  failures += 1;
  return seed + ran + 1;
}

async function work(): Promise<void> {
  while (next < end) {
    const begin = next;
    const stop = Math.min(end, begin + piece);
    const profile = profiles[Math.floor((begin - first) / piece) % profiles.length] ?? 'stock';
    next = stop;
    for (let seed = begin; seed < stop;) seed = await runPiece(seed, stop - seed, profile);
  }
}

say(`${values.seeds} seeds from ${first}: ${profiles.join(', ')}`);
await Promise.all(Array.from({ length: processes }, work));
say(`${clean} seeds clean, ${failures} failed`);
if (failures > 0) process.exitCode = 1;
