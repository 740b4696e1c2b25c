/** Leases of endpoints and reservations, checked row by row and added up per subnet. */
import { formatIp } from '../../../model/ip.js';
import type { Endpoint, Reservation } from '../../../model/objects.js';
import { windowOffset } from '../allocate/address.js';
import { addressOf } from '../tables/endpoints.js';
import type { ScopedIndex } from '../tables/indices.js';
import type { PlacedAddress } from '../tables/subnets.js';
import type { Tables } from '../tables/tables.js';
import type { Findings } from './report.js';

/** Per subnet, as the rows add up. */
interface Sums {
  leases: number;
  used: number;
  kept: number;
  keptInRange: number;
}

type Kind = 'endpoint' | 'reservation';

interface Unique<V> {
  readonly what: string;
  readonly index: ScopedIndex<V>;
  readonly key: string;
}

export class LeaseAudit {
  /** Unique keys of all rows seen. */
  readonly keys = { addresses: 0, kept: 0 };
  readonly #tables: Tables;
  readonly #findings: Findings;
  readonly #sums = new Map<string, Sums>();

  constructor(tables: Tables, findings: Findings) {
    this.#tables = tables;
    this.#findings = findings;
  }

  /** Subnets in which leases were seen. */
  subnets(): Iterable<string> {
    return this.#sums.keys();
  }

  countsOf(subnet: string): Readonly<Sums> {
    return this.#sums.get(subnet) ?? { leases: 0, used: 0, kept: 0, keptInRange: 0 };
  }

  endpoint(endpoint: Endpoint): void {
    const { id, network, node, name, mac, addresses } = endpoint;
    const { endpoints, nodes } = this.#tables;
    this.#checkNetwork('endpoint', id, network);
    if (nodes.get(node)?.role !== 'worker') {
      this.#leak('endpoint', id, `its worker ${node} does not exist`);
    }
    if (!endpoints.byNetwork.of(network).has(id) || !endpoints.byNode.of(node).has(id)) {
      this.#leak('endpoint', id, `is not listed under ${network} and ${node}`);
    }
    this.#checkUnique('endpoint', id, network, [
      { what: 'name', index: endpoints.names, key: name },
      { what: 'MAC', index: endpoints.macs, key: mac },
      ...addresses.map((one) => ({
        what: 'address',
        index: endpoints.addresses,
        key: addressOf(one),
      })),
    ]);
    this.#checkKept(endpoint);
    for (const address of addresses) {
      this.keys.addresses += 1;
      const sums = this.#place('endpoint', id, network, address);
      if (!sums) continue;
      sums.all.leases += 1;
      if (sums.inRange) sums.all.used += 1;
    }
  }

  reservation({ id, network, name, mac, addresses }: Reservation): void {
    const { reservations } = this.#tables;
    this.#checkNetwork('reservation', id, network);
    if (!reservations.byNetwork.of(network).has(id)) {
      this.#leak('reservation', id, `is not listed under ${network}`);
    }
    this.#checkUnique('reservation', id, network, [
      { what: 'name', index: reservations.names, key: name },
      { what: 'MAC', index: reservations.macs, key: mac },
      ...addresses.map((one) => ({
        what: 'address',
        index: reservations.addresses,
        key: addressOf(one),
      })),
    ]);
    for (const address of addresses) {
      this.keys.kept += 1;
      const sums = this.#place('reservation', id, network, address);
      if (!sums) continue;
      sums.all.kept += 1;
      if (sums.inRange) sums.all.keptInRange += 1;
    }
  }

  #checkNetwork(kind: Kind, id: string, network: string): void {
    if (this.#tables.networks.get(network)) return;
    this.#leak(kind, id, `its network ${network} does not exist`);
  }

  #checkUnique<V>(kind: Kind, id: string, network: string, keys: readonly Unique<V>[]): void {
    for (const { what, index, key } of keys) {
      const holder = index.holder(network, key);
      if (holder === id) continue;
      const detail = `${what} ${key} in ${network} is that of ${holder ?? 'nobody'}`;
      this.#findings.add('duplicates', kind, id, detail);
    }
  }

  /** Who has an address or the MAC of a reservation has all of it. */
  #checkKept({ id, network, addresses, mac }: Endpoint): void {
    const { reservations } = this.#tables;
    const kept = addresses.map((one) => reservations.withAddress(network, addressOf(one)));
    for (const one of [reservations.withMac(network, mac), ...kept]) {
      if (!one || (one.mac === mac && one.addresses.every((text) => addresses.includes(text)))) {
        continue;
      }
      const detail = `has a part of what reservation ${one.id} keeps`;
      this.#findings.add('duplicates', 'endpoint', id, detail);
    }
  }

  #place(
    kind: Kind,
    id: string,
    network: string,
    address: string,
  ): { readonly all: Sums; readonly inRange: boolean } | undefined {
    const placed = this.#tables.subnets.place(network, address);
    if (!placed) {
      this.#leak(kind, id, `${address} lies in no subnet of ${network}`);
      return undefined;
    }
    const { subnet } = placed;
    const all = this.#sums.get(subnet) ?? { leases: 0, used: 0, kept: 0, keptInRange: 0 };
    this.#sums.set(subnet, all);
    return { all, inRange: this.#checkPlace(kind, id, placed) };
  }

  #checkPlace(kind: Kind, id: string, { ip, subnet, space }: PlacedAddress): boolean {
    const text = formatIp(ip);
    if (space.plan.blocked.has(text)) {
      const detail = `${text} is gateway or reserved in ${subnet}`;
      this.#findings.add('duplicates', kind, id, detail);
    }
    const offset = windowOffset(space.plan, ip);
    if (offset === undefined) return false;
    if (!space.taken.has(offset)) this.#leak(kind, id, `${text} counts as free in ${subnet}`);
    return true;
  }

  #leak(kind: Kind, id: string, detail: string): void {
    this.#findings.add('leaks', kind, id, detail);
  }
}
