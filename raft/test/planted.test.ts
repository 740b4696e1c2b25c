/** The simulator finds mistakes that Raft implementations really had; without one it finds nothing. */
import t from 'tap';
import {
  commitUnverified,
  compareLengthOnly,
  lyingDisk,
  readWithoutBarrier,
  truncateOnShorter,
} from './support/planted.js';
import { simulate } from '../sim/simulation.js';
import type { LogStore } from '../node/ports.js';
import type { Undo } from './support/planted.js';

interface Planted {
  readonly plant?: () => Undo;
  readonly wrapLog?: (log: LogStore) => LogStore;
  readonly seed: number;
  readonly ticks: number;
}

async function breach(planted: Planted): Promise<string> {
  const { plant, wrapLog, seed, ticks } = planted;
  const undo = plant?.();
  try {
    await simulate({ seed, ticks, ...(wrapLog === undefined ? {} : { wrapLog }) });
    return 'nothing';
  } catch (error) {
    return String(error);
  } finally {
    undo?.();
  }
}

/** The first of `runs` seeds from `planted.seed` on that breaks. */
async function firstBreach(planted: Planted, runs: number): Promise<string> {
  for (let run = 0; run < runs; run += 1) {
    const found = await breach({ ...planted, seed: planted.seed + run });
    if (found !== 'nothing') return found;
  }
  return 'nothing';
}

void t.test('a disk that says durable too early', async (t) => {
  t.match(
    await firstBreach({ wrapLog: lyingDisk, seed: 1, ticks: 300 }, 10),
    /before it was stored/,
  );
});

void t.test('votes that look at the length of the log only', async (t) => {
  const found = await firstBreach({ plant: compareLengthOnly, seed: 60, ticks: 600 }, 200);
  t.match(found, /lacks committed entry|applied another entry|overwrite a committed/);
});

void t.test('an append that cuts off what lies behind it', async (t) => {
  const found = await firstBreach({ plant: truncateOnShorter, seed: 1, ticks: 300 }, 20);
  t.match(found, /commit beyond the end|acknowledged|lacks committed|overwrite a committed/);
});

void t.test('followers that commit entries nobody verified', async (t) => {
  const found = await firstBreach({ plant: commitUnverified, seed: 1, ticks: 600 }, 50);
  t.match(found, /applied another entry|overwrite a committed/);
});

void t.test('a fresh leader that reads before it has committed anything', async (t) => {
  t.match(await firstBreach({ plant: readWithoutBarrier, seed: 1, ticks: 600 }, 50), /stale read/);
});
