/** Where a run of a fuzz suite begins: given (`OVNET_FUZZ_SEED`), or another one every time. */
import { randomInt } from 'node:crypto';

export function fuzzSeed(env: NodeJS.ProcessEnv = process.env): number {
  const given = env['OVNET_FUZZ_SEED'];
  return given === undefined ? randomInt(2 ** 31) : Number(given);
}

/** How many times the cases of an ordinary run (`OVNET_FUZZ_SCALE`). */
export function fuzzScale(env: NodeJS.ProcessEnv = process.env): number {
  return Number(env['OVNET_FUZZ_SCALE'] ?? 1);
}
