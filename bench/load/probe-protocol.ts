/** Between a benchmark and its probe client: one JSON object per line each way. */
import type { ClientSetup } from './protocol.js';

/** Told once, first; probing begins at once and ends with the input. */
export interface ProbeSetup extends ClientSetup {
  /** A write to every origin this often, whatever became of those before (open loop). */
  readonly everyMs: number;
  readonly work: 'network' | 'etcd-put';
}

/** One write and what became of it, told when it is known. */
export interface ProbeAnswer {
  readonly origin: number;
  readonly key: string;
  /** In ms of the shared clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Acknowledged. Anything else may or may not have been done. */
  readonly done: boolean;
}
