/** What the API asks about convergence: which concerned workers hold a revision, and a wait for it (DESIGN decision 7). */

/** applied: kernel holds it; failed: the worker said why not; unreachable: no live stream to any manager. */
export type WorkerState = 'applied' | 'pending' | 'failed' | 'unreachable';

export interface WorkerConvergence {
  /** Node id. */
  readonly node: string;
  readonly state: WorkerState;
  /** Last revision the worker has acknowledged for the networks concerned; 0 when none. */
  readonly revision: number;
  /** RFC 3339 UTC with ms; undefined until applied. */
  readonly appliedAt: string | undefined;
  /**
   * Time from commit to now (pending) or to the acknowledgement (applied), in ms: an upper bound where a later change has
   * been acknowledged since.
   */
  readonly lagMs: number;
  /**
   * With `failed`: the code the worker gave, from the table of errors. With `applied`: of what earlier changes asked for and
   * the worker could not do so far; this holds nobody up.
   */
  readonly code?: string;
  readonly detail?: string;
  /** With `failed`: the endpoints that could not be applied; absent: the network as a whole. */
  readonly failedEndpoints?: readonly EndpointTrouble[];
  /** With `applied`: endpoints of any host that earlier changes asked for and the worker could not do so far. */
  readonly lacking?: readonly EndpointTrouble[];
  /** Endpoints that are applied and lack something beside (codes of the kind `degraded`). */
  readonly degradedEndpoints?: readonly EndpointTrouble[];
}

export interface EndpointTrouble {
  readonly endpoint: string;
  readonly code: string;
  readonly detail: string;
}

export interface ConvergenceReport {
  readonly revision: number;
  /** Every concerned worker has applied the revision; true when none is concerned. */
  readonly converged: boolean;
  readonly workers: readonly WorkerConvergence[];
}

export interface ConvergenceWait {
  readonly revision: number;
  /** Network id; undefined: all networks changed up to the revision. */
  readonly network: string | undefined;
  /** applied: live workers only; all: unreachable ones too. */
  readonly mode: 'applied' | 'all';
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a worker could not do for an endpoint of another host. */
export interface Lack {
  /** Node id of the worker. */
  readonly node: string;
  readonly code: string;
  readonly detail: string;
}

export interface Convergence {
  snapshot(revision: number, network?: string): ConvergenceReport;
  /** One worker's share of `snapshot(revision, network)`, in O(1); undefined when it is not concerned. */
  worker(node: string, revision: number, network: string): WorkerConvergence | undefined;
  /** By endpoint id: workers of the network that cannot send to it, in order of node ids. In O(what they say has failed). */
  lacks(network: string): ReadonlyMap<string, readonly Lack[]>;
  /** Resolves when done, on the first failure, at the timeout or when aborted: with the report of that moment. Never rejects. */
  wait(request: ConvergenceWait): Promise<ConvergenceReport>;
}
