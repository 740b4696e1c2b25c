/** Runs that once failed, with what they found; the tests repeat them. */
import type { SimulationOptions } from './simulation.js';

export interface KeptSeed extends Omit<SimulationOptions, 'wrapLog'> {
  readonly found: string;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  {
    seed: 24,
    profile: 'stock',
    found: 'a log went on in a segment whose name was not durable when its process had died',
  },
  {
    seed: 26,
    profile: 'stock',
    found: 'a candidate without room on its disk asked for votes on entries it might lose',
  },
  {
    seed: 30000436,
    profile: 'stock',
    found:
      'the healed quorum was none of the joint configuration that its members had not yet left',
  },
  {
    seed: 50000513,
    profile: 'stock',
    found:
      'a removed member was switched off, and another lost its disk, before a quorum knew that the removal was committed',
  },
  {
    seed: 563066032,
    profile: 'stock',
    found:
      'the check of histories forgot that a write of unknown outcome had been read before the next one',
  },
];
