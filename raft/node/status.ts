/** What a node tells about itself. */
import type { Configuration, MemberId } from '../core/types.js';

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

export interface MemberProgress {
  readonly id: MemberId;
  readonly match: number;
  readonly next: number;
  readonly recentlyActive: boolean;
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
  readonly lastIndex: number;
  readonly configuration: Configuration;
  /** Other members, sorted by id; empty unless this member leads. */
  readonly progress: readonly MemberProgress[];
}

/** One change a leader can be asked for. All are idempotent: asking for what already holds succeeds. */
export interface MembershipChange {
  readonly kind: 'add-learner' | 'promote' | 'remove';
  readonly id: MemberId;
}
