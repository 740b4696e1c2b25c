/** Reservations: addresses and a MAC kept under a name, for an endpoint that comes later or comes back. */
import { parseInterfaceAddress } from '../../../model/cidr.js';
import { formatIp } from '../../../model/ip.js';
import { parseLabels } from '../../../model/labels.js';
import { parseMac } from '../../../model/mac.js';
import { parseName } from '../../../model/name.js';
import type { Endpoint, Network, Reservation } from '../../../model/objects.js';
import type { Command } from '../command.js';
import { addressOf } from '../tables/endpoints.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { delayReuse, leaseAddresses, leaseMac } from './leases.js';
import { checkNewId, checkVersion, needNetwork, needReservation, refuse } from './refuse.js';

type Create = Extract<Command, { kind: 'reservation.create' }>;

/** Addresses and MAC that go together. */
type Kept = Pick<Reservation, 'addresses' | 'mac'>;

/** What a request asks for; undefined: whatever is kept, or free. */
interface Asked {
  readonly addresses?: readonly string[];
  readonly mac?: string;
}

export function createReservation(tx: Transaction, command: Create): Made {
  const network = needNetwork(tx, command.network);
  const { reservations, endpoints } = tx.tables;
  checkNewId(reservations, command.id);
  const name = parseName(command.name);
  const holder = reservations.named(network, name);
  if (holder) {
    refuse(
      'name-taken',
      `reservation '${name}' of network '${network.name}' exists (${holder.id})`,
    );
  }
  const endpoint = endpoints.named(network, name);
  const { addresses, mac } = endpoint
    ? adopt(tx, endpoint, command)
    : reserve(tx, network, command);
  const labels = parseLabels(command.labels ?? {});
  const { id } = command;
  const draft = { id, network: network.id, name, addresses, mac, labels };
  return tx.made('reservation', { object: tx.create('reservation', draft), changed: true });
}

function reserve(tx: Transaction, network: Network, command: Create): Kept {
  const claimant = { network, reservation: undefined };
  const leases = leaseAddresses(tx, claimant, command.addresses ?? []);
  const mac = leaseMac(tx, claimant, command.mac, leases);
  return { addresses: leases.map(({ address }) => address), mac };
}

/** The endpoint is there already: what it has is kept for its name. */
function adopt(tx: Transaction, endpoint: Endpoint, asked: Asked): Kept {
  const { network, addresses, mac, name } = endpoint;
  const what = `endpoint '${name}' (${endpoint.id})`;
  const { reservations } = tx.tables;
  const other =
    reservations.withMac(network, mac) ??
    addresses
      .map((address) => reservations.withAddress(network, addressOf(address)))
      .find((found) => found !== undefined);
  if (other) {
    refuse('address-taken', `${what} has what reservation '${other.name}' (${other.id}) keeps`);
  }
  checkMatch(endpoint, asked, what);
  return { addresses, mac };
}

export function deleteReservation(
  tx: Transaction,
  command: Extract<Command, { kind: 'reservation.delete' }>,
): Made {
  const reservation = needReservation(tx, command.reservation);
  checkVersion(reservation, command.ifVersion, `reservation '${reservation.name}'`);
  tx.remove('reservation', reservation);
  delayReuse(tx, reservation);
  return tx.made('reservation', { object: reservation, changed: true });
}

/**
 * The reservation that a new endpoint takes: the one it asks for, or the one of its name. Refused when another endpoint
 * has it, or when the request names other addresses or another MAC than it keeps.
 */
export function reservationFor(
  tx: Transaction,
  network: Network,
  command: Extract<Command, { kind: 'endpoint.create' }>,
): Reservation | undefined {
  const reservation = wanted(tx, network, command);
  if (!reservation) return undefined;
  const what = `reservation '${reservation.name}' (${reservation.id})`;
  const [address = ''] = reservation.addresses;
  const holder = tx.tables.endpoints.withAddress(network.id, addressOf(address));
  if (holder) {
    refuse('address-taken', `endpoint '${holder.name}' (${holder.id}) has ${address} of ${what}`);
  }
  checkMatch(reservation, command, what);
  return reservation;
}

function wanted(
  tx: Transaction,
  network: Network,
  command: Extract<Command, { kind: 'endpoint.create' }>,
): Reservation | undefined {
  const { reservation: ref, name } = command;
  if (ref === undefined) {
    return name === undefined ? undefined : tx.tables.reservations.named(network, name);
  }
  const found = tx.tables.reservations.named(network, ref) ?? needReservation(tx, ref);
  if (found.network === network.id) return found;
  return refuse('not-found', `network '${network.name}' has no reservation '${ref}'`);
}

/** An address of a family that nothing is kept of may be asked for. */
function checkMatch(kept: Kept, { addresses = [], mac }: Asked, what: string): void {
  for (const input of addresses) {
    const { ip } = parseInterfaceAddress(input);
    const text = formatIp(ip);
    const same = kept.addresses.find((one) => parseInterfaceAddress(one).ip.family === ip.family);
    if (same !== undefined && addressOf(same) !== text) {
      refuse('reservation-mismatch', `${what} has ${same}, not ${text}`);
    }
  }
  if (mac !== undefined && parseMac(mac) !== kept.mac) {
    refuse('reservation-mismatch', `${what} has ${kept.mac}, not ${parseMac(mac)}`);
  }
}

/** What a new endpoint asks for when it takes the reservation. */
export function withReservation(
  reservation: Reservation | undefined,
  { addresses = [], mac }: Asked,
): { readonly addresses: readonly string[]; readonly mac: string | undefined } {
  if (!reservation) return { addresses, mac };
  const families = reservation.addresses.map((one) => parseInterfaceAddress(one).ip.family);
  const others = addresses.filter(
    (input) => !families.includes(parseInterfaceAddress(input).ip.family),
  );
  return { addresses: [...reservation.addresses, ...others], mac: reservation.mac };
}
