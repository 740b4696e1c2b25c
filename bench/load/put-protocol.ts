/** Between a benchmark and its put client: one JSON object per line each way, answers in order. */
import type { LoadAnswer } from './protocol.js';

/** Closed loop of `KV/Put` over gRPC in clear text; clients share the connections evenly. */
export interface PutLoad {
  /** On loopback. */
  readonly port: number;
  readonly clients: number;
  readonly connections: number;
  readonly measureMs: number;
  readonly valueBytes: number;
}

export type PutAnswer = LoadAnswer;
