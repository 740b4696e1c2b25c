/** A follower (or learner): takes entries and heartbeats, answers when they are durable, watches the time. */
import { campaign, mayCampaign, startElection } from './election.js';
import { isTurn, takeTurn } from './lost-leader.js';
import { setLeader } from './transitions.js';
import { takeSnapshot } from './snapshot.js';
import type {
  AppendRequest,
  Heartbeat,
  InstallSnapshot,
  Message,
  ReadIndexRequest,
} from './message.js';
import type { CoreState } from './core-state.js';

export function stepFollower(state: CoreState, message: Message): void {
  const { type } = message;
  if (type === 'append-request') {
    heardLeader(state, message);
    takeEntries(state, message);
  } else if (type === 'heartbeat') {
    heardLeader(state, message);
    answerHeartbeat(state, message);
  } else if (type === 'install-snapshot') {
    heardLeader(state, message);
    accept(state, message, takeSnapshot(state, message));
  } else if (type === 'timeout-now') {
    if (mayCampaign(state)) startElection(state, true);
  } else if (type === 'read-index-request') {
    refuseRead(state, message);
  } else if (type === 'read-index-response') {
    const index = message.rejected ? undefined : message.index;
    state.readOutcomes.push({ requestId: message.requestId, index });
  }
}

/** Followers, candidates and learners alike: only voters ever campaign. */
export function tickElection(state: CoreState): void {
  state.electionElapsed += 1;
  if (isTurn(state) && mayCampaign(state)) {
    takeTurn(state);
    campaign(state);
    return;
  }
  if (state.electionElapsed < state.electionTimeout) return;
  if (mayCampaign(state)) {
    campaign(state);
  } else {
    state.electionElapsed = 0;
    setLeader(state, 0);
  }
}

function heardLeader(state: CoreState, message: AppendRequest | Heartbeat | InstallSnapshot): void {
  state.electionElapsed = 0;
  setLeader(state, message.from);
}

/** The leader names no more than it knows us to hold, so a shorter log here means lost entries: that stops us. */
function answerHeartbeat(state: CoreState, message: Heartbeat): void {
  state.log.commitTo(message.commit);
  state.outbox.push({
    type: 'heartbeat-response',
    from: state.options.id,
    to: message.from,
    term: state.term,
    round: message.round,
  });
}

function refuseRead(state: CoreState, message: ReadIndexRequest): void {
  state.outbox.push({
    type: 'read-index-response',
    from: state.options.id,
    to: message.from,
    term: state.term,
    requestId: message.requestId,
    index: 0,
    rejected: true,
  });
}

/** Consistency check, merge, bounded commit. Raft paper, figure 2, AppendEntries. */
function takeEntries(state: CoreState, message: AppendRequest): void {
  const { log } = state;
  if (message.prevIndex < log.commit) {
    if (!message.quiet) accept(state, message, log.commit);
    return;
  }
  if (log.term(message.prevIndex) !== message.prevTerm) {
    refuse(state, message);
    return;
  }
  const verified = log.merge(message.prevIndex, message.entries);
  log.commitTo(Math.min(message.commit, verified));
  if (!message.quiet) accept(state, message, verified);
}

function accept(state: CoreState, message: AppendRequest | InstallSnapshot, index: number): void {
  state.outboxAfterWrite.push({
    type: 'append-response',
    from: state.options.id,
    to: message.from,
    term: state.term,
    accepted: true,
    index,
    hintIndex: 0,
    hintTerm: 0,
  });
}

/** Names the last place that may match, so that the leader needs at most one probe per term. */
function refuse(state: CoreState, message: AppendRequest): void {
  const hintIndex = state.log.lastAtOrBelow(message.prevIndex, message.prevTerm);
  state.outbox.push({
    type: 'append-response',
    from: state.options.id,
    to: message.from,
    term: state.term,
    accepted: false,
    index: message.prevIndex,
    hintIndex,
    hintTerm: state.log.term(hintIndex) ?? 0,
  });
}
