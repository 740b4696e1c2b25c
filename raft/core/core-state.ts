/** The one mutable record behind the core; the role files read and change it. */
import type { CoreOptions } from './options.js';
import type { HeartbeatRounds } from './heartbeat-rounds.js';
import type { Message } from './message.js';
import type { Progress } from './progress.js';
import type { RandomSource } from './random.js';
import type { ReadQueue } from './read-index.js';
import type { RaftLog } from './log.js';
import type { Configuration, HardState, MemberId, SnapshotMeta } from './types.js';

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** The answer to `readIndex`: the index to wait for, or undefined: ask again. */
export interface ReadOutcome {
  readonly requestId: number;
  readonly index: number | undefined;
}

/** What only a leader has; gone with the leadership. */
export interface Leadership {
  /** Other members by id, in ascending order of id. */
  progress: ReadonlyMap<MemberId, Progress>;
  /** What of the log is durable here and was told to ourselves. */
  ownMatch: number;
  readonly rounds: HeartbeatRounds;
  readonly reads: ReadQueue;
  /** The first entry of this term: nothing is known to be committed before it is. */
  readonly firstOwnIndex: number;
  /** No configuration change until this index is applied. */
  barrier: number;
  uncommittedBytes: number;
  transfer: { readonly target: MemberId; elapsed: number } | undefined;
}

export interface CoreState {
  readonly options: CoreOptions;
  readonly random: RandomSource;
  readonly log: RaftLog;
  term: number;
  vote: MemberId;
  role: Role;
  leader: MemberId;
  /** The connection with `leader` broke since it was last heard. `turn`: in `ticks`, when to campaign. */
  lostLeader: { readonly turn: number } | undefined;
  /** In `ticks`: no campaign for a broken connection before. */
  earliestTurn: number;
  /** In force: that of the last applied index. */
  configuration: Configuration;
  /** Of the point behind which the log begins. */
  snapshotConfiguration: Configuration;
  /** Received and taken, but not yet given to a write. */
  snapshotToWrite: SnapshotMeta | undefined;
  /** Since the start; a member that never took part begins with an election timeout. */
  ticks: number;
  /** Ticks since the leader was heard (follower), the campaign began, or the quorum was checked (leader). */
  electionElapsed: number;
  electionTimeout: number;
  heartbeatElapsed: number;
  votes: Map<MemberId, boolean>;
  leadership: Leadership | undefined;
  /** May leave at once. */
  outbox: Message[];
  /** Claims durability: leaves when everything before it is written. */
  outboxAfterWrite: Message[];
  readOutcomes: ReadOutcome[];
  /** What the log store was last given. */
  storedHardState: HardState;
  writesBegun: number;
  /** Oldest first. */
  writesInFlight: WriteTicket[];
  /** The disk takes no entries: only the hard state is written, and no entry is acknowledged. */
  diskFull: boolean;
  /** Messages that made no sense or were not for us. */
  dropped: number;
}

/** Names one write. `installs`: a received state comes into force with it. */
export interface WriteTicket {
  readonly number: number;
  readonly installs: boolean;
}
