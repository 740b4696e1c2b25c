/** Why the node refused or lost a request; the codes are stable. */
import type { MemberId } from '../core/types.js';

/**
 * - `not-leader`: nothing was appended; `leader` says where to go (0 = unknown).
 * - `busy`: nothing was appended; too much is waiting to be committed, or leadership is being handed over.
 * - `disk-full`: nothing was appended; the disk of this leader has no room.
 * - `too-large`: nothing was appended; the entry exceeds the byte limit.
 * - `outcome-unknown`: the entry may or may not be committed. Retry only with the same idempotency key.
 * - `replaced`: certainly not committed; another entry was applied in its place.
 * - `no-leader`: no leader became known in time. `retry`: leadership moved during the read.
 * - `stopped`: the node is stopping; a read or an unsent proposal.
 * - `change-pending`: a configuration change is not applied yet, or the leader has not committed in its term.
 * - `already-joint`, `not-joint`: the change does not fit the configuration, which is joint or is not.
 * - `learner-behind`, `unknown-member`, `last-voter`: the membership change or the transfer cannot be done.
 * - `member-behind`: the member to hand over to is being sent a whole state.
 */
export type RaftErrorCode =
  | 'not-leader'
  | 'busy'
  | 'disk-full'
  | 'too-large'
  | 'outcome-unknown'
  | 'replaced'
  | 'no-leader'
  | 'retry'
  | 'stopped'
  | 'change-pending'
  | 'learner-behind'
  | 'unknown-member'
  | 'last-voter'
  | 'already-joint'
  | 'not-joint'
  | 'member-behind';

export class RaftError extends Error {
  readonly code: RaftErrorCode;
  readonly leader: MemberId;

  constructor(code: RaftErrorCode, message: string, leader: MemberId = 0) {
    super(message);
    this.name = 'RaftError';
    this.code = code;
    this.leader = leader;
  }
}
