/** Whether members are close enough to become voters. Thesis, section 4.2.1. */
import { isMember, isVoter } from './configuration.js';
import type { ConfigurationChange } from './change.js';
import type { CoreState } from './core-state.js';

export type PromotionRefusal = 'unknown-member' | 'learner-behind';

/**
 * Who becomes a voter must be a learner that is heard and nearly has the whole log, or the larger quorum would wait
 * for it. Kept apart from the change itself: the algorithm is safe without.
 */
export function promotionRefusal(
  state: CoreState,
  changes: readonly ConfigurationChange[],
): PromotionRefusal | undefined {
  const { configuration, leadership, options, log } = state;
  for (const { type, id } of changes) {
    if (type !== 'voter' || isVoter(configuration, id)) continue;
    if (!isMember(configuration, id)) return 'unknown-member';
    const progress = leadership?.progress.get(id);
    const match = progress?.match ?? 0;
    const isClose = match > 0 && match + options.maxPromotionLag >= log.lastIndex;
    if (progress?.recentlyActive !== true || !isClose) return 'learner-behind';
  }
  return undefined;
}
