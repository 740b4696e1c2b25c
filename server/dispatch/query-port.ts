/** What the API asks workers: facts that only their hosts know, whichever manager serves them. */

export interface WorkerQuery {
  readonly nodeId: string;
  /** As the agent names it: `verify`, … */
  readonly kind: string;
  /** Sent as JSON. */
  readonly request: object;
  readonly timeoutMs: number;
}

export interface WorkerQueries {
  /**
   * The JSON that the agent answers. Throws `worker-unreachable` (no manager has a stream of it), `query-timeout`,
   * `not-supported` (its agent does not know the kind), `busy`, and the code that the agent gives.
   */
  ask(query: WorkerQuery): Promise<unknown>;
}
