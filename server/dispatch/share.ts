/** How agents should be spread over the managers that serve, and who has more than that. */

/** How many agents each serving manager has. */
export interface Attached {
  readonly own: number;
  /** By node id. */
  readonly others: ReadonlyMap<string, number>;
  /** Each agent once, also while it moves and two managers have it. */
  readonly total: number;
}

/** So many more than the share are not worth a move, however small the share is. */
const MIN_EXCESS = 2;
/** Nor is this part of the share. */
const MIN_PART = 0.2;

/** What each manager should have at most. */
export function fairShare(attached: Attached): number {
  return Math.ceil(meanOf(attached));
}

/** Enough to begin with: between this and the share itself nothing is begun, so that nobody goes to and fro. */
export function isClearlyMore(attached: Attached): boolean {
  const share = fairShare(attached);
  return attached.own - share > Math.max(MIN_EXCESS, share * MIN_PART);
}

/** Managers with less than their share, those that lack most likely first. `random`: 0 up to 1. */
export function receivers(attached: Attached, random: () => number): string[] {
  const mean = meanOf(attached);
  return [...attached.others]
    .filter(([, count]) => count < mean)
    .map(([nodeId, count]) => ({ nodeId, rank: -Math.log(1 - random()) / (mean - count) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ nodeId }) => nodeId);
}

function meanOf({ total, others }: Attached): number {
  return total / (1 + others.size);
}
