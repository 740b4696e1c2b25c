/** What a node tells about itself. */
import type { RaftCore } from '../core/raft.js';
import type { Role } from '../core/core-state.js';
import type { ProgressState } from '../core/progress.js';
import type { Configuration, MemberId } from '../core/types.js';

export interface MemberProgress {
  readonly id: MemberId;
  readonly match: number;
  readonly next: number;
  readonly state: ProgressState;
  readonly recentlyActive: boolean;
  /** Appends sent and not answered, and their payload. */
  readonly inflightMessages: number;
  readonly inflightBytes: number;
}

export interface RaftStatus {
  readonly id: MemberId;
  readonly role: Role;
  readonly term: number;
  readonly vote: MemberId;
  /** 0 = unknown. */
  readonly leader: MemberId;
  readonly commit: number;
  readonly applied: number;
  /** First entry still in the log; what is before it only the state holds. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly configuration: Configuration;
  /** Other members, sorted by id; empty unless this member leads. */
  readonly progress: readonly MemberProgress[];
  /** The disk has no room: no entry is taken, votes go on. */
  readonly diskFull: boolean;
  /** Messages dropped since the start: malformed, misaddressed, or of a kind this version does not know. */
  readonly dropped: number;
}

/** What listeners are told about when it changes. */
export type LeadershipStatus = Pick<RaftStatus, 'role' | 'term' | 'leader' | 'configuration'>;

export function leadershipOf({ role, term, leader, configuration }: RaftCore): LeadershipStatus {
  return { role, term, leader, configuration };
}

export function statusOf(core: RaftCore, id: MemberId, misaddressed: number): RaftStatus {
  return {
    id,
    role: core.role,
    term: core.term,
    leader: core.leader,
    configuration: core.configuration,
    vote: core.vote,
    commit: core.commit,
    applied: core.applied,
    firstIndex: core.firstIndex,
    lastIndex: core.lastIndex,
    progress: core.progress.map((one) => ({
      id: one.id,
      match: one.match,
      next: one.next,
      state: one.state,
      recentlyActive: one.recentlyActive,
      inflightMessages: one.inflightMessages,
      inflightBytes: one.inflightBytes,
    })),
    diskFull: core.diskFull,
    dropped: core.dropped + misaddressed,
  };
}

export function isSameLeadership(one: LeadershipStatus, other: LeadershipStatus): boolean {
  return (
    one.role === other.role &&
    one.term === other.term &&
    one.leader === other.leader &&
    one.configuration === other.configuration
  );
}
