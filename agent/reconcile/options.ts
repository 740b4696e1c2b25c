/** What the reconciler works with and how. */
import type { Kernel } from '../kernel/port.js';
import type { ReconcilerLog } from './drift.js';
import type { AppliedNotice, DriftCounters, SyncPoint } from './notices.js';
import type { EgressSettings } from './plan-step.js';
import type { Timers } from './timers.js';

export interface ReconcilerDeps {
  readonly kernel: Kernel;
  readonly timers: Timers;
  readonly log: ReconcilerLog;
  /** Called after the kernel took a change; sync acks with it. Never throws. */
  readonly onApplied: (notice: AppliedNotice) => void;
  /** Called after each `synced` once nothing is left in the kernel of networks that are not held. */
  readonly onPruned?: (point: SyncPoint) => void;
  /** Called after drift was repaired, with the totals. */
  readonly onDrift?: (counters: DriftCounters) => void;
}

export interface ReconcilerOptions {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Local underlay address the vxlan devices send from (the part after `=` of --vtep). */
  readonly vtep: string;
  /** Without it nothing of egress is looked after. */
  readonly egress?: EgressSettings;
  /** Full dump and diff; default 5,000 ms. */
  readonly auditIntervalMs?: number;
  /** Pause between a kernel event and the dump it causes; default 10 ms. */
  readonly settleMs?: number;
  /** First and longest pause before a failed endpoint is tried again; default 250 ms and 5,000 ms. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

/** With the defaults of what has one. */
export type FullOptions = ReconcilerOptions &
  Required<Pick<ReconcilerOptions, 'auditIntervalMs' | 'settleMs' | 'retryMs'>>;

export function withDefaults(options: ReconcilerOptions): FullOptions {
  const retryMs = { first: 250, longest: 5_000 };
  return { auditIntervalMs: 5_000, settleMs: 10, retryMs, ...options };
}
