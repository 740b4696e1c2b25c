/** What a node tells about itself. */
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
  /** Messages dropped since the start: malformed, misaddressed, or of a kind this version does not know. */
  readonly dropped: number;
}
