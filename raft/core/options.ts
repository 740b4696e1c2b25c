/** Every limit and period of the core, with the defaults in one place. */
import type { MemberId } from './types.js';

export interface CoreOptions {
  readonly id: MemberId;
  /** T: an election starts after T … 2T-1 ticks without a leader; a leader without a quorum for T steps down. */
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
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
  /** A learner may lack this many entries and still be promoted. */
  readonly maxPromotionLag: number;
}

export const DEFAULT_CORE_OPTIONS: Omit<CoreOptions, 'id'> = {
  electionTicks: 10,
  heartbeatTicks: 2,
  maxAppendBytes: 1024 * 1024,
  maxAppendEntries: 1024,
  maxInflightMessages: 256,
  maxInflightBytes: 8 * 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  maxEntryBytes: 20 * 1024 * 1024,
  maxCommittedBytes: 1024 * 1024,
  maxCommittedEntries: 256,
  maxPromotionLag: 1000,
};
