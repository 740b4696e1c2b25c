/**
 * A follower whose connection with its leader broke. A killed process is known by it long before the election timeout:
 * the follower no longer protects that leader against campaigns, and campaigns itself when its turn comes. A leader
 * that lives is heard again, which ends all this, and whoever still hears it refuses the pre-vote.
 */
import { isVoter, membersOf } from './configuration.js';
import type { CoreState } from './core-state.js';

/**
 * Nothing without pre-vote and check-quorum, as a broken connection would then depose a leader that everybody else
 * hears, and nothing where followers' silence is what a lease rests on.
 */
export function leaderUnreachable(state: CoreState): void {
  const { preVote, checkQuorum, readOnly } = state.options;
  if (!preVote || !checkQuorum || readOnly === 'lease') return;
  if (state.role !== 'follower' || state.lostLeader !== undefined) return;
  state.lostLeader = { turn: Math.max(turnOf(state), state.earliestTurn) };
}

export function isTurn(state: CoreState): boolean {
  return state.lostLeader !== undefined && state.ticks >= state.lostLeader.turn;
}

/** Somebody else asks: it has two heartbeat intervals to win. */
export function postponeTurn(state: CoreState): void {
  if (state.lostLeader === undefined) return;
  const { heartbeatTicks } = state.options;
  const turn = Math.max(state.lostLeader.turn, state.ticks + 2 * heartbeatTicks);
  state.lostLeader = { turn };
}

/** A connection that breaks again and again makes no more campaigns than a leader that is never heard. */
export function takeTurn(state: CoreState): void {
  state.earliestTurn = state.ticks + 2 * state.options.electionTicks;
}

/** Not long ago: the campaign that began with it may still be going on. */
export function hasTakenTurn(state: CoreState): boolean {
  return state.earliestTurn - state.ticks > state.options.electionTicks;
}

/** One after the other by id, a heartbeat interval apart: enough for the one before to win and be heard. */
function turnOf(state: CoreState): number {
  const { id, heartbeatTicks } = state.options;
  const before = membersOf(state.configuration).filter(
    (member) => member < id && member !== state.leader && isVoter(state.configuration, member),
  );
  return state.ticks + 1 + before.length * heartbeatTicks;
}
