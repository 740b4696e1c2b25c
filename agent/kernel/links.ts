/** Links of the fabric and what hangs on them in the workloads' namespaces: made and changed by netlink, or by the pipes. */
import type { OpenNetns } from './namespaces.js';
import type { Operation, OperationResult } from './port.js';

export type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;

export interface Links {
  addBridge(operation: Of<'add-bridge'>): Promise<OperationResult>;
  addVxlan(operation: Of<'add-vxlan'>): Promise<OperationResult>;
  /**
   * The veth into an open namespace, both its ends. All or nothing; done when frames pass: the kernel takes note of a
   * carrier some time after it is there, and a bridge drops what comes before.
   */
  plug(operation: Of<'add-port'>, netns: OpenNetns): Promise<OperationResult>;
  repair(operation: Of<'repair-link'>): Promise<OperationResult>;
  pin(operation: Of<'pin-port'>): Promise<OperationResult>;
  /** Content when it is not there. */
  unpin(operation: Of<'unpin-port'>): Promise<OperationResult>;
  /** Content when there is none. */
  remove(name: string): Promise<OperationResult>;
  repairPeer(operation: Of<'repair-peer'>, netns: OpenNetns): Promise<OperationResult>;
}
