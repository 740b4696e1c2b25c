/** VNIs: the next free one of the cluster's range after the last one given. */
import type { TakenSet } from './taken-set.js';

export interface VniRange {
  readonly first: number;
  readonly last: number;
}

/** Looks from the one after `cursor` to the end of the range, then from its beginning. */
export function nextVni(
  range: VniRange,
  cursor: number | undefined,
  taken: TakenSet,
): number | undefined {
  const inside = cursor !== undefined && cursor >= range.first && cursor < range.last;
  const after = taken.next(inside ? cursor + 1 : range.first);
  if (after <= range.last) return after;
  const again = taken.next(range.first);
  return again <= range.last ? again : undefined;
}
