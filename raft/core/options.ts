/** Every limit and period of the core, with the defaults in one place. */
import type { MemberId } from './types.js';

export interface CoreOptions {
  readonly id: MemberId;
  /** T: an election starts after T … 2T-1 ticks without a leader; a leader without a quorum for T steps down. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  /** Ask before campaigning, so that who cannot win moves nobody's term. Thesis, section 9.6. */
  readonly preVote: boolean;
  /**
   * A leader that does not hear a quorum for T ticks steps down, and who heard a leader within T ticks helps nobody
   * against it. Thesis, section 6.2 and 4.2.3.
   */
  readonly checkQuorum: boolean;
  /**
   * `safe`: a read is confirmed by a round of heartbeats that began after it. `lease`: a round confirmed less than
   * T-1 ticks ago will do. The lease needs `checkQuorum` and clocks of bounded drift: a member that counts ticks more
   * slowly than others may answer stale reads. Thesis, section 6.4.1.
   */
  readonly readOnly: 'safe' | 'lease';
  /** A leader that is no voter any more steps down when that is applied. */
  readonly stepDownOnRemoval: boolean;
  /** Writes handed out and not ended; what comes meanwhile forms the next one. */
  readonly maxWritesInFlight: number;
  /** Payload bytes and entries of one append message; a single larger entry still travels alone. */
  readonly maxAppendBytes: number;
  readonly maxAppendEntries: number;
  /** Append messages and their payload bytes in flight to one member. */
  readonly maxInflightMessages: number;
  readonly maxInflightBytes: number;
  /** Payload bytes a leader keeps uncommitted before it refuses proposals as `busy`. */
  readonly maxUncommittedBytes: number;
  readonly maxEntryBytes: number;
  /** Payload bytes and entries handed out for application at once; a single larger entry still goes alone. */
  readonly maxCommittedBytes: number;
  readonly maxCommittedEntries: number;
  /** Payload bytes handed out and not applied before no more is handed out. */
  readonly maxUnappliedBytes: number;
  /** A learner may lack this many entries and still be promoted. */
  readonly maxPromotionLag: number;
}

export const DEFAULT_CORE_OPTIONS: Omit<CoreOptions, 'id'> = {
  electionTicks: 10,
  heartbeatTicks: 2,
  preVote: true,
  checkQuorum: true,
  readOnly: 'safe',
  stepDownOnRemoval: true,
  maxWritesInFlight: 1,
  maxAppendBytes: 1024 * 1024,
  maxAppendEntries: 1024,
  maxInflightMessages: 256,
  maxInflightBytes: 8 * 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  maxEntryBytes: 16 * 1024 * 1024,
  maxCommittedBytes: 1024 * 1024,
  maxCommittedEntries: 256,
  maxUnappliedBytes: 16 * 1024 * 1024,
  maxPromotionLag: 1000,
};
