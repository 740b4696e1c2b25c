/** Leases: which addresses and MAC an endpoint or a reservation gets, one address per family of its network's subnets. */
import {
  containsIp,
  formatCidr,
  parseCidr,
  parseInterfaceAddress,
  type InterfaceAddress,
} from '../../../model/cidr.js';
import { formatInterfaceAddress, formatIp, type Family, type Ip } from '../../../model/ip.js';
import { parseMac } from '../../../model/mac.js';
import type { Network, Subnet } from '../../../model/objects.js';
import { isUnusable, nextAddress, windowOffset } from '../allocate/address.js';
import { nextMac } from '../allocate/mac.js';
import type { AddressSpace } from '../tables/address-space.js';
import type { Transaction } from '../transaction.js';
import { refuse } from './refuse.js';
import { addressCursor } from './subnets.js';

export interface Lease {
  readonly ip: Ip;
  /** With the length of its subnet. */
  readonly address: string;
}

/** For whom: `reservation` is the one whose addresses and MAC are taken, if any. */
export interface Claimant {
  readonly network: Network;
  readonly reservation: string | undefined;
}

const FAMILIES: readonly Family[] = [4, 6];

/** IPv4 first. What is not asked for is allocated. */
export function leaseAddresses(
  tx: Transaction,
  claimant: Claimant,
  inputs: readonly string[],
): Lease[] {
  if (inputs.length === 0) {
    const [first, second] = [allocate(tx, claimant.network, 4), allocate(tx, claimant.network, 6)];
    if (first && second) return [first, second];
    const only = first ?? second;
    return only ? [only] : [];
  }
  const leases: Lease[] = [];
  const asked = inputs.map((input) => claim(tx, claimant, input));
  for (const family of FAMILIES) {
    const [lease, other] = asked.filter(({ ip }) => ip.family === family);
    if (lease && other) {
      refuse(
        'invalid-address',
        `${lease.address} and ${other.address}: an endpoint has one IPv${family} address`,
      );
    }
    const found = lease ?? allocate(tx, claimant.network, family);
    if (found) leases.push(found);
  }
  return leases;
}

/** Does not move the cursor: what was given before it stays behind it. */
function claim(tx: Transaction, claimant: Claimant, input: string): Lease {
  const { network } = claimant;
  const address = parseInterfaceAddress(input);
  const text = formatIp(address.ip);
  const subnet = network.subnets.find(({ cidr }) => containsIp(parseCidr(cidr), address.ip));
  if (!subnet) {
    const cidrs = network.subnets.map(({ cidr }) => cidr).join(', ');
    return refuse('address-outside-subnet', `${text} lies in none of ${cidrs}`);
  }
  const { plan } = tx.tables.subnets.spaces.of(subnet.id);
  checkLength(input, address, subnet, plan.cidr.prefix);
  if (plan.blocked.has(text) || isUnusable(plan.cidr, address.ip)) {
    refuse('address-reserved', `${text} is ${roleOf(subnet, text)} of ${subnet.cidr}`);
  }
  const holder = tx.tables.endpoints.withAddress(network.id, text);
  if (holder) {
    refuse('address-taken', `${text} is that of endpoint '${holder.name}' (${holder.id})`);
  }
  const kept = tx.tables.reservations.withAddress(network.id, text);
  if (kept && kept.id !== claimant.reservation) {
    refuse('address-taken', `${text} is kept by reservation '${kept.name}' (${kept.id})`);
  }
  return { ip: address.ip, address: formatInterfaceAddress(address.ip, plan.cidr.prefix) };
}

function checkLength(
  input: string,
  { prefix }: InterfaceAddress,
  subnet: Subnet,
  expected: number,
): void {
  if (prefix === undefined || prefix === expected) return;
  refuse('invalid-address', `'${input}': expected length ${expected} of ${subnet.cidr}`);
}

function roleOf(subnet: Subnet, text: string): string {
  if (text === subnet.gateway) return 'the gateway';
  return subnet.reserved.includes(text) ? 'reserved' : 'the network or broadcast address';
}

