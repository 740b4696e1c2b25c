/** The vocabulary of planning: steps, failures known without trying, and what a plan depends on besides the sets. */
import type { ErrorCode } from '../../model/errors.js';
import type { Operation } from '../kernel/port.js';

/** An operation and whom it serves; empty ids mean the network as a whole, or the host. */
export interface Step {
  readonly networkId: string;
  readonly endpointId: string;
  readonly operation: Operation;
}

export interface PlannedFailure {
  readonly networkId: string;
  readonly endpointId: string;
  readonly code: ErrorCode;
  readonly detail: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly failures: readonly PlannedFailure[];
}

export interface PlanContext {
  readonly nodeId: string;
  readonly clusterId: string;
  /** Local underlay address of this node. */
  readonly vtep: string;
  /** Own objects that nothing wants may be removed; otherwise only those of confirmed networks. */
  readonly prune: boolean;
  /** Endpoint and network ids that failed and wait for their next try. */
  readonly suspended?: ReadonlySet<string>;
}

export function stepOf(
  network: { readonly networkId: string },
  operation: Operation,
  endpointId = '',
): Step {
  return { networkId: network.networkId, endpointId, operation };
}

export const NOTHING: Plan = { steps: [], failures: [] };

/** Not as arguments of one call: a hundred thousand are too many. */
export function append<Item>(to: Item[], items: Iterable<Item>): void {
  for (const item of items) to.push(item);
}
