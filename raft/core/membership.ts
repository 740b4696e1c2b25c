/** One configuration change at a time: proposed by the leader, in force when applied. Thesis, chapter 4. */
import {
  alreadyHolds,
  decodeConfiguration,
  encodeConfiguration,
  isJoint,
  isVoter,
  membersOf,
  successor,
} from './configuration.js';
import { abortTransferUnlessVoter } from './transfer.js';
import { advanceCommit } from './replication.js';
import { appendOwn } from './leader.js';
import { becomeFollower } from './transitions.js';
import { invariant } from './invariant.js';
import { onRoundAnswered } from './reads.js';
import { Progress } from './progress.js';
import type { ConfigurationChange } from './configuration.js';
import type { CoreState, Leadership } from './core-state.js';
import type { Configuration, Entry, MemberId } from './types.js';

export type ChangeRefusal =
  'not-leader' | 'busy' | 'change-pending' | 'learner-behind' | 'unknown-member' | 'last-voter';

export type ChangeOutcome =
  | { readonly kind: 'appended'; readonly entry: Entry }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ChangeRefusal };

export function proposeChange(state: CoreState, change: ConfigurationChange): ChangeOutcome {
  const { leadership } = state;
  if (leadership === undefined) return { kind: 'refused', code: 'not-leader' };
  if (leadership.transfer !== undefined) return { kind: 'refused', code: 'busy' };
  if (isBarred(state, leadership)) return { kind: 'refused', code: 'change-pending' };
  if (alreadyHolds(state.configuration, change)) return { kind: 'unchanged' };
  const code = refusal(state, leadership, change);
  if (code !== undefined) return { kind: 'refused', code };
  const next = successor(state.configuration, change);
  const entry = appendOwn(state, 'config', encodeConfiguration(next));
  leadership.uncommittedBytes += entry.data.length;
  leadership.barrier = entry.index;
  return { kind: 'appended', entry };
}

/** Called with every applied `config` entry, in order. */
export function activate(state: CoreState, entry: Entry): void {
  state.configuration = readConfiguration(entry);
  const { leadership, configuration, options } = state;
  if (leadership === undefined) return;
  leadership.progress = progressFor(state, leadership);
  if (!isVoter(configuration, options.id)) {
    becomeFollower(state, state.term, 0);
    return;
  }
  // A smaller quorum may already hold what the larger one was waited for.
  advanceCommit(state, leadership);
  onRoundAnswered(state, leadership);
  abortTransferUnlessVoter(state, leadership);
}

export function readConfiguration(entry: Entry): Configuration {
  const configuration = decodeConfiguration(entry.data);
  const { learnersNext, autoLeave } = configuration;
  invariant(
    !isJoint(configuration) && learnersNext.length === 0 && !autoLeave,
    `entry ${entry.index} needs joint consensus, which this version does not have`,
  );
  return configuration;
}

/**
 * The change before must be applied, and something of the own term committed: otherwise two leaders can
 * decide by majorities that do not meet (raft-dev, July 2015).
 */
function isBarred(state: CoreState, leadership: Leadership): boolean {
  const { log } = state;
  return log.applied < leadership.barrier || log.commit < leadership.firstOwnIndex;
}

function refusal(
  state: CoreState,
  leadership: Leadership,
  change: ConfigurationChange,
): ChangeRefusal | undefined {
  switch (change.kind) {
    case 'add-learner':
      return Number.isSafeInteger(change.id) && change.id > 0 ? undefined : 'unknown-member';
    case 'promote':
      return promotionRefusal(state, leadership.progress.get(change.id));
    case 'remove': {
      const { voters } = state.configuration;
      return voters.length === 1 && voters[0] === change.id ? 'last-voter' : undefined;
    }
  }
}

function promotionRefusal(
  state: CoreState,
  progress: Progress | undefined,
): ChangeRefusal | undefined {
  if (progress === undefined) return 'unknown-member';
  const isClose = progress.match + state.options.maxPromotionLag >= state.log.lastIndex;
  return progress.match > 0 && progress.recentlyActive && isClose ? undefined : 'learner-behind';
}

function progressFor(state: CoreState, leadership: Leadership): ReadonlyMap<MemberId, Progress> {
  const { configuration, options, log } = state;
  const others = membersOf(configuration).filter((id) => id !== options.id);
  return new Map(
    others.map((id) => [
      id,
      leadership.progress.get(id) ?? new Progress(id, log.lastIndex + 1, options, true),
    ]),
  );
}
