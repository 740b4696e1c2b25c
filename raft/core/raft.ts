/** The core as its caller sees it: messages, ticks and proposals in, `Ready` out. No clock, no I/O, no promises. */
import { activate, leaveJointIfDue, proposeChange } from './membership.js';
import { appendOwn, tickLeader } from './leader.js';
import { beginTransfer } from './transfer.js';
import { campaign, mayCampaign } from './election.js';
import {
  compact,
  isInstalling,
  snapshotEnded,
  snapshotInstalled,
  snapshotNow,
} from './snapshot.js';
import { decodeConfiguration, isMember } from './configuration.js';
import { invariant } from './invariant.js';
import { flushAppends } from './replication.js';
import { promotionRefusal } from './promotion.js';
import { RaftLog } from './log.js';
import { requestRead } from './reads.js';
import { restartElectionTimer } from './transitions.js';
import { step } from './step.js';
import { leaderUnreachable } from './lost-leader.js';
import { notWritten, takeReady } from './ready.js';
import { tickElection } from './follower.js';
import type { ChangeOutcome } from './membership.js';
import type { ConfigurationChange, Transition } from './change.js';
import type { CoreOptions } from './options.js';
import type { CoreState, Role, WriteTicket } from './core-state.js';
import type { Configuration, Entry, HardState, MemberId, SnapshotMeta } from './types.js';
import type { Message } from './message.js';
import type { Progress } from './progress.js';
import type { PromotionRefusal } from './promotion.js';
import type { RandomSource } from './random.js';
import type { Ready, Write } from './ready.js';
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

  get firstIndex(): number {
    return this.#state.log.firstIndex;
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
    this.#state.ticks += 1;
    if (leadership === undefined) {
      tickElection(this.#state);
      return;
    }
    tickLeader(this.#state, leadership);
    this.#leaveJoint();
  }

  /** Time passed without ticks: what a lease was counted on is void. */
  stalled(): void {
    this.#state.leadership?.rounds.stalled();
  }

  /** As if the election timeout had passed. Nothing on a leader, and on who may not campaign. */
  campaign(): void {
    if (this.#state.role !== 'leader' && mayCampaign(this.#state)) campaign(this.#state);
  }

  /** Ticks until this follower campaigns, in place of the drawn ones, until it is drawn anew. */
  setElectionTimeout(ticks: number): void {
    this.#state.electionTimeout = ticks;
  }

  /** Appends on the leader; elsewhere nothing is kept. */
  propose(data: Uint8Array): ProposeOutcome {
    const { leadership, options } = this.#state;
    // A removed leader that stays takes nothing new: it only sees to what it took before.
    if (leadership === undefined || !isMember(this.#state.configuration, options.id)) {
      return { kind: 'refused', code: 'not-leader' };
    }
    if (data.length > options.maxEntryBytes) return { kind: 'refused', code: 'too-large' };
    const total = leadership.uncommittedBytes + data.length;
    const isFull =
      data.length > 0 && leadership.uncommittedBytes > 0 && total > options.maxUncommittedBytes;
    if (leadership.transfer !== undefined || isFull) return { kind: 'refused', code: 'busy' };
    leadership.uncommittedBytes = total;
    const { index, term } = appendOwn(this.#state, 'normal', data);
    return { kind: 'appended', index, term };
  }

  /** In force when the entry is applied; a joint configuration is left by a second one. */
  proposeChange(
    changes: readonly ConfigurationChange[],
    transition: Transition = 'auto',
  ): ChangeOutcome {
    return proposeChange(this.#state, changes, transition);
  }

  /** Why a prudent leader would not make these changes now; they would be safe all the same. */
  promotionRefusal(changes: readonly ConfigurationChange[]): PromotionRefusal | undefined {
    return promotionRefusal(this.#state, changes);
  }

  /** `requestId` must never repeat, across restarts too. False: no leader is known. */
  requestRead(requestId: number): boolean {
    return requestRead(this.#state, requestId);
  }

  transferLeadership(target: MemberId): TransferRefusal | undefined {
    return beginTransfer(this.#state, target);
  }

  /** The transport lost the connection, or gets none: what was in flight may be gone, and so may be the leader. */
  unreachable(peer: MemberId): void {
    if (peer === this.#state.leader) leaderUnreachable(this.#state);
    const progress = this.#state.leadership?.progress.get(peer);
    if (progress?.state === 'replicate') progress.becomeProbe();
  }

  /** Makes the appends that the windows allow now, instead of one for all that happens before the next `Ready`. */
  replicate(): void {
    const { leadership } = this.#state;
    if (leadership !== undefined) flushAppends(this.#state, leadership);
  }

  /** Takes what is to be done; see `Ready` for the order. Each thing is handed out once. */
  takeReady(): Ready {
    return takeReady(this.#state);
  }

  /** The state for a member behind the start of the log was sent whole, or could not be. */
  reportSnapshot(peer: MemberId, outcome: 'finished' | 'failed'): void {
    const { leadership } = this.#state;
    if (leadership !== undefined) snapshotEnded(leadership, peer, outcome === 'finished');
  }

  /** The state at the applied index, as it would be sent now. */
  get snapshot(): SnapshotMeta {
    return snapshotNow(this.#state);
  }

  /** A received state is on its way to the disk. */
  get installing(): boolean {
    return isInstalling(this.#state);
  }

  /** Payload bytes in the log, all of it or only behind an index. */
  payloadBehind(index = 0): number {
    const { log } = this.#state;
    if (index < log.firstIndex) return log.payload;
    return log.payloadBytes(index, log.lastIndex);
  }

  /** Forgets applied entries up to `index`; the answer is what the log begins behind now. */
  compact(index: number): SnapshotMeta {
    return compact(this.#state, index);
  }

  /** The write of this ticket is durable, and the received state in it is in force. Writes end in order. */
  written(ticket: WriteTicket): void {
    const state = this.#state;
    const oldest = state.writesInFlight.shift();
    invariant(oldest?.number === ticket.number, 'a write ended that was not the oldest one');
    state.log.written();
    if (ticket.installs) snapshotInstalled(state);
  }

  /**
   * The disk was full and took nothing of this write, the only one under way. Until `diskHasRoom` only the hard state
   * is written, so that votes go on, and no entry is acknowledged.
   */
  notWritten(write: Write): void {
    notWritten(this.#state, write);
  }

  get diskFull(): boolean {
    return this.#state.diskFull;
  }

  /** Tries to write entries again. */
  diskHasRoom(): void {
    this.#state.diskFull = false;
  }

  /** The state machine holds everything up to `index`. */
  appliedTo(index: number): void {
    for (const entry of this.#state.log.appliedTo(index)) {
      if (entry.type === 'config') activate(this.#state, entry);
    }
    this.#leaveJoint();
  }

  #leaveJoint(): void {
    const { leadership } = this.#state;
    if (leadership !== undefined) leaveJointIfDue(this.#state, leadership);
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
  const isTorn = entries.length > 0 && log.lastTerm > hardState.term;
  const state: CoreState = {
    options,
    random,
    log,
    // Entries of a newer term without its hard state: that write was cut short, so no vote in it was ever told.
    term: isTorn ? log.lastTerm : hardState.term,
    vote: isTorn ? 0 : hardState.vote,
    role: 'follower',
    leader: 0,
    lostLeader: undefined,
    earliestTurn: 0,
    configuration: active === undefined ? snapshot.configuration : decodeConfiguration(active.data),
    snapshotConfiguration: snapshot.configuration,
    snapshotToWrite: undefined,
    // Who never took part promised nothing that a lease could rest on.
    ticks: hardState.term === 0 ? options.electionTicks : 0,
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
    writesInFlight: [],
    diskFull: false,
    dropped: 0,
  };
  restartElectionTimer(state);
  return state;
}
