/** Networks: one VNI, one or more subnets; deleting one frees everything in it. */
import { formatCidr } from '../../../model/cidr.js';
import { siblingId } from '../../../model/id.js';
import { mergeLabels, parseLabels } from '../../../model/labels.js';
import { AUTOMATIC_MTU, DEFAULT_MTU, MIN_MTU, MIN_MTU_V6, parseMtu } from '../../../model/mtu.js';
import { parseName } from '../../../model/name.js';
import type { Network, Subnet } from '../../../model/objects.js';
import { parseVni } from '../../../model/vni.js';
import { uniqueLocalSubnet } from '../allocate/subnet.js';
import { nextVni } from '../allocate/vni.js';
import type { Command, SubnetRequest } from '../command.js';
import { AUTOMATIC_MTU_LEVEL, levelOfCluster } from '../feature-level.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { checkNewId, checkVersion, nameSome, needCluster, needNetwork, refuse } from './refuse.js';
import { dropSubnet, isFreeBlock, makeSubnet } from './subnets.js';

type Create = Extract<Command, { kind: 'network.create' }>;

const VNI_CURSOR = 'vni';

export function createNetwork(tx: Transaction, command: Create): Made {
  const { networks } = tx.tables;
  needCluster(tx);
  const name = parseName(command.name);
  checkNewId(networks, command.id);
  const holder = networks.find(name);
  if (holder) refuse('name-taken', `network '${name}' exists (${holder.id})`);
  const vni = command.vni === undefined ? allocateVni(tx) : claimVni(tx, command.vni);
  // First the network, so that its event precedes those of its subnets.
  const mtu = command.mtu ?? defaultMtu(tx);
  const bare = tx.create('network', { ...specOf(command, { name, vni, mtu }), subnets: [] });
  const subnets = makeSubnets(tx, command);
  const ipv6 = subnets.some((subnet) => subnet.cidr.includes(':'));
  checkMtu(tx, mtu, ipv6);
  const { object } = tx.update('network', bare, { ipv6, subnets });
  return tx.made('network', { object, changed: true });
}

function specOf(command: Create, decided: Pick<Network, 'name' | 'vni' | 'mtu'>) {
  return {
    id: command.id,
    ...decided,
    internal: command.internal ?? false,
    encrypted: false,
    flood: command.flood ?? false,
    ipv6: false,
    labels: parseLabels(command.labels ?? {}),
  };
}

/** Older programs know fixed ones only. */
function defaultMtu(tx: Transaction): number {
  return levelOfCluster(tx) < AUTOMATIC_MTU_LEVEL ? DEFAULT_MTU : AUTOMATIC_MTU;
}

function checkMtu(tx: Transaction, mtu: number, ipv6: boolean): number {
  if (mtu !== AUTOMATIC_MTU) return parseMtu(mtu, ipv6 ? MIN_MTU_V6 : MIN_MTU);
  const level = levelOfCluster(tx);
  if (level >= AUTOMATIC_MTU_LEVEL) return mtu;
  return refuse(
    'feature-level',
    `an MTU that follows the underlay needs feature level ${AUTOMATIC_MTU_LEVEL}, the cluster has ${level}`,
  );
}

function makeSubnets(tx: Transaction, command: Create): Subnet[] {
  const { id, subnets, defaultSubnetId } = command;
  const asked = subnets.length > 0;
  const requests: SubnetRequest[] = asked ? [...subnets] : [{ id: defaultSubnetId }];
  const made = requests.map((request) => makeSubnet(tx, id, request));
  if (command.ipv6 && !made.some((subnet) => subnet.cidr.includes(':'))) {
    const cidr = uniqueLocalSubnet(id, (block) => isFreeBlock(tx, block));
    const subnetId = asked ? defaultSubnetId : siblingId(defaultSubnetId);
    made.push(makeSubnet(tx, id, { id: subnetId, cidr: formatCidr(cidr) }));
  }
  return tx.tables.subnets.of(id);
}

function claimVni(tx: Transaction, input: number): number {
  const vni = parseVni(input);
  const holder = tx.tables.networks.vnis.holder(vni.toString());
  if (holder === undefined) return vni;
  const { name, id } = tx.tables.networks.require(holder);
  return refuse('vni-taken', `VNI ${vni} is that of network '${name}' (${id})`);
}

function allocateVni(tx: Transaction): number {
  const { networks, cursors } = tx.tables;
  const { vniRange } = needCluster(tx);
  const cursor = cursors.get(VNI_CURSOR);
  const vni = nextVni(
    vniRange,
    typeof cursor === 'number' ? cursor : undefined,
    networks.takenVnis,
  );
  if (vni === undefined) {
    const { first, last } = vniRange;
    return refuse('vni-exhausted', `0 of ${last - first + 1} VNIs of ${first}-${last} are free`);
  }
  tx.write(cursors, VNI_CURSOR, vni);
  return vni;
}

export function updateNetwork(
  tx: Transaction,
  command: Extract<Command, { kind: 'network.update' }>,
): Made {
  const network = needNetwork(tx, command.network);
  checkVersion(network, command.ifVersion, `network '${network.name}'`);
  const { labels, mtu, flood } = command;
  const result = tx.update('network', network, {
    ...(labels && { labels: mergeLabels(network.labels, labels) }),
    ...(mtu !== undefined && { mtu: checkMtu(tx, mtu, network.ipv6) }),
    ...(flood !== undefined && { flood }),
  });
  return tx.made('network', result);
}

export function deleteNetwork(
  tx: Transaction,
  command: Extract<Command, { kind: 'network.delete' }>,
): Made {
  const network = needNetwork(tx, command.network);
  checkVersion(network, command.ifVersion, `network '${network.name}'`);
  const { endpoints, reservations, subnets } = tx.tables;
  const count = endpoints.byNetwork.of(network.id).size;
  if (count > 0 && !command.force) refuseInUse(tx, network, count);
  for (const endpoint of [...endpoints.in(network.id)]) tx.remove('endpoint', endpoint);
  for (const kept of [...reservations.in(network.id)]) tx.remove('reservation', kept);
  for (const subnet of subnets.of(network.id)) dropSubnet(tx, subnet);
  tx.remove('network', network);
  return tx.made('network', { object: network, changed: true });
}

function refuseInUse(tx: Transaction, network: Network, count: number): never {
  const names: string[] = [];
  for (const endpoint of tx.tables.endpoints.in(network.id)) {
    names.push(endpoint.name);
    if (names.length === 3) break;
  }
  refuse('in-use', `network '${network.name}' has ${count} endpoints: ${nameSome(names, count)}`);
}
