/** Endpoints: unique address, MAC and name within a network; who hosts what; how full each subnet is. */
import { NO_LABELS } from '../../../model/labels.js';
import type { Endpoint, Network } from '../../../model/objects.js';
import { EndpointTexts } from './endpoint-texts.js';
import { GroupIndex, PairIndex, ScopedIndex } from './indices.js';
import type { NetworkTable } from './networks.js';
import type { NodeTable } from './nodes.js';
import type { SubnetTable } from './subnets.js';
import { Table, type Index } from './table.js';

/** Counts leases in their subnets. */
class LeaseIndex implements Index<Endpoint> {
  readonly #subnets: SubnetTable;

  constructor(subnets: SubnetTable) {
    this.#subnets = subnets;
  }

  add(_id: string, endpoint: Endpoint): void {
    this.#change(endpoint, 1);
  }

  remove(_id: string, endpoint: Endpoint): void {
    this.#change(endpoint, -1);
  }

  #change({ network, addresses }: Endpoint, by: 1 | -1): void {
    for (const address of addresses) {
      const { ip, space } = this.#subnets.placeOf(network, address);
      space.lease(ip, by);
    }
  }
}

/** Shared by all endpoints without aliases. */
export const NO_ALIASES: readonly string[] = Object.freeze([]);

export class EndpointTable extends Table<Endpoint> {
  readonly #nodes: NodeTable;
  readonly #networks: NetworkTable;
  readonly #texts = new EndpointTexts();
  readonly addresses = this.indexed(
    new ScopedIndex<Endpoint>(
      (e) => e.network,
      (e) => addressesOf(e.addresses),
    ),
  );
  readonly macs = this.indexed(
    new ScopedIndex<Endpoint>(
      (e) => e.network,
      (e) => e.mac,
    ),
  );
  readonly names = this.indexed(
    new ScopedIndex<Endpoint>(
      (e) => e.network,
      (e) => e.name,
    ),
  );
  readonly byNetwork = this.indexed(new GroupIndex<Endpoint>((e) => e.network));
  readonly byNode = this.indexed(new GroupIndex<Endpoint>((e) => e.node));
  /** (network, node). */
  readonly hosting = this.indexed(
    new PairIndex<Endpoint>(
      (e) => e.network,
      (e) => e.node,
    ),
  );

  constructor(nodes: NodeTable, networks: NetworkTable, subnets: SubnetTable) {
    super('endpoints');
    this.#nodes = nodes;
    this.#networks = networks;
    this.indexed(new LeaseIndex(subnets));
  }

  /**
   * Of a row: texts that others hold already are shared with them, and an attachment that JSON left out is back in its
   * place, so that later rows are the same to the byte.
   */
  fromRow(id: string, row: Endpoint): Endpoint {
    const { labels, aliases, createdAt } = row;
    return this.shape({
      ...row,
      id,
      network: this.#networks.get(row.network)?.id ?? row.network,
      node: this.#nodes.get(row.node)?.id ?? row.node,
      labels: Object.keys(labels).length === 0 ? NO_LABELS : labels,
      aliases: aliases.length === 0 ? NO_ALIASES : aliases,
      updatedAt: row.updatedAt === createdAt ? createdAt : row.updatedAt,
    });
  }

  override shape(endpoint: Endpoint): Endpoint {
    return this.made(endpoint, endpoint);
  }

  /** A million of them: one layout without room for growth. */
  override made(draft: Draft, { version, createdAt, updatedAt }: Meta): Endpoint {
    const { id, network, node, name, addresses, mac, aliases, labels, attachment } = draft;
    return {
      id,
      network,
      node,
      name,
      addresses,
      mac,
      aliases,
      labels,
      attachment,
      version,
      createdAt,
      updatedAt,
    };
  }

  override textOf(endpoint: Endpoint): string {
    return `${this.#texts.open(endpoint)}}`;
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
    return this.get(this.names.holder(network.id, name) ?? '');
  }

  withAddress(networkId: string, ip: string): Endpoint | undefined {
    return this.get(this.addresses.holder(networkId, ip) ?? '');
  }

  withMac(networkId: string, mac: string): Endpoint | undefined {
    return this.get(this.macs.holder(networkId, mac) ?? '');
  }

  *in(networkId: string): Generator<Endpoint> {
    for (const id of this.byNetwork.of(networkId)) yield this.require(id);
  }

  *on(nodeId: string): Generator<Endpoint> {
    for (const id of this.byNode.of(nodeId)) yield this.require(id);
  }
}

type Meta = Pick<Endpoint, 'version' | 'createdAt' | 'updatedAt'>;
type Draft = Omit<Endpoint, keyof Meta>;

function addressesOf(addresses: readonly string[]): string | readonly string[] {
  const [first] = addresses;
  return first !== undefined && addresses.length === 1
    ? addressOf(first)
    : addresses.map(addressOf);
}

/** Addresses in the state are canonical, so the text up to the length will do. */
export function addressOf(address: string): string {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}
