/** Networks: unique name and VNI. Their subnets are embedded for readers, stored in the subnets table only. */
import type { Network, Subnet } from '../../../model/objects.js';
import { TakenSet } from '../allocate/taken-set.js';
import { UniqueIndex } from './indices.js';
import { Table, type Index } from './table.js';

export type NetworkRow = Omit<Network, 'subnets'>;

class VniIndex implements Index<Network> {
  readonly taken = new TakenSet();

  add(_id: string, network: Network): void {
    this.taken.add(network.vni);
  }

  remove(_id: string, network: Network): void {
    this.taken.delete(network.vni);
  }
}

export class NetworkTable extends Table<Network> {
  readonly names = this.indexed(new UniqueIndex<Network>((network) => [network.name]));
  readonly vnis = this.indexed(new UniqueIndex<Network>((network) => [network.vni.toString()]));
  readonly #vniSet = this.indexed(new VniIndex());

  constructor() {
    super('networks');
  }

  get takenVnis(): TakenSet {
    return this.#vniSet.taken;
  }

  /** By id or name. */
  find(ref: string): Network | undefined {
    return this.get(ref) ?? this.get(this.names.holder(ref) ?? '');
  }

  override toRow(network: Network): NetworkRow {
    const { id, name, vni, mtu, internal, encrypted, flood, ipv6, labels } = network;
    const { version, createdAt, updatedAt } = network;
    const spec = { id, name, vni, mtu, internal, encrypted, flood, ipv6, labels };
    return { ...spec, version, createdAt, updatedAt };
  }

  static fromRow(row: NetworkRow, subnets: readonly Subnet[]): Network {
    // Members in the order of a new network: rows written after a restart are the same to the byte.
    const { version, createdAt, updatedAt, ...spec } = row;
    return { ...spec, subnets, version, createdAt, updatedAt };
  }
}
