/** The core as its caller sees it: messages, ticks and proposals in, `Ready` out. No clock, no I/O, no promises. */
import { activate, proposeChange, readConfiguration } from './membership.js';
import { appendOwn, countOwnMatch, tickLeader } from './leader.js';
import { beginTransfer } from './transfer.js';
import { countOwnVote } from './candidate.js';
import { invariant } from './invariant.js';
import { RaftLog } from './log.js';
import { requestRead } from './reads.js';
import { restartElectionTimer } from './transitions.js';
import { step } from './step.js';
import { takeReady } from './ready.js';
import { tickElection } from './follower.js';
import type { ChangeOutcome } from './membership.js';
import type { ConfigurationChange } from './configuration.js';
import type { CoreOptions } from './options.js';
import type { CoreState, Role, WriteTicket } from './core-state.js';
import type { Configuration, Entry, HardState, MemberId, SnapshotMeta } from './types.js';
import type { Message } from './message.js';
import type { Progress } from './progress.js';
import type { RandomSource } from './random.js';
import type { Ready } from './ready.js';
import type { TransferRefusal } from './transfer.js';

/** What survived: as read from the log store, and how far the state machine had come. */
export interface CoreStart {
  readonly hardState: HardState;
  readonly snapshot: SnapshotMeta;
  readonly entries: readonly Entry[];
  readonly applied: number;
}

export type ProposeOutcome =
  | { readonly kind: 'appended'; readonly index: number; readonly term: number }
  | { readonly kind: 'refused'; readonly code: 'not-leader' | 'busy' | 'too-large' };

export class RaftCore {
  readonly #state: CoreState;

  constructor(options: CoreOptions, start: CoreStart, random: RandomSource) {
    this.#state = restore(options, start, random);
  }

  get role(): Role {
    return this.#state.role;
  }

  get term(): number {
    return this.#state.term;
  }

  get vote(): MemberId {
    return this.#state.vote;
  }

  /** 0 = unknown. */
  get leader(): MemberId {
    return this.#state.leader;
  }

  get configuration(): Configuration {
    return this.#state.configuration;
  }

  get commit(): number {
    return this.#state.log.commit;
  }

  get applied(): number {
    return this.#state.log.applied;
  }

  get lastIndex(): number {
    return this.#state.log.lastIndex;
  }

  get lastTerm(): number {
    return this.#state.log.lastTerm;
  }

  /** Messages dropped because they made no sense here. */
  get dropped(): number {
    return this.#state.dropped;
  }

  /** Other members as the leader sees them, ascending by id; empty elsewhere. */
  get progress(): readonly Progress[] {
    return [...(this.#state.leadership?.progress.values() ?? [])];
  }

  entry(index: number): Entry | undefined {
    return this.#state.log.entry(index);
  }

  step(message: Message): void {
    step(this.#state, message);
  }

  tick(): void {
    const { leadership } = this.#state;
    if (leadership === undefined) tickElection(this.#state);
    else tickLeader(this.#state, leadership);
  }

  /** Appends on the leader; elsewhere nothing is kept. */
  propose(data: Uint8Array): ProposeOutcome {
    const { leadership, options } = this.#state;
    if (leadership === undefined) return { kind: 'refused', code: 'not-leader' };
    if (data.length > options.maxEntryBytes) return { kind: 'refused', code: 'too-large' };
    const total = leadership.uncommittedBytes + data.length;
    const isFull = leadership.uncommittedBytes > 0 && total > options.maxUncommittedBytes;
    if (leadership.transfer !== undefined || isFull) return { kind: 'refused', code: 'busy' };
    leadership.uncommittedBytes = total;
    const { index, term } = appendOwn(this.#state, 'normal', data);
    return { kind: 'appended', index, term };
  }

  proposeChange(change: ConfigurationChange): ChangeOutcome {
    return proposeChange(this.#state, change);
  }

  /** `requestId` must never repeat, across restarts too. False: no leader is known. */
  requestRead(requestId: number): boolean {
    return requestRead(this.#state, requestId);
  }

  transferLeadership(target: MemberId): TransferRefusal | undefined {
    return beginTransfer(this.#state, target);
  }

  /** The transport lost the connection: what was in flight may be gone. */
  unreachable(peer: MemberId): void {
    const progress = this.#state.leadership?.progress.get(peer);
    if (progress?.state === 'replicate') progress.becomeProbe();
  }

  /** Takes what is to be done; see `Ready` for the order. Each thing is handed out once. */
  takeReady(): Ready {
    return takeReady(this.#state);
  }

  /** The write of this ticket is durable. Own vote and own match count from here. */
  written(ticket: WriteTicket): void {
    const state = this.#state;
    invariant(state.writeInFlight?.number === ticket.number, 'a write ended that was not begun');
    state.writeInFlight = undefined;
    state.log.written();
    countOwnVote(state, ticket);
    countOwnMatch(state);
  }

  /** The state machine holds everything up to `index`. */
  appliedTo(index: number): void {
    for (const entry of this.#state.log.appliedTo(index)) {
      if (entry.type === 'config') activate(this.#state, entry);
    }
  }
}

/**
 * The commit hint may lag behind what the state machine proves, and behind what the log proves: a second
 * configuration entry was appended only after the one before it had been applied.
 */
function restore(options: CoreOptions, start: CoreStart, random: RandomSource): CoreState {
  const { snapshot, entries, hardState } = start;
  const configurations = entries.filter((entry) => entry.type === 'config');
  const proven = configurations.at(-2)?.index ?? 0;
  const commit = Math.max(hardState.commit, start.applied, snapshot.index, proven);
  const log = new RaftLog({
    snapshotIndex: snapshot.index,
    snapshotTerm: snapshot.term,
    entries,
    commit,
    applied: start.applied,
  });
  const active = configurations.filter((entry) => entry.index <= start.applied).at(-1);
  const isTorn = log.lastTerm > hardState.term;
  const state: CoreState = {
    options,
    random,
    log,
    // Entries of a newer term without its hard state: that write was cut short, so no vote in it was ever told.
    term: isTorn ? log.lastTerm : hardState.term,
    vote: isTorn ? 0 : hardState.vote,
    role: 'follower',
    leader: 0,
    configuration: active === undefined ? snapshot.configuration : readConfiguration(active),
    electionElapsed: 0,
    electionTimeout: options.electionTicks,
    heartbeatElapsed: 0,
    votes: new Map(),
    leadership: undefined,
    outbox: [],
    outboxAfterWrite: [],
    readOutcomes: [],
    storedHardState: hardState,
    writesBegun: 0,
    writeInFlight: undefined,
    dropped: 0,
  };
  restartElectionTimer(state);
  return state;
}
