/** Nodes: joining, what they announce and report, availability, and leaving for good. */
import { parseCidr } from '../../../model/cidr.js';
import { formatIp, parseIp } from '../../../model/ip.js';
import { mergeLabels, parseLabels } from '../../../model/labels.js';
import { parseNodeName } from '../../../model/name.js';
import type { ClusterNode, Endpoint, NodeRole } from '../../../model/objects.js';
import type { Command } from '../command.js';
import { FIRST_LEVEL, levelOfCluster } from '../feature-level.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { releaseEndpoint } from './endpoints.js';
import { checkNewId, checkVersion, nameSome, needNode, refuse } from './refuse.js';
import { spendToken } from './tokens.js';

type Join = Extract<Command, { kind: 'node.join' }>;

interface Addresses {
  readonly vtep?: string;
  readonly address?: string;
  readonly apiPort?: number;
  readonly grpcPort?: number;
  readonly featureLevel?: number;
}

export function joinNode(tx: Transaction, command: Join): Made {
  const known = tx.tables.nodes.withKey(command.role, command.keyDigest);
  if (known) return tx.made('node', tx.update('node', known, addressesOf(command)));
  const name = parseNodeName(command.name);
  checkNewId(tx.tables.nodes, command.id);
  const holder = tx.tables.nodes.find(name, command.role);
  if (holder) refuse('name-taken', `${command.role} '${name}' exists (${holder.id})`);
  admit(tx, command);
  const object = tx.create('node', newNode(command, name, tx.index));
  return tx.made('node', { object, changed: true });
}

/** The first manager is the only node that needs no token. */
function admit(tx: Transaction, { role, tokenHash, featureLevel }: Join): void {
  if (role === 'manager') checkFeatureLevel(tx, featureLevel);
  if (tokenHash !== undefined) spendToken(tx, tokenHash, role);
  else if (role !== 'manager' || tx.tables.nodes.size > 0) {
    refuse('invalid-token', 'only the first manager joins without a token');
  }
}

/** A manager that cannot carry out what the log may hold would stop at it. */
function checkFeatureLevel(tx: Transaction, supported = FIRST_LEVEL): void {
  const needed = levelOfCluster(tx);
  if (supported >= needed) return;
  refuse(
    'feature-level',
    `the cluster has feature level ${needed}, the program of this manager supports ${supported}: install a newer one`,
  );
}

/**
 * A raft member's id, unless given, is the index of the entry that made it: never used twice. Every manager is to be a
 * voter: raft takes it in as a learner and makes it one when it has caught up.
 */
export function newNode(command: Join, name: string, index: number) {
  const manager = command.role === 'manager';
  return {
    id: command.id,
    name,
    role: command.role,
    status: manager ? 'ready' : 'down',
    availability: 'active',
    labels: parseLabels(command.labels ?? {}),
    vtep: '',
    address: '',
    apiPort: 0,
    grpcPort: 0,
    featureLevel: manager ? FIRST_LEVEL : 0,
    ...addressesOf(command),
    raftId: command.raftId ?? (manager ? index : 0),
    raft: manager ? 'voter' : undefined,
    keyDigest: command.keyDigest,
    mtu: 0,
    routes: [],
    capabilities: [],
    agentVersion: '',
  } as const;
}

export function announceNode(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.announce' }>,
): Made {
  const node = needNode(tx, command.node);
  if (node.role === 'manager') checkFeatureLevel(tx, command.featureLevel ?? node.featureLevel);
  return tx.made('node', tx.update('node', node, addressesOf(command)));
}

function addressesOf({ vtep, address, apiPort, grpcPort, featureLevel }: Addresses): Addresses {
  return {
    ...(vtep !== undefined && { vtep: vtep && formatIp(parseIp(vtep)) }),
    ...(address !== undefined && { address }),
    ...(apiPort !== undefined && { apiPort }),
    ...(grpcPort !== undefined && { grpcPort }),
    ...(featureLevel !== undefined && { featureLevel }),
  };
}

