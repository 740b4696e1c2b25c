/** What goes wrong in a run, and how often: named mixtures of faults. */

export const PROFILE_NAMES = ['stock', 'calm', 'agents', 'managers', 'network'] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Shares in the choice of the next fault, in the order of `PROFILE_NAMES`; 0 = it never happens. */
const SHARES = {
  'manager-crash': [3, 0, 1, 6, 2],
  'manager-stop': [1.5, 0, 0.5, 3, 1],
  depose: [2, 0, 1, 4, 2],
  lag: [3, 0, 1, 5, 2],
  isolate: [2, 0, 1, 2, 5],
  'cut-peers': [1.5, 0, 1, 2, 4],
  'cut-agent': [4, 0, 3, 1, 8],
  'cut-all-managers': [1, 0, 1, 0.5, 3],
  'slow-link': [1.5, 0, 1, 1, 4],
  'agent-restart': [4, 0, 6, 1, 1],
  'agent-down': [0.7, 0, 1, 0.3, 0.3],
  rack: [0.8, 0, 1, 1, 0.5],
  'power-cut': [1.5, 0, 3, 0.5, 0.5],
  'old-cache': [1, 0, 2, 0.3, 0.3],
  readdress: [0.7, 0, 2, 0.3, 0.3],
  'slow-kernel': [3, 0, 5, 1, 1],
  'slow-reader': [3, 0, 4, 1, 2],
  refusals: [2, 0, 4, 0.5, 0.5],
  overflow: [1, 0, 2, 0.5, 0.5],
  recover: [0.4, 0, 0.2, 0.8, 0.2],
} as const;

export type Fault = keyof typeof SHARES;

export const FAULTS = Object.keys(SHARES) as readonly Fault[];

export type Profile = Readonly<Partial<Record<Fault, number>>>;

export function profileOf(name: ProfileName, without: readonly Fault[] = []): Profile {
  const column = PROFILE_NAMES.indexOf(name);
  const entries = FAULTS.map((fault) => [fault, SHARES[fault][column] ?? 0] as const);
  const kept = entries.filter(([fault, share]) => share > 0 && !without.includes(fault));
  return Object.fromEntries(kept);
}
