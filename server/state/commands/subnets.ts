/** Subnets: chosen or checked, then made part of their network. */
import {
  containsCidr,
  containsIp,
  formatCidr,
  nth,
  overlaps,
  parseCidr,
  parseInterfaceAddress,
  type Cidr,
} from '../../../model/cidr.js';
import { bitsOf, formatIp, parseIp, type Ip } from '../../../model/ip.js';
import { AUTOMATIC_MTU, MIN_MTU, MIN_MTU_V6, parseMtu } from '../../../model/mtu.js';
import type { Network, Subnet } from '../../../model/objects.js';
import { isUnusable, usableOffsets } from '../allocate/address.js';
import { describePools, nextSubnet, slotsOf, type PoolCursor } from '../allocate/subnet.js';
import type { Command, SubnetRequest } from '../command.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { checkNewId, checkVersion, nameSome, needCluster, needNetwork, refuse } from './refuse.js';

const POOL_CURSOR = 'pool';

/** Blocks no host can have: "this" network, loopback, multicast and beyond, unspecified, link-local. */
const FORBIDDEN = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/8', 'fe80::/10', 'ff00::/8'];

export function addSubnet(
  tx: Transaction,
  command: Extract<Command, { kind: 'subnet.add' }>,
): Made {
  const network = needNetwork(tx, command.network);
  const object = makeSubnet(tx, network.id, command.subnet);
  embedSubnets(tx, network);
  return tx.made('subnet', { object, changed: true });
}

export function removeSubnet(
  tx: Transaction,
  command: Extract<Command, { kind: 'subnet.remove' }>,
): Made {
  const network = needNetwork(tx, command.network);
  const subnet =
    tx.tables.subnets.find(network.id, command.subnet) ??
    refuse('not-found', `network '${network.name}' has no subnet '${command.subnet}'`);
  checkVersion(subnet, command.ifVersion, `subnet ${subnet.cidr}`);
  const { leases, kept } = tx.tables.subnets.spaces.of(subnet.id);
  if (leases > 0) {
    const names = holders(tx.tables.endpoints.in(network.id), subnet, leases);
    refuse('in-use', `subnet ${subnet.cidr} has ${leases} leases: ${names}`);
  }
  if (kept > 0) {
    const names = holders(tx.tables.reservations.in(network.id), subnet, kept);
    refuse('in-use', `subnet ${subnet.cidr} has ${kept} reservations: ${names}`);
  }
  if (network.subnets.length === 1) {
    refuse('in-use', `subnet ${subnet.cidr} is the last of network '${network.name}'`);
  }
  dropSubnet(tx, subnet);
  embedSubnets(tx, network);
  return tx.made('subnet', { object: subnet, changed: true });
}

function holders(
  all: Iterable<{ readonly name: string; readonly addresses: readonly string[] }>,
  subnet: Subnet,
  count: number,
): string {
  const cidr = parseCidr(subnet.cidr);
  const names: string[] = [];
  for (const { name, addresses } of all) {
    const inside = addresses.some((text) => containsIp(cidr, parseInterfaceAddress(text).ip));
    if (inside) names.push(name);
    if (names.length === 3) break;
  }
  return nameSome(names, count);
}

export function dropSubnet(tx: Transaction, subnet: Subnet): void {
  tx.remove('subnet', subnet);
  const cursor = addressCursor(subnet.id);
  if (tx.tables.cursors.get(cursor) !== undefined) tx.write(tx.tables.cursors, cursor, undefined);
}

export function addressCursor(subnetId: string): string {
  return `subnet/${subnetId}`;
}

function embedSubnets(tx: Transaction, network: Network): void {
  const subnets = tx.tables.subnets.of(network.id);
  const ipv6 = subnets.some((subnet) => subnet.cidr.includes(':'));
  if (network.mtu !== AUTOMATIC_MTU) parseMtu(network.mtu, ipv6 ? MIN_MTU_V6 : MIN_MTU);
  tx.update('network', network, { ipv6, subnets });
}

