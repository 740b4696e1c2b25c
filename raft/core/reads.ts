/** ReadIndex on every role: the leader confirms by heartbeat rounds, others ask the leader. Thesis, section 6.4. */
import { committedIndex } from './quorum.js';
import { sendHeartbeats } from './replication.js';
import type { CoreState, Leadership } from './core-state.js';
import type { PendingRead } from './read-index.js';

/** Asks for an index on behalf of this member; the answer comes as a `ReadOutcome`. False: no leader is known. */
export function requestRead(state: CoreState, requestId: number): boolean {
  const from = state.options.id;
  if (state.leadership !== undefined) {
    state.leadership.reads.add({ from, requestId });
    return true;
  }
  if (state.leader === 0) return false;
  state.outbox.push({
    type: 'read-index-request',
    from,
    to: state.leader,
    term: state.term,
    requestId,
  });
  return true;
}

/** Starts a round for the reads that wait, once something of this term is committed. */
export function flushReads(state: CoreState, leadership: Leadership): void {
  const { reads, rounds } = leadership;
  if (state.log.commit < leadership.firstOwnIndex || !reads.isWaiting) return;
  if (holdsLease(state, leadership)) {
    reads.begin(state.log.commit, rounds.last);
    answer(state, leadership);
    return;
  }
  reads.begin(state.log.commit, rounds.last + 1);
  sendHeartbeats(state, leadership);
  // A sole voter confirms itself.
  onRoundAnswered(state, leadership);
}

export function onRoundAnswered(state: CoreState, leadership: Leadership): void {
  const { awaited } = leadership.reads;
  if (awaited === undefined || answeredRound(state, leadership) < awaited) return;
  answer(state, leadership);
  flushReads(state, leadership);
}

/** The latest round that a quorum of voters has answered. */
function answeredRound(state: CoreState, leadership: Leadership): number {
  const { progress, rounds } = leadership;
  return committedIndex(state.configuration, (id) =>
    id === state.options.id ? rounds.last : (progress.get(id)?.ackedRound ?? 0),
  );
}

/** Not while leadership is being handed over: the successor campaigns against our lease. */
function holdsLease(state: CoreState, leadership: Leadership): boolean {
  const { options } = state;
  if (options.readOnly !== 'lease' || !options.checkQuorum) return false;
  if (leadership.transfer !== undefined) return false;
  return leadership.rounds.isFresh(answeredRound(state, leadership), options.electionTicks - 1);
}

function answer(state: CoreState, leadership: Leadership): void {
  for (const { index, ...read } of leadership.reads.finish()) deliver(state, read, index);
}

function deliver(state: CoreState, read: PendingRead, index: number): void {
  if (read.from === state.options.id) {
    state.readOutcomes.push({ requestId: read.requestId, index });
    return;
  }
  state.outbox.push({
    type: 'read-index-response',
    from: state.options.id,
    to: read.from,
    term: state.term,
    requestId: read.requestId,
    index,
    rejected: false,
  });
}
