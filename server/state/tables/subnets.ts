/** Subnets: unique CIDR within a network, all of them in a trie, and what each has to give out. */
import { blockStart, cidrOf, parseCidr, parseInterfaceAddress } from '../../../model/cidr.js';
import type { Ip } from '../../../model/ip.js';
import type { Subnet } from '../../../model/objects.js';
import { AddressSpace } from './address-space.js';
import { GroupIndex, UniqueIndex } from './indices.js';
import type { PrefixTrie } from './prefix-trie.js';
import { Table, type Index } from './table.js';
import { Veil } from './veil.js';

class BlockIndex implements Index<Subnet> {
  readonly #occupied: PrefixTrie;

  constructor(occupied: PrefixTrie) {
    this.#occupied = occupied;
  }

  add(_id: string, subnet: Subnet): void {
    this.#occupied.add(parseCidr(subnet.cidr));
  }

  remove(_id: string, subnet: Subnet): void {
    this.#occupied.remove(parseCidr(subnet.cidr));
  }
}

/** A subnet comes before its leases and goes after them. */
class SpaceIndex implements Index<Subnet> {
  readonly #spaces = new Map<string, AddressSpace>();
  /** By network and block. */
  readonly #blocks = new Map<string, Map<BlockKey, string>>();
  #veil = new Veil();

  attach(veil: Veil): void {
    this.#veil = veil;
  }

  /** Id of the subnet of the network that is this block. */
  holder(networkId: string, ip: Ip, prefix: number): string | undefined {
    return this.#blocks.get(networkId)?.get(blockKey(ip, prefix));
  }

  of(id: string): AddressSpace {
    const space = this.#spaces.get(id);
    if (!space) throw new Error(`no subnet ${id}`);
    return space;
  }

  add(id: string, subnet: Subnet): void {
    const space = new AddressSpace(subnet, this.#veil);
    const { network, prefix } = space.plan.cidr;
    this.#spaces.set(id, space);
    const blocks = this.#blocks.get(subnet.network) ?? new Map<BlockKey, string>();
    this.#blocks.set(subnet.network, blocks.set(blockKey(network, prefix), id));
  }

  remove(id: string, subnet: Subnet): void {
    const { network, prefix } = this.of(id).plan.cidr;
    const blocks = this.#blocks.get(subnet.network);
    blocks?.delete(blockKey(network, prefix));
    if (blocks?.size === 0) this.#blocks.delete(subnet.network);
    this.#spaces.delete(id);
  }
}

type BlockKey = number | string;

/** Of the block of that length around an address: exact as a number for IPv4. */
function blockKey(ip: Ip, prefix: number): BlockKey {
  if (ip.family === 4) return blockStart(ip.value, prefix) * 64 + prefix;
  return `${cidrOf(ip, prefix).network.value} ${prefix}`;
}

/** An address as an endpoint or a reservation has it, and the space it lies in. */
export interface PlacedAddress {
  readonly ip: Ip;
  readonly subnet: string;
  readonly space: AddressSpace;
}

export class SubnetTable extends Table<Subnet> {
  readonly cidrs = this.indexed(
    new UniqueIndex<Subnet>((subnet) => [cidrKey(subnet.network, subnet.cidr)]),
  );
  readonly byNetwork = this.indexed(new GroupIndex<Subnet>((subnet) => subnet.network));
  readonly spaces = this.indexed(new SpaceIndex());

  /** `occupied`: the blocks that no subnet of the pools may overlap. */
  constructor(occupied: PrefixTrie) {
    super('subnets');
    this.indexed(new BlockIndex(occupied));
  }

  /** By id or CIDR, in this network only. */
  find(networkId: string, ref: string): Subnet | undefined {
    const subnet = this.get(ref) ?? this.get(this.cidrs.holder(cidrKey(networkId, ref)) ?? '');
    return subnet?.network === networkId ? subnet : undefined;
  }

  /** In order of ids. */
  of(networkId: string): Subnet[] {
    return [...this.byNetwork.of(networkId)].map((id) => this.require(id));
  }

  /** Undefined for an address of no subnet; addresses in the state carry the length of theirs. */
  place(networkId: string, address: string): PlacedAddress | undefined {
    const { ip, prefix } = parseInterfaceAddress(address);
    if (prefix === undefined) return undefined;
    const subnet = this.spaces.holder(networkId, ip, prefix);
    return subnet === undefined ? undefined : { ip, subnet, space: this.spaces.of(subnet) };
  }

  /** As `place`, for addresses that rows vouch for. */
  placeOf(networkId: string, address: string): PlacedAddress {
    const placed = this.place(networkId, address);
    if (!placed) throw new Error(`${address} is in no subnet of ${networkId}`);
    return placed;
  }
}

export function cidrKey(networkId: string, cidr: string): string {
  return `${networkId} ${cidr}`;
}
