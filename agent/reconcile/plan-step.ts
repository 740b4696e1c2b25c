/** The vocabulary of planning: steps, failures known without trying, and what a plan depends on besides the sets. */
import type { ErrorCode } from '../../model/errors.js';
import type { Operation } from '../kernel/port.js';

/** An endpoint that lacks something when a step that serves several fails. */
export interface Affected {
  readonly networkId: string;
  readonly endpointId: string;
}

/**
 * An operation and whom it serves; empty ids mean the network as a whole, or the host. Steps of egress have EGRESS for
 * their network and the namespace's path, or nothing, for their endpoint.
 */
export interface Step {
  readonly networkId: string;
  readonly endpointId: string;
  readonly operation: Operation;
  readonly affects?: readonly Affected[];
}

export interface PlannedFailure {
  readonly networkId: string;
  readonly endpointId: string;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly affects?: readonly Affected[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly failures: readonly PlannedFailure[];
}

export interface EgressSettings {
  readonly enabled: boolean;
  /** Name of the gateway bridge. */
  readonly bridge: string;
  /** CIDR; undefined: chosen. */
  readonly subnet?: string;
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
  /** Of local endpoints, by id (plan-gateways.ts). */
  readonly defaultRoutes?: ReadonlyMap<string, readonly string[]>;
  /** Local endpoints (by id) that cannot be plugged in, and why (plan-overlaps.ts); worked out when asked for. */
  readonly overlaps?: () => ReadonlyMap<string, string>;
  /** Undefined: nothing of egress is looked after. */
  readonly egress?: EgressSettings;
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
