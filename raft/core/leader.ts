/** The leader: takes office, answers what comes, keeps its quorum under watch. */
import { onAppendResponse, sendHeartbeats } from './replication.js';
import { becomeFollower, restartElectionTimer, setLeader } from './transitions.js';
import { HeartbeatRounds } from './heartbeat-rounds.js';
import { invariant } from './invariant.js';
import { isQuorum } from './quorum.js';
import { membersOf } from './configuration.js';
import { onRoundAnswered } from './reads.js';
import { Progress } from './progress.js';
import { ReadQueue } from './read-index.js';
import { tickTransfer } from './transfer.js';
import type { CoreState, Leadership } from './core-state.js';
import type { Entry, EntryType } from './types.js';
import type { HeartbeatResponse, Message, MessageType } from './message.js';

const NOTHING = new Uint8Array(0);

/** Appends an empty entry at once: without an entry of its own term a leader can commit nothing. */
export function becomeLeader(state: CoreState): void {
  const { log, options } = state;
  invariant(state.role === 'candidate', 'only a candidate becomes leader');
  state.role = 'leader';
  setLeader(state, options.id);
  restartElectionTimer(state);
  state.leadership = {
    progress: new Map(
      membersOf(state.configuration)
        .filter((id) => id !== options.id)
        .map((id) => [id, new Progress(id, log.lastIndex + 1, options, false)]),
    ),
    ownMatch: log.stable,
    rounds: new HeartbeatRounds(),
    reads: new ReadQueue(),
    firstOwnIndex: log.lastIndex + 1,
    // It cannot tell which configuration entries in the tail are pending, so it waits for the whole tail.
    barrier: log.lastIndex,
    uncommittedBytes: log.payloadBytes(log.commit, log.lastIndex),
    transfer: undefined,
  };
  appendOwn(state, 'noop', NOTHING);
  sendHeartbeats(state, state.leadership);
}

export function appendOwn(state: CoreState, type: EntryType, data: Uint8Array): Entry {
  const entry: Entry = { index: state.log.lastIndex + 1, term: state.term, type, data };
  invariant(Number.isSafeInteger(entry.index), 'an index left the safe integers');
  state.log.append([entry]);
  return entry;
}

/** `message.term` is ours. */
export function stepLeader(state: CoreState, leadership: Leadership, message: Message): void {
  const { type, from } = message;
  invariant(
    !LEADERS_SAY.has(type),
    `members ${from} and ${state.options.id} both lead term ${state.term}`,
  );
  if (type === 'append-response') onAppendResponse(state, leadership, message);
  else if (type === 'heartbeat-response') onHeartbeatResponse(state, leadership, message);
  else if (type === 'read-index-request') {
    leadership.reads.add({ from, requestId: message.requestId });
  }
}

const LEADERS_SAY: ReadonlySet<MessageType> = new Set([
  'append-request',
  'heartbeat',
  'install-snapshot',
]);

export function tickLeader(state: CoreState, leadership: Leadership): void {
  state.electionElapsed += 1;
  state.heartbeatElapsed += 1;
  const { electionTicks, heartbeatTicks, checkQuorum } = state.options;
  leadership.rounds.tick(electionTicks);
  tickTransfer(state, leadership);
  if (state.electionElapsed >= electionTicks) {
    state.electionElapsed = 0;
    if (checkQuorum && !hasQuorum(state, leadership)) {
      becomeFollower(state, state.term, 0);
      return;
    }
  }
  if (state.heartbeatElapsed >= heartbeatTicks) sendHeartbeats(state, leadership);
}

function onHeartbeatResponse(
  state: CoreState,
  leadership: Leadership,
  message: HeartbeatResponse,
): void {
  const progress = leadership.progress.get(message.from);
  if (progress === undefined) return;
  progress.recentlyActive = true;
  progress.ackedRound = Math.max(progress.ackedRound, message.round);
  progress.resume(state.log.lastIndex);
  onRoundAnswered(state, leadership);
}

/** Whether a majority of voters was heard since the last look; looking resets. Thesis, section 6.2. */
function hasQuorum(state: CoreState, leadership: Leadership): boolean {
  const heard = isQuorum(
    state.configuration,
    (id) => id === state.options.id || leadership.progress.get(id)?.recentlyActive === true,
  );
  for (const progress of leadership.progress.values()) progress.recentlyActive = false;
  return heard;
}
