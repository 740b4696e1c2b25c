/**
 * Runs simulations of the whole control plane and prints one line of JSON for each: `--seed N` (default: drawn), `--runs N`,
 * `--minutes N` (fresh seeds for that long), `--seconds N` (virtual length of a storm), `--profile NAME`,
 * `--without FAULT,…`, `--at-once` (no pauses within entries), `--undisturbed` (nobody else changes kernels), `--minimise`. Ends with 1 at the first failing run, after saying how to repeat it.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { commandOf, minimise } from './minimise.js';
import { FAULTS, PROFILE_NAMES, type Fault, type ProfileName } from './profile.js';
import { DEFAULT_SECONDS, simulate, type SimulationOptions } from './simulation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    seconds: { type: 'string', default: String(DEFAULT_SECONDS) },
    profile: { type: 'string', default: 'stock' },
    without: { type: 'string', default: '' },
    'at-once': { type: 'boolean', default: false },
    undisturbed: { type: 'boolean', default: false },
    minimise: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function oneOf<T extends string>(name: string, known: readonly T[]): T {
  const found = known.find((one) => one === name);
  if (found === undefined) throw new Error(`${name} is none of ${known.join(', ')}`);
  return found;
}

const profile: ProfileName = oneOf(values.profile, PROFILE_NAMES);
const without: readonly Fault[] = values.without
  .split(',')
  .filter((name) => name !== '')
  .map((name) => oneOf(name, FAULTS));
const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const limitMs = values.minutes === undefined ? undefined : Number(values.minutes) * 60_000;
const begun = performance.now();
let clean = 0;

function isOver(run: number): boolean {
  return limitMs === undefined ? run >= Number(values.runs) : performance.now() - begun >= limitMs;
}

for (let run = 0; !isOver(run); run += 1) {
  const options: SimulationOptions = {
    seed: first + run,
    seconds: Number(values.seconds),
    profile,
    without,
    atOnce: values['at-once'],
    undisturbed: values.undisturbed,
  };
  try {
    say(JSON.stringify(await simulate(options)));
    clean += 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    say(`again: ${commandOf(options)}`);
    const least = values.minimise ? await minimise(options) : undefined;
    if (least) say(`least: ${commandOf(least.options)}\n${least.reason}`);
    process.exitCode = 1;
    break;
  }
}
say(`${clean} runs clean in ${Math.round((performance.now() - begun) / 1000)} s`);
