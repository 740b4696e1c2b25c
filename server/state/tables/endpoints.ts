/** Endpoints: unique address, MAC and name within a network; who hosts what; how full each subnet is. */
import { cidrOf, formatCidr, parseInterfaceAddress } from '../../../model/cidr.js';
import type { Endpoint, Network } from '../../../model/objects.js';
import { inWindow } from '../allocate/address.js';
import { GroupIndex, PairIndex, UniqueIndex } from './indices.js';
import type { NetworkTable } from './networks.js';
import { cidrKey, type SubnetTable } from './subnets.js';
import { Table, type Index } from './table.js';

/** Leases per subnet, of those addresses that the subnet counts. */
class UsageIndex implements Index<Endpoint> {
  readonly #subnets: SubnetTable;
  readonly #used = new Map<string, number>();
  readonly #leases = new Map<string, number>();

  constructor(subnets: SubnetTable) {
    this.#subnets = subnets;
  }

  /** Leases that count against the subnet's total. */
  used(subnetId: string): number {
    return this.#used.get(subnetId) ?? 0;
  }

  /** All leases, also those given explicitly outside the range. */
  leases(subnetId: string): number {
    return this.#leases.get(subnetId) ?? 0;
  }

  add(_id: string, endpoint: Endpoint): void {
    this.#change(endpoint, 1);
  }

  remove(_id: string, endpoint: Endpoint): void {
    this.#change(endpoint, -1);
  }

  #change(endpoint: Endpoint, by: number): void {
    for (const address of endpoint.addresses) {
      const { ip, prefix } = parseInterfaceAddress(address);
      if (prefix === undefined) throw new Error(`${endpoint.id}: ${address} lacks its length`);
      const key = cidrKey(endpoint.network, formatCidr(cidrOf(ip, prefix)));
      const subnetId = this.#subnets.cidrs.holder(key);
      if (subnetId === undefined) throw new Error(`${endpoint.id}: ${address} is in no subnet`);
      count(this.#leases, subnetId, by);
      if (inWindow(this.#subnets.plans.of(subnetId), ip)) count(this.#used, subnetId, by);
    }
  }
}

function count(counts: Map<string, number>, key: string, by: number): void {
  const value = (counts.get(key) ?? 0) + by;
  if (value === 0) counts.delete(key);
  else counts.set(key, value);
}

export class EndpointTable extends Table<Endpoint> {
  readonly #networks: NetworkTable;
  readonly addresses = this.indexed(
    new UniqueIndex<Endpoint>((e) => e.addresses.map((address) => leaseKey(e.network, address))),
  );
  readonly macs = this.indexed(new UniqueIndex<Endpoint>((e) => [`${e.network} ${e.mac}`]));
  readonly names = this.indexed(new UniqueIndex<Endpoint>((e) => [`${e.network} ${e.name}`]));
  readonly byNetwork = this.indexed(new GroupIndex<Endpoint>((e) => e.network));
  readonly byNode = this.indexed(new GroupIndex<Endpoint>((e) => e.node));
  /** (network, node). */
  readonly hosting = this.indexed(new PairIndex<Endpoint>((e) => [e.network, e.node]));
  readonly usage: UsageIndex;

  constructor(networks: NetworkTable, subnets: SubnetTable) {
    super('endpoints');
    this.#networks = networks;
    this.usage = this.indexed(new UsageIndex(subnets));
  }

  /** JSON leaves out an attachment that is undefined; back in its place, later rows are the same to the byte. */
  static fromRow(row: Endpoint): Endpoint {
    const { id, network, node, name, addresses, mac, aliases, labels, attachment } = row;
    const { version, createdAt, updatedAt } = row;
    const lease = { id, network, node, name, addresses, mac, aliases, labels, attachment };
    return { ...lease, version, createdAt, updatedAt };
  }

  /** By id or `NAME.NETWORK`. */
  find(ref: string): Endpoint | undefined {
    const byId = this.get(ref);
    const dot = ref.indexOf('.');
    if (byId || dot < 0) return byId;
    const network = this.#networks.find(ref.slice(dot + 1));
    return network && this.named(network, ref.slice(0, dot));
  }

  named(network: Network, name: string): Endpoint | undefined {
    return this.get(this.names.holder(`${network.id} ${name}`) ?? '');
  }

  withAddress(networkId: string, ip: string): Endpoint | undefined {
    return this.get(this.addresses.holder(leaseKey(networkId, ip)) ?? '');
  }

  withMac(networkId: string, mac: string): Endpoint | undefined {
    return this.get(this.macs.holder(`${networkId} ${mac}`) ?? '');
  }

  *in(networkId: string): Generator<Endpoint> {
    for (const id of this.byNetwork.of(networkId)) yield this.require(id);
  }

  *on(nodeId: string): Generator<Endpoint> {
    for (const id of this.byNode.of(nodeId)) yield this.require(id);
  }
}

/** Addresses in the state are canonical, so the text up to the length will do. */
function leaseKey(networkId: string, address: string): string {
  const slash = address.indexOf('/');
  return `${networkId} ${slash < 0 ? address : address.slice(0, slash)}`;
}
