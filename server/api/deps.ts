/** What the API needs of the rest of a manager: narrow ports, so that it runs over an in-process state in tests. */
import type { Logger } from '../../observe/logger.js';
import type { Metrics } from '../../observe/metrics.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { Convergence } from '../dispatch/convergence-port.js';
import type { CertificateAuthority } from '../identity/certificate-authority.js';
import type { SecretMint } from '../identity/secret-mint.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';

export interface RaftAdmin {
  status(): RaftStatus;
  /** Hands leadership to that member, undefined: to the most advanced one. Resolves once this manager leads no more. */
  transfer(to: number | undefined): Promise<void>;
}

/** `code` says why not: `starting` or `no-quorum`. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly code: 'starting' | 'no-quorum'; readonly detail: string };

export interface ApiDeps {
  readonly view: StateView;
  readonly proposer: Proposer;
  readonly convergence: Convergence;
  readonly raft: RaftAdmin;
  readonly readiness: () => Readiness;
  readonly authority: CertificateAuthority;
  readonly secrets: SecretMint;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Of this program. */
  readonly version: string;
}
