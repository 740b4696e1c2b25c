/** Reservations: unique name, address and MAC within a network, counted in its subnets. */
import type { Network, Reservation } from '../../../model/objects.js';
import { addressOf } from './endpoints.js';
import { GroupIndex, ScopedIndex } from './indices.js';
import type { NetworkTable } from './networks.js';
import type { SubnetTable } from './subnets.js';
import { Table, type Index } from './table.js';

class KeptIndex implements Index<Reservation> {
  readonly #subnets: SubnetTable;

  constructor(subnets: SubnetTable) {
    this.#subnets = subnets;
  }

  add(_id: string, reservation: Reservation): void {
    this.#change(reservation, 1);
  }

  remove(_id: string, reservation: Reservation): void {
    this.#change(reservation, -1);
  }

  #change({ network, addresses }: Reservation, by: 1 | -1): void {
    for (const address of addresses) {
      const { ip, space } = this.#subnets.placeOf(network, address);
      space.keep(ip, by);
    }
  }
}

export class ReservationTable extends Table<Reservation> {
  readonly #networks: NetworkTable;
  readonly addresses = this.indexed(
    new ScopedIndex<Reservation>(
      ({ network }) => network,
      ({ addresses }) => addresses.map(addressOf),
    ),
  );
  readonly macs = this.indexed(
    new ScopedIndex<Reservation>(
      ({ network }) => network,
      ({ mac }) => mac,
    ),
  );
  readonly names = this.indexed(
    new ScopedIndex<Reservation>(
      ({ network }) => network,
      ({ name }) => name,
    ),
  );
  readonly byNetwork = this.indexed(new GroupIndex<Reservation>(({ network }) => network));

  constructor(networks: NetworkTable, subnets: SubnetTable) {
    super('reservations');
    this.#networks = networks;
    this.indexed(new KeptIndex(subnets));
  }

  /** By id or `NAME.NETWORK`. */
  find(ref: string): Reservation | undefined {
    const byId = this.get(ref);
    const dot = ref.indexOf('.');
    if (byId || dot < 0) return byId;
    const network = this.#networks.find(ref.slice(dot + 1));
    return network && this.named(network, ref.slice(0, dot));
  }

  named(network: Network, name: string): Reservation | undefined {
    return this.get(this.names.holder(network.id, name) ?? '');
  }

  withAddress(networkId: string, ip: string): Reservation | undefined {
    return this.get(this.addresses.holder(networkId, ip) ?? '');
  }

  withMac(networkId: string, mac: string): Reservation | undefined {
    return this.get(this.macs.holder(networkId, mac) ?? '');
  }

  *in(networkId: string): Generator<Reservation> {
    for (const id of this.byNetwork.of(networkId)) yield this.require(id);
  }
}
