/**
 * Runs simulations from the command line and prints one line of JSON for each, then a line for all:
 * `--seed N` (default: drawn), `--ticks N` (50 ms each; default 6000), `--profile NAME`, `--runs N`,
 * `--variation NAME` (default: drawn from the seed),
 * `--minutes N` (fresh seeds for that long), `--without FAULT,…`, `--minimise`. Ends with 1 at the first failing run,
 * after saying how to repeat it.
 */
import { parseArgs } from 'node:util';
import { randomInt } from 'node:crypto';
import { commandOf, minimise } from './minimise.js';
import { DEFAULT_TICKS, isCounted, simulate } from './simulation.js';
import { FAULTS, PROFILE_NAMES } from './profile.js';
import { Tally } from './tally.js';
import { VARIATION_NAMES } from './variation.js';
import type { Fault, ProfileName } from './profile.js';
import type { SimulationOptions } from './simulation.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    ticks: { type: 'string', default: String(DEFAULT_TICKS) },
    profile: { type: 'string', default: 'stock' },
    variation: { type: 'string' },
    runs: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    without: { type: 'string', default: '' },
    minimise: { type: 'boolean', default: false },
  },
});

// Refusals are errors by the thousand, and a breach is told by its message.
Error.stackTraceLimit = 0;

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
const variation =
  values.variation === undefined ? undefined : oneOf(values.variation, VARIATION_NAMES);
const first = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const limitMs = values.minutes === undefined ? undefined : Number(values.minutes) * 60_000;
const tally = new Tally();

function optionsOf(run: number): SimulationOptions {
  const seed = first + run;
  return { seed, ticks: Number(values.ticks), profile, without, ...(variation && { variation }) };
}

async function failed(options: SimulationOptions, error: unknown): Promise<void> {
  say(error instanceof Error ? error.message : String(error));
  say(`again: ${commandOf(options)}`);
  if (values.minimise) {
    const least = await minimise(options);
    if (least !== undefined) say(`least: ${commandOf(least.options)}\n${least.reason}`);
  }
  process.exitCode = 1;
}

for (let run = 0; ; run += 1) {
  const isOver = limitMs === undefined ? run >= Number(values.runs) : tally.elapsedMs >= limitMs;
  if (isOver) break;
  const options = optionsOf(run);
  try {
    const result = await simulate(options);
    tally.add(result);
    say(JSON.stringify({ ...result, counts: isCounted(result) }));
  } catch (error) {
    await failed(options, error);
    break;
  }
}
say(tally.line);
