/** The order in which steps run: protection first, then removals, structure, rows, and workloads last. */
import type { Operation } from '../kernel/port.js';
import type { Step } from './plan-step.js';

const RANK: Readonly<Record<Operation['op'], number>> = {
  'write-firewall': 0,
  'delete-gateway-link': 1,
  'add-gateway': 4,
  'repair-gateway': 4,
  // Restrictions before the first packet may be forwarded.
  'write-egress': 5,
  'delete-link': 1,
  'add-bridge': 2,
  'add-vxlan': 3,
  'repair-link': 4,
  'pin-port': 5,
  'unpin-port': 5,
  'delete-fdb': 6,
  'delete-neighbour': 6,
  'replace-fdb': 7,
  'append-fdb': 7,
  // After links are up: taking one up or down flushes its neighbours.
  'replace-neighbour': 8,
  'add-port': 9,
  'repair-peer': 9,
  // After the endpoints: they may make the namespace.
  'add-gateway-port': 10,
  'repair-gateway-port': 10,
  'remove-firewall': 11,
  'remove-stale-firewall': 11,
  'remove-egress': 11,
};

/** Stable; a link that is made again is deleted first because deletions come first. */
export function orderSteps(steps: readonly Step[]): readonly Step[] {
  return [...steps].sort((a, b) => RANK[a.operation.op] - RANK[b.operation.op]);
}
