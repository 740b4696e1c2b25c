/** What goes wrong in a run, and how often: named mixtures of faults. */

export const FAULTS = [
  'crash',
  'power-cut',
  'blackout',
  'pause',
  'strand',
  'isolate',
  'one-way',
  'split',
  'partial',
  'clog',
  'loss',
  'slow-disk',
  'eio',
  'enospc',
  'rot',
  'misdirect',
  'clock-jump',
  'drift',
  'membership',
  'transfer',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Shares of one in the choice of the next fault; those that are absent never happen. */
export type FaultWeights = Partial<Record<Fault, number>>;

export interface Profile {
  readonly weights: FaultWeights;
  /** Ticks between two faults. */
  readonly pace: readonly [low: number, high: number];
  /** Ticks between two acts of the operator. */
  readonly operatorPace: readonly [low: number, high: number];
}

export const PROFILE_NAMES = [
  'stock',
  'calm',
  'disk',
  'network',
  'membership',
  'snapshot',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

const STOCK: FaultWeights = {
  crash: 2,
  'power-cut': 3,
  blackout: 0.3,
  pause: 1,
  strand: 1.5,
  isolate: 1,
  'one-way': 2,
  split: 1.5,
  partial: 1,
  clog: 1,
  loss: 2,
  'slow-disk': 1,
  eio: 0.7,
  enospc: 0.4,
  rot: 0.3,
  misdirect: 0.3,
  'clock-jump': 0.5,
  drift: 1,
  membership: 1,
  transfer: 1,
};

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  stock: { weights: STOCK, pace: [20, 110], operatorPace: [40, 160] },
  calm: { weights: {}, pace: [100, 200], operatorPace: [100, 200] },
  disk: {
    weights: {
      crash: 2,
      'power-cut': 6,
      blackout: 1,
      'slow-disk': 2,
      eio: 3,
      enospc: 2,
      rot: 1,
      misdirect: 1,
      membership: 1,
    },
    pace: [20, 90],
    operatorPace: [40, 120],
  },
  network: {
    weights: {
      strand: 2,
      isolate: 2,
      'one-way': 3,
      split: 2,
      partial: 3,
      clog: 2,
      loss: 3,
      pause: 1,
      drift: 1,
      transfer: 1,
    },
    pace: [15, 80],
    operatorPace: [60, 160],
  },
  membership: {
    weights: {
      crash: 2,
      'power-cut': 2,
      strand: 2,
      'one-way': 1,
      split: 1,
      partial: 1,
      loss: 2,
      membership: 4,
      transfer: 2,
    },
    pace: [25, 120],
    operatorPace: [8, 50],
  },
  snapshot: {
    weights: { ...STOCK, crash: 4, 'power-cut': 4, membership: 3 },
    pace: [20, 110],
    operatorPace: [30, 100],
  },
};

/** The profile without some kinds of faults, to find the ones that a failure needs. */
export function withoutFaults(profile: Profile, without: readonly Fault[]): Profile {
  const weights = Object.fromEntries(
    Object.entries(profile.weights).filter(([fault]) => !without.includes(fault as Fault)),
  );
  return { ...profile, weights };
}
