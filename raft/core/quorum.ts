/** Majorities of a configuration; while joint, both halves must agree. Raft paper, section 6. */
import type { Configuration, MemberId } from './types.js';

export type VoteOutcome = 'pending' | 'won' | 'lost';

/** The largest index that a majority of voters is known to hold. No voters hold nothing. */
export function committedIndex(
  configuration: Configuration,
  match: (id: MemberId) => number,
): number {
  const incoming = majorityIndex(configuration.voters, match);
  if (configuration.votersOutgoing.length === 0) return incoming;
  return Math.min(incoming, majorityIndex(configuration.votersOutgoing, match));
}

/** Counts votes; members that are not voters do not count. */
export function voteOutcome(
  configuration: Configuration,
  votes: ReadonlyMap<MemberId, boolean>,
): VoteOutcome {
  const halves = [majorityVote(configuration.voters, votes)];
  if (configuration.votersOutgoing.length > 0) {
    halves.push(majorityVote(configuration.votersOutgoing, votes));
  }
  if (halves.includes('lost')) return 'lost';
  return halves.every((half) => half === 'won') ? 'won' : 'pending';
}

/** Whether those for which `holds` is true form a quorum. */
export function isQuorum(configuration: Configuration, holds: (id: MemberId) => boolean): boolean {
  return committedIndex(configuration, (id) => (holds(id) ? 1 : 0)) === 1;
}

function majorityIndex(voters: readonly MemberId[], match: (id: MemberId) => number): number {
  const descending = voters.map(match).sort((left, right) => right - left);
  return descending[Math.floor(voters.length / 2)] ?? 0;
}

function majorityVote(
  voters: readonly MemberId[],
  votes: ReadonlyMap<MemberId, boolean>,
): VoteOutcome {
  const needed = Math.floor(voters.length / 2) + 1;
  let granted = 0;
  let missing = 0;
  for (const id of voters) {
    const vote = votes.get(id);
    if (vote === undefined) missing += 1;
    else if (vote) granted += 1;
  }
  if (granted >= needed) return 'won';
  return granted + missing >= needed ? 'pending' : 'lost';
}
