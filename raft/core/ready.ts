/** What the core wants done, and in which order. */
import { flushAppends } from './replication.js';
import { flushReads } from './reads.js';
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
 * `messages` may leave at once, even while `write` is on its way: they claim nothing about it. After the
 * write, first `messagesAfter` leave, then `written(ticket)` is called. `committed` is applied in order and
 * reported by `appliedTo`. At most one write is outstanding; what comes meanwhile forms the next one.
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
    committed: state.log.takeCommitted(options.maxCommittedBytes, options.maxCommittedEntries),
    reads,
  };
}

function takeWrite(state: CoreState): Write | undefined {
  if (state.writeInFlight !== undefined) return undefined;
  const entries = state.log.takeUnwritten();
  const { term, vote, storedHardState: stored } = state;
  const { commit } = state.log;
  const electionChanged = term !== stored.term || vote !== stored.vote;
  const messagesAfter = state.outboxAfterWrite;
  state.outboxAfterWrite = [];
  if (entries.length === 0 && !electionChanged && commit === stored.commit) {
    // Everything these messages claim was written before.
    state.outbox.push(...messagesAfter);
    return undefined;
  }
  state.writesBegun += 1;
  const ticket: WriteTicket = { number: state.writesBegun, term, vote };
  state.writeInFlight = ticket;
  state.storedHardState = { term, vote, commit };
  return {
    ticket,
    entries,
    ...(electionChanged || commit !== stored.commit ? { hardState: state.storedHardState } : {}),
    mustSync: electionChanged || entries.length > 0,
    messagesAfter,
  };
}
