/** What the API needs of the rest of a manager: narrow ports, so that it runs over an in-process state in tests. */
import type { ErrorCode } from '../../model/errors.js';
import type { Logger } from '../../observe/logger.js';
import type { Metrics } from '../../observe/metrics.js';
import type { Tracing } from '../../observe/tracing.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { Convergence } from '../dispatch/convergence-port.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import type { WatchFeed } from '../feed/watch-feed.js';
import type { CertificateAuthority } from '../identity/certificate-authority.js';
import type { SecretMint } from '../identity/secret-mint.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';
import type { WatchLimits } from './watch/limits.js';

/** Raft as one manager sees it; `lastContactMs` by member id. */
export interface RaftReport {
  readonly status: RaftStatus;
  readonly lastContactMs: Readonly<Record<number, number>>;
}

export interface RaftAdmin {
  /** Name of the raft group: another one after a forced recovery. */
  readonly group: string;
  status(): RaftStatus;
  /** As this manager sees it. */
  own(): RaftReport;
  /** As the leader sees it; undefined when none answers. */
  leading(): Promise<RaftReport | undefined>;
  /** Makes that member lead, undefined: the most advanced one. Throws `in-use`, `busy`, `no-quorum`. */
  transfer(to: number | undefined): Promise<void>;
}

/** `code` says why not: `starting`, `no-quorum`, `group-changed`, `disk-full`, `disk-stuck`. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly code: ErrorCode; readonly detail: string };

/** A backup under way. */
export interface BackupStream {
  readonly head: { readonly clusterId: string; readonly revision: number };
  /** To be read once. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Aborted when the reader takes nothing for too long. */
  readonly abandoned: AbortSignal;
  readonly close: () => Promise<void>;
}

export interface ApiDeps {
  readonly view: StateView;
  readonly proposer: Proposer;
  readonly convergence: Convergence;
  readonly workers: WorkerQueries;
  readonly watch: WatchFeed;
  /** Other than the default only in tests. */
  readonly watchLimits?: Partial<WatchLimits>;
  readonly raft: RaftAdmin;
  /** Of the process; a failure is for who may end it. */
  readonly health: () => Readiness;
  /** Whether requests are to be sent here. */
  readonly readiness: () => Readiness;
  /** Throws `busy`, `starting`. */
  readonly backup: () => Promise<BackupStream>;
  readonly authority: CertificateAuthority;
  readonly secrets: SecretMint;
  readonly metrics: Metrics;
  /** Absent: off. */
  readonly tracing?: Tracing;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Of this program. */
  readonly version: string;
}
