/** Between a benchmark and a member process of raft-ts: one JSON object per line each way. */
import type { Credentials } from '../../identity/data-dir.js';
import type { RaftStatus } from '../../raft/node/status.js';

/** `rows`: the product's state database and its snapshots; it can be started again. */
export type MachineKind = 'noop' | 'kv' | 'rows';

/** Told once, first. */
export interface MemberSetup {
  readonly id: number;
  readonly clusterId: string;
  /** Its log and its state go here. */
  readonly dir: string;
  /** `host:port` of every member's raft server, its own among them. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly machine: MachineKind;
  /** Serves puts here, in clear text on loopback; absent: nobody but `load` writes. */
  readonly clientPort?: number;
}

/** Closed loop inside the member: keeps `outstanding` proposals under way. */
export interface CommitLoad {
  readonly kind: 'load';
  readonly outstanding: number;
  readonly measureMs: number;
  readonly valueBytes: number;
}

/** Makes entries of `rowsPerEntry` rows each, `outstanding` at a time, until `rows` are written or `measureMs` are over. */
export interface RowLoad {
  readonly kind: 'rows';
  readonly rows: number;
  readonly rowsPerEntry: number;
  readonly rowBytes: number;
  readonly outstanding: number;
  readonly measureMs: number;
}

export interface StatusRequest {
  readonly kind: 'status';
}

/** Begins to measure how late the event loop is, or ends it. */
export interface LatenessRequest {
  readonly kind: 'lateness';
  readonly end: boolean;
}

export interface ProfileRequest {
  readonly kind: 'profile';
  /** Absent: begin. */
  readonly file?: string;
}

export type MemberRequest = CommitLoad | RowLoad | StatusRequest | LatenessRequest | ProfileRequest;

export interface LoadedAnswer {
  readonly kind: 'loaded';
  readonly done: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface StatusAnswer {
  readonly kind: 'status';
  readonly status: RaftStatus;
}

export interface LatenessAnswer {
  readonly kind: 'lateness';
  /** In ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export type MemberReport =
  | StatusAnswer
  | LatenessAnswer
  | { readonly kind: 'serving' }
  | { readonly kind: 'leader'; readonly leader: number }
  /** A received state was put in the place of the own one. */
  | { readonly kind: 'installed'; readonly index: number }
  | { readonly kind: 'profiled' }
  | LoadedAnswer;
