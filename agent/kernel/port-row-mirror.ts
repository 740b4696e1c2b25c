/** Rows of vxlan devices as the kernel holds them: FDB entries and neighbours, and what each operation and each event does to them. */
import type { KernelState, ObservedFdb, ObservedNeighbour, Operation, RowChange } from './port.js';

/** Rows of one vxlan device. */
export interface DeviceRows {
  /** MAC → destination (several: comma-joined, sorted). */
  readonly fdb: ReadonlyMap<string, string>;
  /** Address → MAC. */
  readonly neighbours: ReadonlyMap<string, string>;
}

export type RowOperation = Extract<
  Operation,
  { op: 'replace-fdb' | 'append-fdb' | 'delete-fdb' | 'replace-neighbour' | 'delete-neighbour' }
>;

export function isRowOperation(operation: Operation): operation is RowOperation {
  return operation.op.endsWith('-fdb') || operation.op.endsWith('-neighbour');
}

/** The group bit of a MAC, or all zeros. */
export function isGroup(mac: string): boolean {
  return mac === '00:00:00:00:00:00' || (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

interface Rows {
  readonly fdb: Map<string, string>;
  readonly neighbours: Map<string, string>;
}

const NO_ROWS: DeviceRows = { fdb: new Map(), neighbours: new Map() };

export class RowMirror {
  readonly #rows = new Map<string, Rows>();

  static from({ fdb, neighbours }: Pick<KernelState, 'fdb' | 'neighbours'>): RowMirror {
    const mirror = new RowMirror();
    for (const { dev, mac, dst } of fdb.values()) mirror.#writable(dev).fdb.set(mac, dst);
    for (const { dev, address, mac } of neighbours.values()) {
      mirror.#writable(dev).neighbours.set(address, mac);
    }
    return mirror;
  }

  of(dev: string): DeviceRows {
    return this.#rows.get(dev) ?? NO_ROWS;
  }

  toState(): Pick<KernelState, 'fdb' | 'neighbours'> {
    const fdb = new Map<string, ObservedFdb>();
    const neighbours = new Map<string, ObservedNeighbour>();
    for (const [dev, rows] of this.#rows) {
      for (const [mac, dst] of rows.fdb) fdb.set(`${dev} ${mac}`, { dev, mac, dst });
      for (const [address, mac] of rows.neighbours) {
        neighbours.set(`${dev} ${address}`, { dev, address, mac });
      }
    }
    return { fdb, neighbours };
  }

  /** The kernel took the operation. */
  apply(operation: RowOperation): void {
    const { fdb, neighbours } = this.#writable(operation.dev);
    switch (operation.op) {
      case 'replace-fdb':
        fdb.set(operation.mac, operation.dst);
        return;
      case 'append-fdb': {
        const known = fdb.get(operation.mac)?.split(',') ?? [];
        fdb.set(operation.mac, [...new Set([...known, operation.dst])].sort().join(','));
        return;
      }
      case 'delete-fdb': {
        const known = fdb.get(operation.mac)?.split(',') ?? [];
        const rest = known.filter((dst) => dst !== operation.dst);
        if (rest.length > 0) fdb.set(operation.mac, rest.join(','));
        else fdb.delete(operation.mac);
        return;
      }
      case 'replace-neighbour':
        neighbours.set(operation.address, operation.mac);
        return;
      case 'delete-neighbour':
        neighbours.delete(operation.address);
    }
  }

  /** Somebody else changed a neighbour. */
  seeNeighbour(dev: string, { key, value }: RowChange): void {
    setOrDelete(this.#writable(dev).neighbours, key, value);
  }

  /** The same of an FDB entry. The kernel keeps several destinations for groups and for all zeros only; one of its own takes another's place. */
  seeFdb(dev: string, { key, value, was }: RowChange): void {
    const { fdb } = this.#writable(dev);
    const known = fdb.get(key)?.split(',') ?? [];
    const gone = was ?? (isGroup(key) ? value : undefined);
    const kept = gone === undefined ? [] : known.filter((dst) => dst !== gone);
    const destinations = value === undefined ? kept : [...kept, value];
    setOrDelete(fdb, key, destinations.length === 0 ? undefined : destinations.sort().join(','));
  }

  /** The device is new or gone. */
  forget(dev: string): void {
    this.#rows.delete(dev);
  }

  /** The device went down. */
  flushNeighbours(dev: string): void {
    this.#rows.get(dev)?.neighbours.clear();
  }

  #writable(dev: string): Rows {
    let rows = this.#rows.get(dev);
    if (!rows) this.#rows.set(dev, (rows = { fdb: new Map(), neighbours: new Map() }));
    return rows;
  }
}

function setOrDelete(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
