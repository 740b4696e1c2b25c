/** Cluster: made once by the first manager; pools, VNI range and data port may change later. */
import { overlaps, parseCidr } from '../../../model/cidr.js';
import { DEFAULT_POOLS } from '../../../model/defaults.js';
import { parseName, parseNodeName } from '../../../model/name.js';
import type { AddressPool, Cluster } from '../../../model/objects.js';
import { parseVni } from '../../../model/vni.js';
import type { Command } from '../command.js';
import { FIRST_LEVEL } from '../feature-level.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import type { VniRange } from '../allocate/vni.js';
import { forget, managers, newNode } from './nodes.js';
import { checkNewId, checkVersion, needCluster, needNode, refuse } from './refuse.js';

/** More would make the search for a free one long. */
const MAX_SUBNETS_PER_POOL = 2 ** 20;

export function initCluster(
  tx: Transaction,
  command: Extract<Command, { kind: 'cluster.init' }>,
): Made {
  for (const cluster of tx.tables.cluster.values()) {
    refuse('already-initialized', `the state holds cluster '${cluster.name}' (${cluster.id})`);
  }
  const object = tx.create('cluster', {
    id: command.id,
    name: parseName(command.name),
    caBundle: command.caBundle,
    pools: checkPools(command.pools.length > 0 ? command.pools : DEFAULT_POOLS),
    vniRange: checkRange(command.vniRange),
    dataPort: checkPort(command.dataPort),
    epoch: 1,
    featureLevel: command.featureLevel ?? FIRST_LEVEL,
  });
  return tx.made('cluster', { object, changed: true });
}

export function updateCluster(
  tx: Transaction,
  command: Extract<Command, { kind: 'cluster.update' }>,
): Made {
  const cluster = needCluster(tx);
  checkVersion(cluster, command.ifVersion, `cluster '${cluster.name}'`);
  const { pools, vniRange, dataPort } = command;
  const result = tx.update('cluster', cluster, {
    ...(pools && { pools: checkPools(pools) }),
    ...(vniRange && { vniRange: checkRange(vniRange) }),
    ...(dataPort !== undefined && { dataPort: checkPort(dataPort) }),
  });
  return tx.made('cluster', result);
}

/** The leader's word that all support it is checked against what they announced. */
export function raiseCluster(
  tx: Transaction,
  command: Extract<Command, { kind: 'cluster.raise' }>,
): Made {
  const cluster = needCluster(tx);
  const { featureLevel } = command;
  const behind = managers(tx).find((manager) => manager.featureLevel < featureLevel);
  if (behind) {
    refuse(
      'feature-level',
      `manager '${behind.name}' supports feature level ${behind.featureLevel}, not ${featureLevel}`,
    );
  }
  const raised = Math.max(cluster.featureLevel, featureLevel);
  return tx.made('cluster', tx.update('cluster', cluster, { featureLevel: raised }));
}

/** All but the survivor are removed for good: what they know of the time since is not part of this state. */
export function recoverCluster(
  tx: Transaction,
  command: Extract<Command, { kind: 'cluster.recover' }>,
): Made {
  const cluster = needCluster(tx);
  const { epoch = cluster.epoch + 1 } = command;
  checkEpoch(cluster, epoch);
  const survivor = needNode(tx, command.node, 'manager');
  for (const manager of managers(tx)) if (manager.id !== survivor.id) forget(tx, manager);
  tx.update('node', survivor, { raft: 'voter', status: 'ready' });
  return tx.made('cluster', tx.update('cluster', cluster, { epoch }));
}

/** Managers of the life before are removed for good; workers stay what they are. */
export function restoreCluster(
  tx: Transaction,
  command: Extract<Command, { kind: 'cluster.restore' }>,
): Made {
  const cluster = needCluster(tx);
  const { epoch, id } = command;
  checkEpoch(cluster, epoch);
  for (const manager of managers(tx)) forget(tx, manager);
  checkNewId(tx.tables.nodes, id);
  const name = parseNodeName(command.name);
  const join = { ...command, kind: 'node.join', role: 'manager' } as const;
  tx.create('node', newNode(join, name, tx.index));
  return tx.made('cluster', tx.update('cluster', cluster, { epoch }));
}

function checkEpoch(cluster: Cluster, epoch: number): void {
  if (epoch > cluster.epoch) return;
  refuse('invalid-body', `epoch ${epoch} does not come after epoch ${cluster.epoch}`);
}

function checkPools(pools: readonly AddressPool[]): AddressPool[] {
  if (pools.length === 0) refuse('invalid-cidr', 'no address pool: expected at least one');
  pools.forEach((pool, i) => {
    checkPool(pool);
    const other = pools
      .slice(0, i)
      .find((earlier) => overlaps(parseCidr(earlier.cidr), parseCidr(pool.cidr)));
    if (other) refuse('subnet-overlap', `pool ${pool.cidr} overlaps pool ${other.cidr}`);
  });
  return pools.map(({ cidr, subnetPrefix }) => ({ cidr, subnetPrefix }));
}

function checkPool({ cidr, subnetPrefix }: AddressPool): void {
  const block = parseCidr(cidr);
  const text = `${cidr}/${subnetPrefix}`;
  if (block.network.family === 6) {
    refuse('not-supported', `pool '${text}' is IPv6: IPv6 subnets are unique local, not pooled`);
  }
  if (!Number.isInteger(subnetPrefix) || subnetPrefix < block.prefix || subnetPrefix > 30) {
    refuse(
      'invalid-cidr',
      `pool '${text}': expected subnets of length ${block.prefix} to 30, not ${subnetPrefix}`,
    );
  }
  if (2 ** (subnetPrefix - block.prefix) > MAX_SUBNETS_PER_POOL) {
    refuse('invalid-cidr', `pool '${text}' has more than ${MAX_SUBNETS_PER_POOL} subnets`);
  }
}

function checkRange({ first, last }: VniRange): VniRange {
  const range = { first: parseVni(first), last: parseVni(last) };
  if (first > last) refuse('invalid-vni', `the VNI range ${first}-${last} ends before it begins`);
  return range;
}

function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  return refuse('invalid-body', `'${port}' is not a UDP port: expected an integer from 1 to 65535`);
}
