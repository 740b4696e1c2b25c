/** The gateway bridge and its ports: made and changed by netlink, or by programs. */
import type { GatewayPlace } from './egress-lines.js';
import type { OpenNetns } from './namespaces.js';
import type { OperationResult } from './port.js';
import type { EgressOperation } from './port-egress.js';

export type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

export interface GatewayLinks {
  /** All or nothing. */
  addBridge(operation: Of<'add-gateway'>, place: GatewayPlace): Promise<OperationResult>;
  repairBridge(operation: Of<'repair-gateway'>, place: GatewayPlace): Promise<OperationResult>;
  /** The veth into an open namespace, both its ends, and a default route there unless it has one. All or nothing. */
  plug(
    operation: Of<'add-gateway-port'>,
    place: GatewayPlace,
    netns: OpenNetns,
  ): Promise<OperationResult>;
  /** The host's end. */
  repairPort(operation: Of<'repair-gateway-port'>): Promise<OperationResult>;
  /** The end in the namespace. */
  repairInside(operation: Of<'repair-gateway-port'>, netns: OpenNetns): Promise<OperationResult>;
  /** Content when there is none. */
  remove(name: string): Promise<OperationResult>;
}
