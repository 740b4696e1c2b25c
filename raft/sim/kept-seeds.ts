/** Runs that once failed, with what they found; the tests repeat them. */
import type { SimulationOptions } from './simulation.js';

export interface KeptSeed extends Omit<SimulationOptions, 'wrapLog'> {
  readonly found: string;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 24,
    profile: 'stock',
    variation: 'default',
    found: 'a log went on in a segment whose name was not durable when its process had died',
  },
  {
    seed: 26,
    profile: 'stock',
    variation: 'default',
    found: 'a candidate without room on its disk asked for votes on entries it might lose',
  },
  {
    seed: 30000436,
    profile: 'stock',
    variation: 'default',
    found:
      'the healed quorum was none of the joint configuration that its members had not yet left',
  },
  {
    seed: 50000513,
    profile: 'stock',
    variation: 'default',
    found:
      'a removed member was switched off, and another lost its disk, before a quorum knew that the removal was committed',
  },
  {
    seed: 563066032,
    profile: 'stock',
    variation: 'default',
    found:
      'the check of histories forgot that a write of unknown outcome had been read before the next one',
  },
  {
    seed: 20262701,
    profile: 'stock',
    variation: 'writes-in-flight',
    ticks: 2500,
    found:
      'a write ended before the one in front of it, whose received state was still being installed',
  },
  {
    seed: 865488484,
    profile: 'stock',
    variation: 'default',
    found: 'on a path that reorders, answers to late windows began ever more windows',
  },
];