/** Makes the row; the caller embeds it in the network. */
export function makeSubnet(tx: Transaction, networkId: string, request: SubnetRequest): Subnet {
  checkNewId(tx.tables.subnets, request.id);
  const cidr = request.cidr === undefined ? cutSubnet(tx) : parseCidr(request.cidr);
  if (request.cidr !== undefined) checkBlock(tx, networkId, cidr);
  return tx.create('subnet', {
    id: request.id,
    network: networkId,
    cidr: formatCidr(cidr),
    gateway: formatIp(gatewayOf(cidr, request.gateway)),
    range: rangeOf(cidr, request.range),
    reserved: reservedOf(cidr, request.reserved ?? []),
  });
}

/** The next block of the pools that overlaps no subnet and no route of any node. */
function cutSubnet(tx: Transaction): Cidr {
  const { pools } = needCluster(tx);
  const cursor = tx.tables.cursors.get(POOL_CURSOR) as PoolCursor | undefined;
  const found = nextSubnet(pools, cursor, tx.tables.occupied);
  if (!found) {
    const slots = pools.reduce((sum, pool) => sum + slotsOf(pool), 0);
    return refuse(
      'pool-exhausted',
      `0 of ${slots} subnets of the pools (${describePools(pools)}) are free`,
    );
  }
  tx.write(tx.tables.cursors, POOL_CURSOR, found.cursor);
  return found.cidr;
}

export function isFreeBlock(tx: Transaction, cidr: Cidr): boolean {
  return !tx.tables.occupied.overlaps(cidr);
}

function checkBlock(tx: Transaction, networkId: string, cidr: Cidr): void {
  const text = formatCidr(cidr);
  if (cidr.prefix === bitsOf(cidr.network.family)) {
    refuse('invalid-cidr', `'${text}' is one address: expected a subnet with room for endpoints`);
  }
  const forbidden = FORBIDDEN.find((block) => overlaps(parseCidr(block), cidr));
  if (forbidden !== undefined) {
    refuse('invalid-cidr', `'${text}' overlaps ${forbidden}, which no endpoint can have`);
  }
  const holder = tx.tables.subnets
    .of(networkId)
    .find((subnet) => overlaps(parseCidr(subnet.cidr), cidr));
  if (holder) {
    refuse('subnet-overlap', `${text} overlaps ${holder.cidr} (${holder.id}) of the same network`);
  }
  if (tx.tables.nodes.routes.trie.overlaps(cidr)) refuseRoute(tx, cidr);
}

function refuseRoute(tx: Transaction, cidr: Cidr): never {
  for (const node of tx.tables.nodes.values()) {
    const route = node.routes.find((text) => overlaps(parseCidr(text), cidr));
    if (route !== undefined) {
      refuse(
        'subnet-overlap',
        `${formatCidr(cidr)} overlaps the route ${route} of ${node.role} '${node.name}'`,
      );
    }
  }
  throw new Error(`no node reports the route that overlaps ${formatCidr(cidr)}`);
}

function gatewayOf(cidr: Cidr, input: string | undefined): Ip {
  const gateway = input === undefined ? nth(cidr, usableOffsets(cidr).first) : parseIp(input);
  if (gateway && containsIp(cidr, gateway) && !isUnusable(cidr, gateway)) return gateway;
  return refuse(
    'gateway-outside-subnet',
    `gateway ${input ?? ''} is no host address of ${formatCidr(cidr)}`,
  );
}

function rangeOf(cidr: Cidr, input: string | undefined): string | undefined {
  if (input === undefined) return undefined;
  const range = parseCidr(input);
  if (containsCidr(cidr, range)) return formatCidr(range);
  return refuse('range-outside-subnet', `range ${input} does not lie inside ${formatCidr(cidr)}`);
}

function reservedOf(cidr: Cidr, inputs: readonly string[]): string[] {
  const texts = inputs.map((input) => {
    const ip = parseIp(input);
    if (containsIp(cidr, ip)) return formatIp(ip);
    return refuse(
      'address-outside-subnet',
      `reserved ${input} does not lie in ${formatCidr(cidr)}`,
    );
  });
  return [...new Set(texts)].sort();
}
