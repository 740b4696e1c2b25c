/** What the rest of a manager asks of consensus: submit a command, read linearizably. */
import type { ApplyResult } from '../state/event.js';
import type { Command, Proposal } from '../state/command.js';

export interface ProposeRequest {
  readonly command: Command;
  readonly actor: string;
  readonly idempotency?: Proposal['idempotency'];
  readonly trace?: string;
}

/** Works on every manager: followers forward to the leader. */
export interface Proposer {
  /**
   * Resolves with the result of apply once the entry is applied on this manager too.
   * Throws OvnetError `no-quorum`, `busy`, `disk-full`, `starting` (definitely not done) or `outcome-unknown`.
   */
  propose(request: ProposeRequest): Promise<ApplyResult>;
  /** Resolves once this manager's state contains every write acknowledged before the call. Throws `no-quorum`. */
  readBarrier(): Promise<void>;
}