/** From the first subnet of the family that has room; undefined if the network has none of the family. */
function allocate(tx: Transaction, network: Network, family: Family): Lease | undefined {
  const full: string[] = [];
  for (const subnet of network.subnets) {
    const space = tx.tables.subnets.spaces.of(subnet.id);
    const { cidr } = space.plan;
    if (cidr.network.family !== family) continue;
    const lease = allocateIn(tx, subnet, space);
    if (lease) return lease;
    full.push(`${formatCidr(cidr)} (${capacity(space)})`);
  }
  if (full.length === 0) return undefined;
  return refuse(
    'subnet-full',
    `network '${network.name}' has no free IPv${family} address: ${full.join(', ')}; add a subnet`,
  );
}

/** `0 of 253 free`, and how much of it waits for endpoints to come. */
function capacity({ plan, usage }: AddressSpace): string {
  const blocked = plan.blockedOffsets.length;
  const kept = usage.reserved - blocked;
  return `${usage.free} of ${usage.total - blocked} free${kept > 0 ? `, ${kept} in reservations` : ''}`;
}

/** The next search starts after it: a released address is not given again at once. */
function allocateIn(tx: Transaction, subnet: Subnet, space: AddressSpace): Lease | undefined {
  const { cursors } = tx.tables;
  const key = addressCursor(subnet.id);
  const cursor = cursors.get(key);
  const last = typeof cursor === 'number' ? cursor : undefined;
  const found = nextAddress(space.plan, last, space.taken);
  if (!found) return undefined;
  tx.write(cursors, key, found.offset);
  const { ip } = found;
  return { ip, address: formatInterfaceAddress(ip, space.plan.cidr.prefix) };
}

function cursorOf(tx: Transaction, subnetId: string): number | undefined {
  const cursor = tx.tables.cursors.get(addressCursor(subnetId));
  return typeof cursor === 'number' ? cursor : undefined;
}

/**
 * After addresses were given back: one that would be the very next to be given, because it was asked for by hand and not
 * allocated, goes to the end of the order instead.
 */
export function delayReuse(
  tx: Transaction,
  { network, addresses }: { readonly network: string; readonly addresses: readonly string[] },
): void {
  for (const address of addresses) {
    const { ip, subnet, space } = tx.tables.subnets.placeOf(network, address);
    const offset = windowOffset(space.plan, ip);
    if (offset === undefined || space.taken.has(offset)) continue;
    const next = nextAddress(space.plan, cursorOf(tx, subnet), space.taken);
    if (next?.offset === offset) tx.write(tx.tables.cursors, addressCursor(subnet), offset);
  }
}

/** As asked for, or made from the first address. */
export function leaseMac(
  tx: Transaction,
  claimant: Claimant,
  input: string | undefined,
  leases: readonly Lease[],
): string {
  const { endpoints, reservations } = tx.tables;
  const { network, reservation } = claimant;
  if (input !== undefined) return claimMac(tx, claimant, parseMac(input));
  const [first] = leases;
  if (!first) throw new Error(`network ${network.id} has no subnet`);
  return nextMac(network.id, first.ip, (mac) => {
    const kept = reservations.withMac(network.id, mac)?.id ?? reservation;
    return endpoints.withMac(network.id, mac) !== undefined || kept !== reservation;
  });
}

function claimMac(tx: Transaction, { network, reservation }: Claimant, mac: string): string {
  const holder = tx.tables.endpoints.withMac(network.id, mac);
  if (holder) {
    refuse(
      'mac-taken',
      `${mac} is that of endpoint '${holder.name}' (${holder.id}) in network '${network.name}'`,
    );
  }
  const kept = tx.tables.reservations.withMac(network.id, mac);
  if (!kept || kept.id === reservation) return mac;
  return refuse(
    'mac-taken',
    `${mac} is kept by reservation '${kept.name}' (${kept.id}) in network '${network.name}'`,
  );
}
