/** A candidate or pre-candidate: counts answers until it wins, loses or hears a leader. */
import { becomeFollower } from './transitions.js';
import { becomeLeader } from './leader.js';
import { startElection } from './election.js';
import { stepFollower } from './follower.js';
import { voteOutcome } from './quorum.js';
import type { CoreState } from './core-state.js';
import type { Message } from './message.js';
import type { MemberId } from './types.js';

/** `message.term` equals ours, or is the next one for a granted pre-vote. The own vote comes like all others. */
export function stepCandidate(state: CoreState, message: Message): void {
  const { type } = message;
  if (type === 'append-request' || type === 'heartbeat' || type === 'install-snapshot') {
    becomeFollower(state, message.term, message.from);
    stepFollower(state, message);
  } else if (type === 'read-index-request' || type === 'read-index-response') {
    stepFollower(state, message);
  } else if (type === 'pre-vote-response' && state.role === 'pre-candidate') {
    // A grant names the term it is for: one for an older campaign does not count.
    if (!message.granted || message.term === state.term + 1) {
      count(state, message.from, message.granted);
    }
  } else if (type === 'vote-response' && state.role === 'candidate') {
    count(state, message.from, message.granted);
  }
}

function count(state: CoreState, from: MemberId, granted: boolean): void {
  if (!state.votes.has(from)) state.votes.set(from, granted);
  switch (voteOutcome(state.configuration, state.votes)) {
    case 'won':
      if (state.role === 'pre-candidate') startElection(state, false);
      else becomeLeader(state);
      return;
    case 'lost':
      becomeFollower(state, state.term, 0);
      return;
    case 'pending':
      return;
  }
}
