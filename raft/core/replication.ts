/** The leader's side of the log: what to send to whom, what the answers mean, and when an entry is committed. */
import { committedIndex } from './quorum.js';
import { finishTransferIfCaughtUp } from './transfer.js';
import { invariant } from './invariant.js';
import { offerSnapshot } from './snapshot.js';
import type { AppendResponse } from './message.js';
import type { CoreState, Leadership } from './core-state.js';
import type { Progress } from './progress.js';

/** Sends every member what its window allows; called once for all that happened before a `Ready`. */
export function flushAppends(state: CoreState, leadership: Leadership): void {
  for (const progress of leadership.progress.values()) {
    while (!progress.paused && progress.next <= state.log.lastIndex) {
      if (!sendAppend(state, progress, state.options.maxAppendBytes)) break;
      progress.nudge = false;
    }
    if (isEmptyDue(state, progress)) sendAppend(state, progress, 0);
    progress.nudge = false;
  }
}

export function onAppendResponse(
  state: CoreState,
  leadership: Leadership,
  message: AppendResponse,
): void {
  if (message.from === state.options.id) {
    onOwnWrite(state, leadership, message.index);
    return;
  }
  const progress = leadership.progress.get(message.from);
  if (progress === undefined) return;
  progress.recentlyActive = true;
  if (!message.accepted) {
    progress.refused(message.index, state.log.lastAtOrBelow(message.hintIndex, message.hintTerm));
    return;
  }
  if (message.index > state.log.lastIndex) {
    state.dropped += 1;
    return;
  }
  if (progress.accepted(message.index, state.log.firstIndex)) {
    advanceCommit(state, leadership);
    finishTransferIfCaughtUp(state, leadership);
  }
}

/** Our own answer comes behind the write like everybody else's. Thesis, section 10.2.1. */
function onOwnWrite(state: CoreState, leadership: Leadership, index: number): void {
  if (index <= leadership.ownMatch) return;
  invariant(index <= state.log.stable, 'an own write is claimed that is not durable');
  leadership.ownMatch = index;
  advanceCommit(state, leadership);
}

/** Commits by counting, but only entries of the own term. Raft paper, section 5.4.2 and figure 8. */
export function advanceCommit(state: CoreState, leadership: Leadership): void {
  const { log, configuration, options } = state;
  const index = committedIndex(configuration, (id) =>
    id === options.id ? leadership.ownMatch : (leadership.progress.get(id)?.match ?? 0),
  );
  if (index <= log.commit || log.term(index) !== state.term) return;
  leadership.uncommittedBytes -= log.payloadBytes(log.commit, index);
  log.commitTo(index);
}

/** Commit is bounded by what the member is known to hold: its tail beyond is not verified. */
export function sendHeartbeats(state: CoreState, leadership: Leadership): void {
  state.heartbeatElapsed = 0;
  const round = leadership.rounds.begin();
  for (const progress of leadership.progress.values()) {
    state.outbox.push({
      type: 'heartbeat',
      from: state.options.id,
      to: progress.id,
      term: state.term,
      commit: Math.min(progress.match, state.log.commit),
      round,
    });
  }
}

/**
 * An empty append probes a new member, tells a fresh commit at once, or, after a heartbeat answer, finds out
 * whether a whole window was lost.
 */
function isEmptyDue(state: CoreState, progress: Progress): boolean {
  if (progress.state !== 'replicate') return !progress.paused;
  if (progress.nudge) return true;
  return !progress.windowFull && progress.sentCommit < state.log.commit;
}

/** False when the member has to get a state instead. */
function sendAppend(state: CoreState, progress: Progress, maxBytes: number): boolean {
  const { log } = state;
  const prevIndex = progress.next - 1;
  const prevTerm = log.term(prevIndex);
  if (prevTerm === undefined) {
    offerSnapshot(state, progress);
    return false;
  }
  const end = prevIndex + state.options.maxAppendEntries;
  const entries = maxBytes === 0 ? [] : log.slice(progress.next, end, maxBytes);
  const bytes = entries.reduce((sum, entry) => sum + entry.data.length, 0);
  // Every answer costs both ends a turn, and one to a commit alone would say what was said before.
  const isNotice = entries.length === 0 && progress.state === 'replicate' && !progress.nudge;
  state.outbox.push({
    type: 'append-request',
    from: state.options.id,
    to: progress.id,
    term: state.term,
    prevIndex,
    prevTerm,
    commit: log.commit,
    entries,
    ...(isNotice && { quiet: true }),
  });
  if (progress.state === 'replicate') {
    progress.sentCommit = Math.min(log.commit, prevIndex + entries.length);
  }
  progress.sent(entries.length, prevIndex + entries.length, bytes);
  return true;
}
