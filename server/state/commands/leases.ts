/** Leases: which addresses a new endpoint gets, one per family of its network's subnets. */
import {
  containsIp,
  formatCidr,
  parseCidr,
  parseInterfaceAddress,
  offsetIn,
} from '../../../model/cidr.js';
import { formatIp, type Family, type Ip } from '../../../model/ip.js';
import type { Network, Subnet } from '../../../model/objects.js';
import {
  inWindow,
  isUnusable,
  nextAddress,
  totalOf,
  type SubnetPlan,
} from '../allocate/address.js';
import type { Transaction } from '../transaction.js';
import { refuse } from './refuse.js';
import { addressCursor } from './subnets.js';

export interface Lease {
  readonly ip: Ip;
  /** With the length of its subnet. */
  readonly address: string;
}

const FAMILIES: readonly Family[] = [4, 6];

/** IPv4 first. What is not asked for is allocated. */
export function leaseAddresses(
  tx: Transaction,
  network: Network,
  inputs: readonly string[],
): Lease[] {
  const asked = inputs.map((input) => claim(tx, network, input));
  const leases: Lease[] = [];
  for (const family of FAMILIES) {
    const [lease, other] = asked.filter(({ ip }) => ip.family === family);
    if (lease && other) {
      refuse(
        'invalid-address',
        `${lease.address} and ${other.address}: an endpoint has one IPv${family} address`,
      );
    }
    const found = lease ?? allocate(tx, network, family);
    if (found) leases.push(found);
  }
  return leases;
}

function claim(tx: Transaction, network: Network, input: string): Lease {
  const { ip, prefix } = parseInterfaceAddress(input);
  const text = formatIp(ip);
  const subnet = network.subnets.find(({ cidr }) => containsIp(parseCidr(cidr), ip));
  if (!subnet) {
    const cidrs = network.subnets.map(({ cidr }) => cidr).join(', ');
    return refuse('address-outside-subnet', `${text} lies in none of ${cidrs}`);
  }
  const plan = tx.tables.subnets.plans.of(subnet.id);
  if (prefix !== undefined && prefix !== plan.cidr.prefix) {
    refuse('invalid-address', `'${input}': expected length ${plan.cidr.prefix} of ${subnet.cidr}`);
  }
  if (plan.blocked.has(text) || isUnusable(plan.cidr, ip)) {
    refuse('address-reserved', `${text} is ${roleOf(subnet, text)} of ${subnet.cidr}`);
  }
  const holder = tx.tables.endpoints.withAddress(network.id, text);
  if (holder) {
    refuse('address-taken', `${text} is that of endpoint '${holder.name}' (${holder.id})`);
  }
  const offset = offsetIn(plan.cidr, ip);
  if (offset !== undefined && inWindow(plan, ip)) give(tx, subnet, offset);
  return { ip, address: `${text}/${plan.cidr.prefix}` };
}

function roleOf(subnet: Subnet, text: string): string {
  if (text === subnet.gateway) return 'the gateway';
  return subnet.reserved.includes(text) ? 'reserved' : 'the network or broadcast address';
}

/** From the first subnet of the family that has room; undefined if the network has none of the family. */
function allocate(tx: Transaction, network: Network, family: Family): Lease | undefined {
  const full: string[] = [];
  for (const subnet of network.subnets) {
    const plan = tx.tables.subnets.plans.of(subnet.id);
    if (plan.cidr.network.family !== family) continue;
    const lease = allocateIn(tx, network, subnet, plan);
    if (lease) return lease;
    full.push(`${formatCidr(plan.cidr)} (0 of ${totalOf(plan) - plan.blockedCount} free)`);
  }
  if (full.length === 0) return undefined;
  return refuse(
    'subnet-full',
    `network '${network.name}' has no free IPv${family} address: ${full.join(', ')}; add a subnet`,
  );
}

function allocateIn(
  tx: Transaction,
  network: Network,
  subnet: Subnet,
  plan: SubnetPlan,
): Lease | undefined {
  const { endpoints, cursors } = tx.tables;
  if (totalOf(plan) - plan.blockedCount <= endpoints.usage.used(subnet.id)) return undefined;
  const cursor = cursors.get(addressCursor(subnet.id));
  const found = nextAddress(
    plan,
    typeof cursor === 'number' ? cursor : undefined,
    (ip) => endpoints.withAddress(network.id, ip) !== undefined,
  );
  if (!found) throw new Error(`subnet ${subnet.id} counts a free address that is not there`);
  give(tx, subnet, found.offset);
  return { ip: found.ip, address: `${formatIp(found.ip)}/${plan.cidr.prefix}` };
}

/** The next search starts after it: a released address is not given again at once. */
function give(tx: Transaction, subnet: Subnet, offset: number): void {
  tx.write(tx.tables.cursors, addressCursor(subnet.id), offset);
}
