/** What this process cannot give back: measured after garbage was collected twice, with time for what is freed by a callback. */
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface HeldMemory {
  /** JavaScript objects and buffers. */
  readonly heldBytes: number;
  readonly residentBytes: number;
}

const ROUNDS = 3;
const PAUSE_MS = 150;

export async function heldMemory(): Promise<HeldMemory> {
  const collect = collector();
  for (let round = 0; round < ROUNDS; round++) {
    collect();
    await delay(PAUSE_MS);
  }
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heldBytes: heapUsed + external, residentBytes: rss };
}

/** A daemon is not started with the flag: it is set when the first measurement is asked for. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
