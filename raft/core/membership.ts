/** Configuration changes: proposed by the leader one after the other, in force when applied. Thesis, chapter 4. */
import { abortTransferUnlessVoter } from './transfer.js';
import { advanceCommit } from './replication.js';
import { appendOwn } from './leader.js';
import { becomeFollower } from './transitions.js';
import {
  decodeConfiguration,
  encodeConfiguration,
  isJoint,
  isMember,
  isVoter,
  membersOf,
} from './configuration.js';
import { onRoundAnswered } from './reads.js';
import { Progress } from './progress.js';
import { successor } from './change.js';
import type { ConfigurationChange, SuccessorRefusal, Transition } from './change.js';
import type { CoreState, Leadership } from './core-state.js';
import type { Configuration, Entry, MemberId } from './types.js';

/** `change-pending`: one is not applied yet, or nothing of the own term is committed. */
export type ChangeRefusal =
  SuccessorRefusal | 'not-leader' | 'busy' | 'change-pending' | 'learner-behind';

export type ChangeOutcome =
  | { readonly kind: 'appended'; readonly entry: Entry }
  | { readonly kind: 'refused'; readonly code: ChangeRefusal };

/** The entry carries the whole resulting configuration. */
export function proposeChange(
  state: CoreState,
  changes: readonly ConfigurationChange[],
  transition: Transition,
): ChangeOutcome {
  const { configuration, leadership, options } = state;
  if (leadership === undefined || !isMember(configuration, options.id)) {
    return { kind: 'refused', code: 'not-leader' };
  }
  if (leadership.transfer !== undefined) return { kind: 'refused', code: 'busy' };
  if (isBarred(state, leadership)) return { kind: 'refused', code: 'change-pending' };
  const next = successor(configuration, changes, transition);
  if (next.kind === 'refused') return next;
  return { kind: 'appended', entry: append(state, leadership, next.configuration) };
}

/** Called with every applied `config` entry, in order. */
export function activate(state: CoreState, entry: Entry): void {
  state.configuration = decodeConfiguration(entry.data);
  const { leadership, configuration, options } = state;
  if (leadership === undefined) return;
  leadership.progress = progressFor(state, leadership);
  if (!isVoter(configuration, options.id) && options.stepDownOnRemoval) {
    becomeFollower(state, state.term, 0);
    return;
  }
  // A smaller quorum may already hold what the larger one was waited for.
  advanceCommit(state, leadership);
  onRoundAnswered(state, leadership);
  abortTransferUnlessVoter(state, leadership);
}

/**
 * Leaves a joint configuration that is to be left automatically, as soon as it is applied. Asked again and again:
 * a handover that is under way, or a change of leader, only delays it.
 */
export function leaveJointIfDue(state: CoreState, leadership: Leadership): void {
  const { configuration } = state;
  if (!configuration.autoLeave || !isJoint(configuration)) return;
  if (leadership.transfer !== undefined || isBarred(state, leadership)) return;
  const next = successor(configuration, [], 'auto');
  if (next.kind === 'next') append(state, leadership, next.configuration);
}

function append(state: CoreState, leadership: Leadership, next: Configuration): Entry {
  const entry = appendOwn(state, 'config', encodeConfiguration(next));
  leadership.uncommittedBytes += entry.data.length;
  leadership.barrier = entry.index;
  return entry;
}

/**
 * The change before must be applied, and something of the own term committed: otherwise two leaders can
 * decide by majorities that do not meet (raft-dev, July 2015).
 */
function isBarred(state: CoreState, leadership: Leadership): boolean {
  const { log } = state;
  return log.applied < leadership.barrier || log.commit < leadership.firstOwnIndex;
}

function progressFor(state: CoreState, leadership: Leadership): ReadonlyMap<MemberId, Progress> {
  const { configuration, options, log } = state;
  const others = membersOf(configuration).filter((id) => id !== options.id);
  return new Map(
    others.map((id) => [
      id,
      // Probed with the last entry: a member that lacks everything before it says so.
      leadership.progress.get(id) ?? new Progress(id, log.lastIndex, options, true),
    ]),
  );
}
