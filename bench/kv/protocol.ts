/** Between a benchmark and a member process of raft-ts: one JSON object per line each way. */
import type { Credentials } from '../../identity/data-dir.js';

export type MachineKind = 'noop' | 'kv';

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

export interface ProfileRequest {
  readonly kind: 'profile';
  /** Absent: begin. */
  readonly file?: string;
}

export type MemberRequest = CommitLoad | ProfileRequest;

export interface LoadedAnswer {
  readonly kind: 'loaded';
  readonly done: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export type MemberReport =
  | { readonly kind: 'serving' }
  | { readonly kind: 'leader'; readonly leader: number }
  | { readonly kind: 'profiled' }
  | LoadedAnswer;
