/** What the core wants done, and in which order. */
import { flushAppends } from './replication.js';
import { flushReads } from './reads.js';
import { invariant } from './invariant.js';
import type { CoreState, ReadOutcome, WriteTicket } from './core-state.js';
import type { Entry, HardState, SnapshotMeta } from './types.js';
import type { Message } from './message.js';

export interface Write {
  readonly ticket: WriteTicket;
  readonly entries: readonly Entry[];
  readonly hardState?: HardState;
  /**
   * The state received for this point takes the place of log and state, before `entries`: the log begins behind it
   * durably, then the state is installed, then the write counts as done.
   */
  readonly snapshot?: SnapshotMeta;
  /** False only for a change of the commit hint alone. */
  readonly mustSync: boolean;
  /** Must not leave before the write is durable. */
  readonly messagesAfter: readonly Message[];
}

/**
 * `messages` may leave at once, even while `write` is on its way: they claim nothing about it. After the write,
 * `written(ticket)` is called, then `messagesAfter` leave. Messages addressed to the member itself, its own vote and its
 * own match, are stepped like those that arrive. `committed` is applied in order and reported by `appliedTo`. At most
 * `maxWritesInFlight` writes are outstanding; they end in order, and what comes meanwhile forms the next one.
 */
export interface Ready {
  readonly messages: readonly Message[];
  readonly write: Write | undefined;
  readonly committed: readonly Entry[];
  readonly reads: readonly ReadOutcome[];
}

export function takeReady(state: CoreState): Ready {
  if (state.leadership !== undefined) {
    flushReads(state, state.leadership);
    flushAppends(state, state.leadership);
  }
  const { options } = state;
  const write = takeWrite(state);
  const messages = state.outbox;
  state.outbox = [];
  const reads = state.readOutcomes;
  state.readOutcomes = [];
  return {
    messages,
    write,
    committed: state.log.takeCommitted({
      maxBytes: options.maxCommittedBytes,
      maxEntries: options.maxCommittedEntries,
      maxUnapplied: options.maxUnappliedBytes,
    }),
    reads,
  };
}

function takeWrite(state: CoreState): Write | undefined {
  const { log, options, storedHardState: stored, writesInFlight, diskFull } = state;
  if (writesInFlight.length >= options.maxWritesInFlight) return undefined;
  if (diskFull) withholdAnswers(state);
  const { term, vote } = state;
  const electionChanged = term !== stored.term || vote !== stored.vote;
  const hasContent = state.snapshotToWrite !== undefined || log.hasUnwritten;
  const mustSync = electionChanged || (hasContent && !diskFull);
  // What waits claims what is durable already, or what a write under way makes so: an empty one goes behind that.
  const isBehind = state.outboxAfterWrite.length > 0 && writesInFlight.length > 0;
  if (mustSync || isBehind || (log.commit !== stored.commit && !diskFull)) {
    return beginWrite(state, mustSync);
  }
  // Spread into a call they would be arguments, of which a stack holds only so many.
  state.outbox = state.outbox.concat(state.outboxAfterWrite);
  state.outboxAfterWrite = [];
  return undefined;
}

function beginWrite(state: CoreState, mustSync: boolean): Write {
  const { log, term, vote, diskFull, storedHardState: stored } = state;
  const snapshot = diskFull ? undefined : state.snapshotToWrite;
  const entries = diskFull ? [] : log.takeUnwritten();
  if (diskFull) log.takeNothing();
  else state.snapshotToWrite = undefined;
  const commit = diskFull ? Math.min(log.commit, durableIndex(state)) : log.commit;
  const hardState = { term, vote, commit };
  const isChanged =
    term !== stored.term || vote !== stored.vote || hardState.commit !== stored.commit;
  const messagesAfter = state.outboxAfterWrite;
  const last = entries.at(-1);
  if (state.leadership !== undefined && last !== undefined) {
    messagesAfter.push(ownAnswer(state, last.index));
  }
  state.writesBegun += 1;
  const ticket: WriteTicket = { number: state.writesBegun, installs: snapshot !== undefined };
  state.writesInFlight.push(ticket);
  state.storedHardState = hardState;
  state.outboxAfterWrite = [];
  return {
    ticket,
    entries,
    ...(snapshot && { snapshot }),
    ...(isChanged && { hardState }),
    mustSync,
    messagesAfter,
  };
}

/** See `RaftCore.notWritten`. */
export function notWritten(state: CoreState, write: Write): void {
  invariant(
    state.writesInFlight.length === 1 && state.writesInFlight[0]?.number === write.ticket.number,
    'another write than the one under way came to nothing',
  );
  state.writesInFlight = [];
  state.log.notWritten();
  state.diskFull = true;
  state.snapshotToWrite ??= write.snapshot;
  // Neither term nor vote is known to be stored.
  state.storedHardState = { ...state.storedHardState, term: -1 };
  const isCurrent = (message: Message): boolean => message.term === state.term;
  state.outboxAfterWrite = [...write.messagesAfter.filter(isCurrent), ...state.outboxAfterWrite];
}

/** The leader asks again; what it is not told it does not count. Nobody is asked for a vote for what may be lost. */
function withholdAnswers(state: CoreState): void {
  const durable = durableIndex(state);
  state.outboxAfterWrite = state.outboxAfterWrite.filter((message) => {
    if (message.type === 'append-response') return message.index <= durable;
    return message.type !== 'vote-request' || message.lastIndex <= durable;
  });
}

/** 0 while a received state waits for room: of the old log nothing counts any more, of the new one nothing yet. */
function durableIndex(state: CoreState): number {
  return state.snapshotToWrite === undefined ? state.log.stable : 0;
}

function ownAnswer(state: CoreState, index: number): Message {
  const { id } = state.options;
  return {
    type: 'append-response',
    from: id,
    to: id,
    term: state.term,
    accepted: true,
    index,
    hintIndex: 0,
    hintTerm: 0,
  };
}
