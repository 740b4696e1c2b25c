/** What the probe in each daemon notes of a create's way; all times in ms of the shared clock. */

export interface Span {
  readonly at: number;
  readonly doneAt: number;
}

export interface Stamps {
  /** Managers: the API has validated a command and asks for it to be written. */
  readonly proposals: { readonly id: string; readonly at: number }[];
  /** The leader: given to Raft, and applied there. */
  readonly submissions: (Span & { readonly id: string; readonly index: number })[];
  /** Managers: a batch of entries was applied. */
  readonly applies: (Span & { readonly first: number; readonly last: number })[];
  /** Managers: a group was appended to the log; `doneAt` when durable. */
  readonly appends: (Span & { readonly entries: number })[];
  /** Managers: a delta was written to an agent's stream. */
  readonly pushes: { readonly nodeId: string; readonly revision: number; readonly at: number }[];
  /** Agents: the reconciler was given a delta. */
  readonly deltas: { readonly revision: number; readonly at: number }[];
  /** Agents: operations given to the kernel. */
  readonly executions: (Span & { readonly operations: readonly string[] })[];
  /** Agents: dumps of the kernel. */
  readonly observations: (Span & { readonly scope: string })[];
}

export function noStamps(): Stamps {
  return {
    proposals: [],
    submissions: [],
    applies: [],
    appends: [],
    pushes: [],
    deltas: [],
    executions: [],
    observations: [],
  };
}

/** Environment of a probed daemon: where its notes go, and whether it profiles itself. */
export const PROBE_DIR = 'OVNET_BENCH_DIR';
export const PROBE_PROFILE = 'OVNET_BENCH_PROFILE';
/** First: forget and begin. Second: write `PID.json` and, if profiled, `PID.cpuprofile`. */
export const PROBE_SIGNAL = 'SIGUSR2';
/** To managers of a fleet. First: begin a CPU profile. Second: write `PID.cpuprofile`. */
export const PROFILE_SIGNAL = 'SIGPWR';
