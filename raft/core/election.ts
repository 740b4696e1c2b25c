/** Campaigns and the answers to other members' campaigns. Raft paper, section 5.2; thesis, section 9.6. */
import { isVoter, membersOf } from './configuration.js';
import { becomeCandidate, becomePreCandidate } from './transitions.js';
import { isInstalling } from './snapshot.js';
import { commitPoint } from './commit-point.js';
import { hasTakenTurn, postponeTurn } from './lost-leader.js';
import type { CoreState } from './core-state.js';
import type { PreVoteRequest, VoteRequest } from './message.js';
import type { MemberId } from './types.js';

/**
 * Only a voter, and not while a committed configuration waits to be applied: it would count the wrong
 * quorum. Nor while its disk has no room: it could hold nothing of what it would be asked to lead.
 */
export function mayCampaign(state: CoreState): boolean {
  const { log, configuration, options } = state;
  return (
    isVoter(configuration, options.id) &&
    !isInstalling(state) &&
    !state.diskFull &&
    log.configurationIndexes(log.applied, log.commit).length === 0
  );
}

/** Begins with a pre-vote where that is on. */
export function campaign(state: CoreState): void {
  if (!state.options.preVote) {
    startElection(state, false);
    return;
  }
  becomePreCandidate(state);
  const { id } = state.options;
  const term = state.term + 1;
  const point = commitPoint(state);
  state.outbox.push({ type: 'pre-vote-response', from: id, to: id, term, granted: true, ...point });
  for (const to of otherVoters(state)) {
    state.outbox.push({
      type: 'pre-vote-request',
      from: id,
      to,
      term,
      lastIndex: state.log.lastIndex,
      lastTerm: state.log.lastTerm,
      ...point,
    });
  }
}

/**
 * The real election. Requests wait for the write: a candidate that forgot its tail in a crash could
 * otherwise collect grants for a log it no longer has. Its own vote is an answer to itself behind the same write.
 */
export function startElection(state: CoreState, transfer: boolean): void {
  becomeCandidate(state);
  const { id } = state.options;
  const point = commitPoint(state);
  state.outboxAfterWrite.push({
    type: 'vote-response',
    from: id,
    to: id,
    term: state.term,
    granted: true,
    ...point,
  });
  for (const to of otherVoters(state)) {
    state.outboxAfterWrite.push({
      type: 'vote-request',
      from: id,
      to,
      term: state.term,
      lastIndex: state.log.lastIndex,
      lastTerm: state.log.lastTerm,
      transfer,
      ...point,
    });
  }
}

/**
 * While a leader is heard and the connection with it is whole, nobody else is helped against it, save whom it named
 * itself, and save the leader that stepped down and has to come back.
 */
export function ignoresCampaigns(state: CoreState, request: PreVoteRequest | VoteRequest): boolean {
  const { checkQuorum, electionTicks } = state.options;
  if (request.type === 'vote-request' && request.transfer) return false;
  // A member that started again forgot whom it promised not to act against.
  if (state.options.readOnly === 'lease' && state.ticks < electionTicks) return true;
  if (!checkQuorum || state.leader === 0 || state.lostLeader !== undefined) return false;
  return state.electionElapsed < electionTicks && request.from !== state.leader;
}

/** A grant moves neither our term, nor our vote, nor our timer; it may end our own asking. */
export function answerPreVote(state: CoreState, request: PreVoteRequest): void {
  const granted =
    request.term > state.term && state.log.isUpToDate(request.lastIndex, request.lastTerm);
  if (granted) yieldTo(state, request.from);
  state.outbox.push({
    type: 'pre-vote-response',
    from: state.options.id,
    to: request.from,
    term: granted ? request.term : state.term,
    granted,
    ...commitPoint(state),
  });
}

/** Two that noticed the same loss would both be granted, and then split the votes: the smaller id goes on. */
function yieldTo(state: CoreState, other: MemberId): void {
  const { id } = state.options;
  if (state.role === 'pre-candidate' && hasTakenTurn(state) && other < id)
    state.votes.set(id, false);
  else postponeTurn(state);
}

/** Learners and members of no configuration answer too: they may have been promoted without knowing. */
export function answerVote(state: CoreState, request: VoteRequest): void {
  const free = state.vote === request.from || (state.vote === 0 && state.leader === 0);
  const granted = free && state.log.isUpToDate(request.lastIndex, request.lastTerm);
  if (granted) {
    state.vote = request.from;
    state.electionElapsed = 0;
  }
  state.outboxAfterWrite.push({
    type: 'vote-response',
    from: state.options.id,
    to: request.from,
    term: state.term,
    granted,
    ...commitPoint(state),
  });
}

function otherVoters(state: CoreState): readonly MemberId[] {
  return membersOf(state.configuration).filter(
    (id) => id !== state.options.id && isVoter(state.configuration, id),
  );
}
