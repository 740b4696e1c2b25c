/** The gate for every message: is it for us, does it make sense, and what does its term mean. */
import { commitPoint, learnCommit } from './commit-point.js';
import { answerPreVote, answerVote, ignoresCampaigns } from './election.js';
import { becomeFollower } from './transitions.js';
import { MESSAGE_TYPES } from './message.js';
import { stepCandidate } from './candidate.js';
import { stepFollower } from './follower.js';
import { stepLeader } from './leader.js';
import type { CoreState } from './core-state.js';
import type { AppendRequest, Message, MessageType } from './message.js';

/** Kinds from a newer version, and what is malformed or not for us, are counted and dropped. */
export function step(state: CoreState, message: Message): void {
  if (!isSound(state, message)) {
    state.dropped += 1;
    return;
  }
  learnCommit(state, message);
  if (message.term < state.term) {
    answerOldTerm(state, message);
    return;
  }
  if (message.term > state.term && !enterNewerTerm(state, message)) return;
  if (message.type === 'pre-vote-request') answerPreVote(state, message);
  else if (message.type === 'vote-request') answerVote(state, message);
  else byRole(state, message);
}

function byRole(state: CoreState, message: Message): void {
  if (state.leadership !== undefined) stepLeader(state, state.leadership, message);
  else if (state.role === 'follower') stepFollower(state, message);
  else stepCandidate(state, message);
}

/** Returns whether the message still has something to say. Pre-votes move nobody's term, refusals do. */
function enterNewerTerm(state: CoreState, message: Message): boolean {
  const { type } = message;
  const isCampaign = type === 'pre-vote-request' || type === 'vote-request';
  if (isCampaign && ignoresCampaigns(state, message)) return false;
  if (type === 'pre-vote-request') return true;
  if (type === 'pre-vote-response' && message.granted) return true;
  const isFromLeader = FROM_LEADER.has(type);
  becomeFollower(state, message.term, isFromLeader ? message.from : 0);
  return true;
}

/**
 * A deposed leader and a candidate with an old term learn ours from the answer; ignored, they would keep
 * trying for ever, and with pre-vote nobody might ever win.
 */
function answerOldTerm(state: CoreState, message: Message): void {
  const head = { from: state.options.id, to: message.from, term: state.term };
  const { type } = message;
  if (FROM_LEADER.has(type)) {
    state.outbox.push({ ...head, type: 'heartbeat-response', round: 0 });
  } else if (type === 'pre-vote-request') {
    state.outbox.push({
      ...head,
      type: 'pre-vote-response',
      granted: false,
      ...commitPoint(state),
    });
  } else if (type === 'vote-request') {
    state.outbox.push({ ...head, type: 'vote-response', granted: false, ...commitPoint(state) });
  }
}

const FROM_LEADER: ReadonlySet<MessageType> = new Set([
  'append-request',
  'heartbeat',
  'install-snapshot',
]);

/** What a member says to itself, behind its own write. */
const TO_SELF: ReadonlySet<MessageType> = new Set([
  'pre-vote-response',
  'vote-response',
  'append-response',
]);

const KINDS: ReadonlySet<string> = new Set(MESSAGE_TYPES);

function isSound(state: CoreState, message: Message): boolean {
  const { id } = state.options;
  if (!KINDS.has(message.type) || message.to !== id) return false;
  if (message.from === id && !TO_SELF.has(message.type)) return false;
  const numbers = Object.values(message).filter((value) => typeof value === 'number');
  if (message.from === 0 || !numbers.every(isIndex)) return false;
  if (message.type === 'install-snapshot') {
    const { index, term } = message.snapshot;
    return isIndex(index) && isIndex(term) && term <= message.term;
  }
  return message.type !== 'append-request' || isContiguous(message);
}

function isContiguous(message: AppendRequest): boolean {
  let { prevIndex, prevTerm } = message;
  for (const entry of message.entries) {
    if (entry.index !== prevIndex + 1 || entry.term < prevTerm || entry.term > message.term) {
      return false;
    }
    prevIndex = entry.index;
    prevTerm = entry.term;
  }
  return Number.isSafeInteger(prevIndex);
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
