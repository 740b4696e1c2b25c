/** Between a benchmark and a process of simulated agents: one JSON object per line each way, answers in order. */

/** Makes nodes of the cluster: each with a key and a certificate of its own. */
export interface JoinFleet {
  readonly kind: 'join';
  readonly token: string;
  /** Number of the first agent: it is in names and tunnel addresses. */
  readonly first: number;
  readonly count: number;
}

/** Opens every agent's stream and answers when all are in sync. */
export interface StartFleet {
  readonly kind: 'start';
  readonly timeoutMs: number;
}

/** Breaks every stream and every further attempt to connect; nothing that is held is forgotten. */
export interface CutFleet {
  readonly kind: 'cut';
}

/** Lets them connect again; answers when all are in sync once more. */
export interface HealFleet {
  readonly kind: 'heal';
  readonly timeoutMs: number;
}

/** Answers when every agent has been told `synced` after `sinceMs` (shared clock). */
export interface AwaitFleet {
  readonly kind: 'await-sync';
  readonly sinceMs: number;
  readonly timeoutMs: number;
}

/** Opens a bare stream with each agent's certificate, beside what agents do; answers when all were answered. They stay open. */
export interface OpenBare {
  readonly kind: 'open-bare';
  /** `host:port`, taken in turns. */
  readonly targets: readonly string[];
  /** All at once, or each as long after the beginning as the agent's attempt that got it in sync last. */
  readonly when: 'at-once' | 'as-agents-did';
  readonly timeoutMs: number;
}

export interface CloseBare {
  readonly kind: 'close-bare';
}

export interface AskFleet {
  readonly kind: 'status';
}

/** Begins a CPU profile, or ends the one that was begun and writes it. */
export interface ProfileFleet {
  readonly kind: 'profile';
  /** Undefined: begin. */
  readonly file?: string;
}

export type FleetRequest =
  | JoinFleet
  | StartFleet
  | CutFleet
  | HealFleet
  | AwaitFleet
  | OpenBare
  | CloseBare
  | AskFleet
  | ProfileFleet;

/** In place of an answer: what was asked for did not come about. The agents go on. */
export interface FleetFault {
  readonly fault: string;
}

export interface JoinedFleet {
  /** In the order of their numbers. */
  readonly nodes: readonly { readonly nodeId: string; readonly name: string }[];
  readonly tookMs: number;
}

/** One connection that came to its end, on the shared clock. */
export interface Attempt {
  readonly dialledAt: number;
  /** An agent was in sync, a bare stream was answered. */
  readonly doneAt: number;
}

/** Of each agent the attempt that was successful. */
export interface SyncedFleet {
  readonly attempts: readonly Attempt[];
  /** Sessions that ended meanwhile, by why; none of those that were cut. */
  readonly ended: Readonly<Record<string, number>>;
}

export interface FleetStatus {
  readonly inSync: number;
  readonly sessions: number;
  readonly resyncs: number;
  readonly mismatches: number;
  readonly images: number;
  readonly deltas: number;
  readonly acks: number;
  readonly entries: number;
}
