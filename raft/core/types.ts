/** Vocabulary of the core: what enters (messages, ticks, proposals) and what is persisted. */

/** Unique for all time: a random integer in 1 … 2^53-1. 0 means "none". Never derived from an address. */
export type MemberId = number;

export type EntryType = 'normal' | 'noop' | 'config';

/** One slot of the replicated log. `index` and `term` are safe integers, both start at 1. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly type: EntryType;
  readonly data: Uint8Array;
}

/** What must survive a crash besides the entries. `commit` is a hint and may lag. Raft paper, figure 2. */
export interface HardState {
  readonly term: number;
  readonly vote: MemberId;
  readonly commit: number;
}

/**
 * Members at one index. `votersOutgoing`, `learnersNext` and `autoLeave` are empty/false outside joint
 * consensus. Lists are sorted ascending.
 */
export interface Configuration {
  readonly voters: readonly MemberId[];
  readonly learners: readonly MemberId[];
  readonly votersOutgoing: readonly MemberId[];
  readonly learnersNext: readonly MemberId[];
  readonly autoLeave: boolean;
}

/** A member that knows nobody yet: it answers, but never campaigns. */
export const EMPTY_CONFIGURATION: Configuration = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

/** The point behind which the log begins: everything up to `index` is covered by applied state. */
export interface SnapshotMeta {
  readonly index: number;
  readonly term: number;
  readonly configuration: Configuration;
}
