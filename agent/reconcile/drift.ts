/** Counts repairs per kind of object. */
import type { Operation } from '../kernel/port.js';
import type { DriftCounters, DriftObject } from './notices.js';
import type { Step } from './plan-step.js';

export class Drift {
  readonly #counters = new Map<DriftObject, number>();

  /** Returns how many objects these steps repair. */
  count(steps: readonly Step[]): number {
    let total = 0;
    for (const { operation } of steps) {
      for (const object of objectsOf(operation)) {
        this.#counters.set(object, (this.#counters.get(object) ?? 0) + 1);
        total++;
      }
    }
    return total;
  }

  counters(): DriftCounters {
    return new Map(this.#counters);
  }
}

type Simple = Exclude<Operation['op'], 'repair-peer' | 'repair-gateway-port' | 'repair-gateway'>;

const OBJECTS: Readonly<Record<Simple, DriftObject>> = {
  'add-bridge': 'link',
  'add-vxlan': 'link',
  'add-port': 'link',
  'repair-link': 'link',
  'delete-link': 'link',
  'pin-port': 'link',
  'replace-fdb': 'fdb',
  'append-fdb': 'fdb',
  'delete-fdb': 'fdb',
  'replace-neighbour': 'neighbour',
  'delete-neighbour': 'neighbour',
  'write-firewall': 'firewall',
  'remove-firewall': 'firewall',
  'add-gateway': 'link',
  'add-gateway-port': 'link',
  'delete-gateway-link': 'link',
  'write-egress': 'firewall',
  'remove-egress': 'firewall',
};

function objectsOf(operation: Operation): readonly DriftObject[] {
  if (operation.op === 'repair-gateway') {
    const { up, mtu, address } = operation;
    const link = up === true || mtu !== undefined;
    return [
      ...(link ? ['link' as const] : []),
      ...(address === undefined ? [] : ['address' as const]),
    ];
  }
  if (operation.op === 'repair-gateway-port') return ofGatewayPort(operation);
  if (operation.op !== 'repair-peer') return [OBJECTS[operation.op]];
  const { mac, mtu, up, addAddresses, dropAddresses, addRoutes, dropRoutes } = operation;
  const link = mac !== undefined || mtu !== undefined || up === true;
  return [
    ...(link ? (['link'] as const) : []),
    ...[...addAddresses, ...dropAddresses].map(() => 'address' as const),
    ...[...addRoutes, ...dropRoutes].map(() => 'route' as const),
  ];
}

function ofGatewayPort(
  operation: Extract<Operation, { op: 'repair-gateway-port' }>,
): readonly DriftObject[] {
  const { master, isolate, mtu, up, addAddresses, dropAddresses, addVia, dropVia } = operation;
  const link = master !== undefined || isolate === true || mtu !== undefined || up === true;
  return [
    ...(link ? (['link'] as const) : []),
    ...[...addAddresses, ...dropAddresses].map(() => 'address' as const),
    ...[addVia, dropVia].flatMap((via) => (via === undefined ? [] : ['route' as const])),
  ];
}
