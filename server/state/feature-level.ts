/**
 * Feature level: what the log may carry. A program knows the commands up to `FEATURE_LEVEL`; a cluster allows those up to
 * its own level, which rises once every manager has announced that it supports more. So during a rolling upgrade no
 * manager meets a command that it does not know.
 *
 * A new command kind gets the next level here, and `FEATURE_LEVEL` rises with it.
 */
import type { CommandKind } from './command.js';
import { refuse } from './commands/refuse.js';
import type { Transaction } from './transaction.js';

/** Of a cluster that is new, and of managers from before levels were announced. */
export const FIRST_LEVEL = 1;

/** Highest level that this program supports. */
export const FEATURE_LEVEL = 4;

/** From here on a network's MTU may be `AUTOMATIC_MTU`. */
export const AUTOMATIC_MTU_LEVEL = 3;

/** From here on an attachment may have a gateway priority, be a router's, or a tap. */
export const ATTACHMENT_LEVEL = 4;

/** Kinds above the first level. */
export type FeatureLevels = Readonly<Partial<Record<CommandKind, number>>>;

export const FEATURE_LEVELS = {
  'reservation.create': 2,
  'reservation.delete': 2,
  'state.checkpoint': 2,
  'state.attest': 2,
} as const satisfies FeatureLevels;

/** Before the cluster exists there is only the program that makes it. */
export function levelOfCluster(tx: Transaction): number {
  for (const { featureLevel } of tx.tables.cluster.values()) return featureLevel;
  return FIRST_LEVEL;
}

/** Refuses with `feature-level` what not every manager would understand. */
export function checkLevel(tx: Transaction, kind: CommandKind, levels: FeatureLevels): void {
  const needed = levels[kind] ?? FIRST_LEVEL;
  if (needed <= FIRST_LEVEL) return;
  const level = levelOfCluster(tx);
  if (needed <= level) return;
  refuse(
    'feature-level',
    `'${kind}' needs feature level ${needed}, the cluster has ${level}: some manager runs an older program`,
  );
}
