/** ReadIndex on every role: the leader confirms by heartbeat rounds, others ask the leader. Thesis, section 6.4. */
import { isQuorum } from './quorum.js';
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
  if (state.log.commit < leadership.firstOwnIndex) return;
  while (leadership.reads.begin(state.log.commit)) {
    if (!isConfirmed(state, leadership)) {
      sendHeartbeats(state, leadership);
      return;
    }
    answer(state, leadership);
  }
}

export function onRoundAnswered(state: CoreState, leadership: Leadership): void {
  if (leadership.reads.isUnderway && isConfirmed(state, leadership)) answer(state, leadership);
}

function isConfirmed(state: CoreState, leadership: Leadership): boolean {
  const { round } = leadership.reads;
  return isQuorum(
    state.configuration,
    (id) => id === state.options.id || (leadership.progress.get(id)?.ackedRound ?? 0) >= round,
  );
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
