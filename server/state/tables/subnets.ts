/** Subnets: unique CIDR within a network, all of them in a trie, and what each has to give out. */
import { parseCidr } from '../../../model/cidr.js';
import type { Subnet } from '../../../model/objects.js';
import { planOf, type SubnetPlan } from '../allocate/address.js';
import { GroupIndex, UniqueIndex } from './indices.js';
import { PrefixTrie } from './prefix-trie.js';
import { Table, type Index } from './table.js';

class BlockIndex implements Index<Subnet> {
  readonly trie = new PrefixTrie();

  add(_id: string, subnet: Subnet): void {
    this.trie.add(parseCidr(subnet.cidr));
  }

  remove(_id: string, subnet: Subnet): void {
    this.trie.remove(parseCidr(subnet.cidr));
  }
}

/** Plans are parsed once, not on each create. */
class PlanIndex implements Index<Subnet> {
  readonly #plans = new Map<string, SubnetPlan>();

  of(id: string): SubnetPlan {
    const plan = this.#plans.get(id);
    if (!plan) throw new Error(`no subnet ${id}`);
    return plan;
  }

  add(id: string, subnet: Subnet): void {
    this.#plans.set(id, planOf(subnet));
  }

  remove(id: string): void {
    this.#plans.delete(id);
  }
}

export class SubnetTable extends Table<Subnet> {
  readonly cidrs = this.indexed(
    new UniqueIndex<Subnet>((subnet) => [cidrKey(subnet.network, subnet.cidr)]),
  );
  readonly byNetwork = this.indexed(new GroupIndex<Subnet>((subnet) => subnet.network));
  readonly blocks = this.indexed(new BlockIndex());
  readonly plans = this.indexed(new PlanIndex());

  constructor() {
    super('subnets');
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
}

export function cidrKey(networkId: string, cidr: string): string {
  return `${networkId} ${cidr}`;
}
