/**
 * Commits told by campaigns. A leader that dies between committing a change of membership and telling it leaves
 * members that know it and may not lead, and members that could lead and ask the wrong quorum.
 */
import { becomeFollower } from './transitions.js';
import { isInstalling } from './snapshot.js';
import type { CommitPoint, Message } from './message.js';
import type { CoreState } from './core-state.js';

export function commitPoint({ log }: CoreState): CommitPoint {
  const commitTerm = log.term(log.commit);
  return commitTerm === undefined ? {} : { commit: log.commit, commitTerm };
}

/** An equal entry has an equal log before it (Raft paper, section 5.3), so a committed one commits what we hold up to it. */
export function learnCommit(state: CoreState, message: Message): void {
  if (!('commitTerm' in message) || state.role === 'leader' || isInstalling(state)) return;
  const { commit = 0, commitTerm } = message;
  const { log } = state;
  if (commit <= log.commit || log.term(commit) !== commitTerm) return;
  log.commitTo(commit);
  const isOutdated = log.configurationIndexes(log.applied, commit).length > 0;
  // It would go on counting the quorum of a configuration that is no longer in force.
  if (state.role !== 'follower' && isOutdated) becomeFollower(state, state.term, 0);
}
