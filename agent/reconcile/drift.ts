/** Counts repairs per kind of object, and tells what was found. */
import type { KernelEvent, Operation } from '../kernel/port.js';
import type { DriftCounters, DriftObject } from './notices.js';
import type { Step } from './plan-step.js';
import { HOST, type Retries } from './retries.js';

/** The part of a pino logger that is used. */
export interface ReconcilerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface DriftDeps {
  readonly log: ReconcilerLog;
  readonly retries: Pick<Retries, 'isFailing'>;
  /** Called after drift was found, with the totals. */
  readonly onDrift?: (counters: DriftCounters) => void;
}

export class Drift {
  readonly #deps: DriftDeps;
  readonly #counters = new Map<DriftObject, number>();

  constructor(deps: DriftDeps) {
    this.#deps = deps;
  }

  /** Steps that repair, and what the kernel told of it, if it did. What failed before is no drift. */
  tell(steps: readonly Step[], told?: KernelEvent): void {
    const { log, retries, onDrift } = this.#deps;
    const drifted = steps.filter(
      ({ networkId, endpointId }) =>
        networkId === HOST || !retries.isFailing(networkId, endpointId),
    );
    const objects = this.#count(drifted);
    if (objects === 0) return;
    const found = { objects, first: drifted[0]?.operation, ...(told && { told }) };
    log.warn(found, 'kernel differed from the desired set; repairing');
    onDrift?.(this.counters());
  }

  counters(): DriftCounters {
    return new Map(this.#counters);
  }

  #count(steps: readonly Step[]): number {
    let total = 0;
    for (const { operation } of steps) {
      for (const object of objectsOf(operation)) {
        this.#counters.set(object, (this.#counters.get(object) ?? 0) + 1);
        total++;
      }
    }
    return total;
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
  'unpin-port': 'fdb',
  'replace-fdb': 'fdb',
  'append-fdb': 'fdb',
  'delete-fdb': 'fdb',
  'replace-neighbour': 'neighbour',
  'delete-neighbour': 'neighbour',
  'write-firewall': 'firewall',
  'remove-firewall': 'firewall',
  'remove-stale-firewall': 'firewall',
  'add-gateway': 'link',
  'add-gateway-port': 'link',
  'delete-gateway-link': 'link',
  'write-egress': 'firewall',
  'remove-egress': 'firewall',
};

function objectsOf(operation: Operation): readonly DriftObject[] {
  if (operation.op === 'repair-gateway') {
    const { up, mtu, address, reach, restore, mark } = operation;
    const link = [up, mtu, restore, mark].some((change) => change !== undefined);
    return [
      ...(link ? ['link' as const] : []),
      ...(address === undefined ? [] : ['address' as const]),
      ...(reach === undefined ? [] : ['route' as const]),
    ];
  }
  if (operation.op === 'repair-gateway-port') return ofGatewayPort(operation);
  if (operation.op !== 'repair-peer') return [OBJECTS[operation.op]];
  const { mac, mtu, up, addAddresses, dropAddresses, addRoutes, dropRoutes } = operation;
  const { reach = [] } = operation;
  const link = [mac, mtu, up, operation.arp, operation.was].some((change) => change !== undefined);
  return [
    ...(link ? (['link'] as const) : []),
    ...[...addAddresses, ...dropAddresses].map(() => 'address' as const),
    ...[...addRoutes, ...dropRoutes, ...reach].map(() => 'route' as const),
  ];
}

function ofGatewayPort(
  operation: Extract<Operation, { op: 'repair-gateway-port' }>,
): readonly DriftObject[] {
  const { master, restore, mac, mtu, up, arp } = operation;
  const { addAddresses, dropAddresses, addVia, dropVia, reach = [] } = operation;
  const link = [master, restore, mac, mtu, up, arp].some((change) => change !== undefined);
  return [
    ...(link ? (['link'] as const) : []),
    ...[...addAddresses, ...dropAddresses].map(() => 'address' as const),
    ...reach.map(() => 'route' as const),
    ...[addVia, dropVia].flatMap((via) => (via === undefined ? [] : ['route' as const])),
  ];
}
