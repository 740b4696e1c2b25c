/** Options of the core that most clusters leave alone; a fixed share of the seeds runs with one of them changed. */
import { randomInteger, SeededRandom } from '../core/random.js';
import type { CoreOptions } from '../core/options.js';
import type { Fault } from './profile.js';

interface Variation {
  readonly options: Partial<CoreOptions>;
  /** How far clocks may run fast or slow at most. */
  readonly maxDrift: number;
  /** Faults that the options do not promise to survive. */
  readonly without: readonly Fault[];
}

const MAX_DRIFT = 0.1;

/**
 * Nine ticks of a lease are up before the tenth tick of a follower only if clocks agree to less than what a campaign
 * takes: 0.001 of 450 ms to each side is less than two round trips of 0.6 ms. Faster clocks are beyond its price.
 */
const LEASE_DRIFT = 0.001;

export const VARIATION_NAMES = ['default', 'writes-in-flight', 'no-pre-vote', 'lease'] as const;

export type VariationName = (typeof VARIATION_NAMES)[number];

export const VARIATIONS: Readonly<Record<VariationName, Variation>> = {
  default: { options: {}, maxDrift: MAX_DRIFT, without: [] },
  // A write that finds no room must be the only one under way: see `RaftCore.notWritten`.
  'writes-in-flight': {
    options: { maxWritesInFlight: 3 },
    maxDrift: MAX_DRIFT,
    without: ['enospc'],
  },
  'no-pre-vote': { options: { preVote: false }, maxDrift: MAX_DRIFT, without: [] },
  lease: { options: { readOnly: 'lease' }, maxDrift: LEASE_DRIFT, without: [] },
};

const VARIED_SHARE = 0.25;

/** From a stream of its own: what else the seed draws does not hang on it. */
export function drawVariation(seed: number): VariationName {
  const random = new SeededRandom(seed ^ 0x5eed);
  if (random.next() >= VARIED_SHARE) return 'default';
  return VARIATION_NAMES[randomInteger(random, 1, VARIATION_NAMES.length - 1)] ?? 'default';
}
