/** The ways from one role to another, except becoming leader. */
import { invariant, safeNext } from './invariant.js';
import { randomInteger } from './random.js';
import type { CoreState } from './core-state.js';
import type { MemberId } from './types.js';

/**
 * Follows `leader` (0 = unknown) in `term`. A follower that only learns of a newer term keeps its election
 * timer, or members that cannot win would hold up those that can.
 */
export function becomeFollower(state: CoreState, term: number, leader: MemberId): void {
  const keepTimer = state.role === 'follower' && leader === 0;
  endLeadership(state, term);
  enterTerm(state, term);
  state.role = 'follower';
  setLeader(state, leader);
  if (!keepTimer) restartElectionTimer(state);
}

/** Asks around before the term is touched. Thesis, section 9.6. */
export function becomePreCandidate(state: CoreState): void {
  invariant(state.role !== 'leader', 'a leader became a candidate');
  state.role = 'pre-candidate';
  setLeader(state, 0);
  state.votes = new Map();
  restartElectionTimer(state);
}

export function becomeCandidate(state: CoreState): void {
  invariant(state.role !== 'leader', 'a leader became a candidate');
  enterTerm(state, safeNext(state.term));
  state.vote = state.options.id;
  state.role = 'candidate';
  setLeader(state, 0);
  restartElectionTimer(state);
}

/** 0 = unknown. What was known of the connection with the one before says nothing of this one. */
export function setLeader(state: CoreState, leader: MemberId): void {
  state.leader = leader;
  state.lostLeader = undefined;
}

export function restartElectionTimer(state: CoreState): void {
  const { electionTicks } = state.options;
  state.electionElapsed = 0;
  state.electionTimeout = randomInteger(state.random, electionTicks, 2 * electionTicks - 1);
}

function enterTerm(state: CoreState, term: number): void {
  invariant(term >= state.term, 'the term went backwards');
  state.votes = new Map();
  if (term === state.term) return;
  state.term = term;
  state.vote = 0;
  // They claim what a write was still to make durable; in the new term that write may no longer hold it.
  state.outboxAfterWrite = [];
}

/** Waiting readers are told in the new term to ask again; nobody may be answered from the old one. */
function endLeadership(state: CoreState, term: number): void {
  const reads = state.leadership?.reads.drain() ?? [];
  state.leadership = undefined;
  for (const { from, requestId } of reads) {
    if (from === state.options.id) {
      state.readOutcomes.push({ requestId, index: undefined });
    } else {
      state.outbox.push({
        type: 'read-index-response',
        from: state.options.id,
        to: from,
        term,
        requestId,
        index: 0,
        rejected: true,
      });
    }
  }
}