export function updateNode(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.update' }>,
): Made {
  const node = needNode(tx, command.node);
  checkVersion(node, command.ifVersion, describe(node));
  const { labels, availability, raft } = command;
  if (raft !== undefined && node.role === 'worker') {
    refuse('immutable-member', `${describe(node)} takes no part in raft`);
  }
  if (raft !== undefined && node.raft === 'none') {
    refuse('in-use', `${describe(node)} is being removed`);
  }
  if (raft === 'learner') keepOneVoter(tx, node);
  const result = tx.update('node', node, {
    ...(labels && { labels: mergeLabels(node.labels, labels) }),
    ...(availability && { availability }),
    ...(raft && { raft }),
  });
  return tx.made('node', result);
}

/** Nodes removed meanwhile are passed over: the report raced with the removal. */
export function setNodeStatus(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.status' }>,
): Made {
  const results: Made[] = [];
  for (const { node: ref, status } of command.changes) {
    const node = tx.tables.nodes.find(ref);
    if (node) results.push(tx.made('node', tx.update('node', node, { status })));
  }
  const first = results.find((made) => made.changed) ?? results[0];
  return first ?? refuse('not-found', 'none of the nodes exists');
}

export function reportNode(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.report' }>,
): Made {
  const node = needNode(tx, command.node);
  // Default routes say nothing about what is in use.
  const routes = command.routes.filter((route) => parseCidr(route).prefix > 0);
  const result = tx.update('node', node, {
    mtu: command.mtu,
    routes: sortedSet(routes),
    capabilities: sortedSet(command.capabilities),
    agentVersion: command.agentVersion,
  });
  return tx.made('node', result);
}

/**
 * Frees the node's leases in the same entry; its id is remembered, so that its certificate stays void. A manager is
 * marked first and stays known until raft counts it no more: its vote may be needed for its own removal.
 */
export function removeNode(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.remove' }>,
): Made {
  const node = needNode(tx, command.node);
  checkVersion(node, command.ifVersion, describe(node));
  const endpoints = [...tx.tables.endpoints.on(node.id)];
  if (node.role === 'manager' && node.raft !== 'none') {
    keepOneManager(tx, node);
    if (node.raft === 'voter') checkRemovable(node, endpoints, command.force);
    return tx.made('node', tx.update('node', node, { raft: 'none' }));
  }
  if (node.role === 'manager' && command.settled !== true) {
    return tx.made('node', { object: node, changed: false });
  }
  if (node.role === 'worker') checkRemovable(node, endpoints, command.force);
  for (const endpoint of endpoints) releaseEndpoint(tx, endpoint);
  return tx.made('node', { object: forget(tx, node), changed: true });
}

function checkRemovable(node: ClusterNode, endpoints: readonly Endpoint[], force: boolean): void {
  const drained = node.availability === 'drain' && endpoints.length === 0;
  if (node.status === 'down' || drained || force) return;
  const names = endpoints.map((endpoint) => endpoint.name);
  const hosts = names.length > 0 ? ` and hosts ${nameSome(names, names.length)}` : '';
  refuse('in-use', `${describe(node)} is ${node.status}${hosts}: drain it or use force`);
}

/** The row goes, its certificate is void from then on. */
export function forget(tx: Transaction, node: ClusterNode): ClusterNode {
  tx.remove('node', node);
  const { id, name } = node;
  tx.write(tx.tables.tombstones, id, { id, name, removedAt: tx.now });
  return node;
}

function keepOneManager(tx: Transaction, node: ClusterNode): void {
  const others = managers(tx).filter(({ id, raft }) => id !== node.id && raft !== 'none');
  if (others.length === 0) refuse('in-use', `${describe(node)} is the last manager`);
  keepOneVoter(tx, node);
}

function keepOneVoter(tx: Transaction, node: ClusterNode): void {
  if (node.raft !== 'voter') return;
  const others = managers(tx).filter(({ id, raft }) => id !== node.id && raft === 'voter');
  if (others.length === 0) refuse('in-use', `${describe(node)} is the last voter`);
}

export function managers(tx: Transaction): ClusterNode[] {
  return [...tx.tables.nodes.values()].filter(({ role }) => role === 'manager');
}

function describe({ role, name }: { role: NodeRole; name: string }): string {
  return `${role} '${name}'`;
}

function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
