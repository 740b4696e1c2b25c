/** What goes wrong in a run, and how often: named mixtures of faults. */

export const PROFILE_NAMES = [
  'stock',
  'calm',
  'disk',
  'network',
  'membership',
  'snapshot',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Shares in the choice of the next fault, in the order of `PROFILE_NAMES`; 0 = it never happens. */
const SHARES = {
  crash: [2, 0, 2, 0, 2, 4],
  'power-cut': [3, 0, 6, 0, 2, 4],
  blackout: [0.3, 0, 1, 0, 0, 0.3],
  pause: [1, 0, 0, 1, 0, 1],
  strand: [1.5, 0, 0, 2, 2, 1.5],
  isolate: [1, 0, 0, 2, 0, 1],
  'one-way': [2, 0, 0, 3, 1, 2],
  split: [1.5, 0, 0, 2, 1, 1.5],
  partial: [1, 0, 0, 3, 1, 1],
  clog: [1, 0, 0, 2, 0, 1],
  loss: [2, 0, 0, 3, 2, 2],
  'slow-disk': [1, 0, 2, 0, 0, 1],
  eio: [0.7, 0, 3, 0, 0, 0.7],
  enospc: [0.4, 0, 2, 0, 0, 0.4],
  rot: [0.3, 0, 1, 0, 0, 0.3],
  misdirect: [0.3, 0, 1, 0, 0, 0.3],
  'clock-jump': [0.5, 0, 0, 0, 0, 0.5],
  drift: [1, 0, 0, 1, 0, 1],
  membership: [1, 0, 1, 0, 4, 3],
  transfer: [1, 0, 0, 1, 2, 1],
} as const;

export type Fault = keyof typeof SHARES;

export const FAULTS = Object.keys(SHARES) as readonly Fault[];

/** Those that are absent never happen. */
export type FaultWeights = Partial<Record<Fault, number>>;

export interface Profile {
  readonly weights: FaultWeights;
  /** Ticks between two faults. */
  readonly pace: readonly [low: number, high: number];
  /** Ticks between two acts of the operator. */
  readonly operatorPace: readonly [low: number, high: number];
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  stock: { weights: weightsOf('stock'), pace: [20, 110], operatorPace: [40, 160] },
  calm: { weights: weightsOf('calm'), pace: [100, 200], operatorPace: [100, 200] },
  disk: { weights: weightsOf('disk'), pace: [20, 90], operatorPace: [40, 120] },
  network: { weights: weightsOf('network'), pace: [15, 80], operatorPace: [60, 160] },
  membership: { weights: weightsOf('membership'), pace: [25, 120], operatorPace: [8, 50] },
  snapshot: { weights: weightsOf('snapshot'), pace: [20, 110], operatorPace: [30, 100] },
};

function weightsOf(profile: ProfileName): FaultWeights {
  const column = PROFILE_NAMES.indexOf(profile);
  const shares = FAULTS.map((fault) => [fault, SHARES[fault][column] ?? 0] as const);
  return Object.fromEntries(shares.filter(([, share]) => share > 0));
}

/** The profile without some kinds of faults, to find the ones that a failure needs. */
export function withoutFaults(profile: Profile, without: readonly Fault[]): Profile {
  const weights = Object.fromEntries(
    Object.entries(profile.weights).filter(([fault]) => !without.includes(fault as Fault)),
  );
  return { ...profile, weights };
}
