/** Nodes: joining, what they announce and report, availability, and leaving for good. */
import { parseCidr } from '../../../model/cidr.js';
import { formatIp, parseIp } from '../../../model/ip.js';
import { mergeLabels, parseLabels } from '../../../model/labels.js';
import { parseNodeName } from '../../../model/name.js';
import type { NodeRole } from '../../../model/objects.js';
import type { Command } from '../command.js';
import type { Made } from '../tables/sessions.js';
import type { Transaction } from '../transaction.js';
import { checkNewId, checkVersion, nameSome, needNode, refuse } from './refuse.js';
import { spendToken } from './tokens.js';

type Join = Extract<Command, { kind: 'node.join' }>;

interface Addresses {
  readonly vtep?: string;
  readonly address?: string;
  readonly apiPort?: number;
  readonly grpcPort?: number;
}

export function joinNode(tx: Transaction, command: Join): Made {
  const known = tx.tables.nodes.withKey(command.role, command.keyDigest);
  if (known) return tx.made('node', tx.update('node', known, addressesOf(command)));
  const name = parseNodeName(command.name);
  checkNewId(tx.tables.nodes, command.id);
  const holder = tx.tables.nodes.find(name, command.role);
  if (holder) refuse('name-taken', `${command.role} '${name}' exists (${holder.id})`);
  const first = admit(tx, command);
  const object = tx.create('node', newNode(command, name, { first, index: tx.index }));
  return tx.made('node', { object, changed: true });
}

/** Answers whether it is the first manager, the only node that needs no token. */
function admit(tx: Transaction, { role, tokenHash }: Join): boolean {
  if (tokenHash !== undefined) {
    spendToken(tx, tokenHash, role);
    return false;
  }
  if (role === 'manager' && tx.tables.nodes.size === 0) return true;
  return refuse('invalid-token', 'only the first manager joins without a token');
}

/** A raft member's id, unless given, is the index of the entry that made it: never used twice. */
function newNode(
  command: Join,
  name: string,
  { first, index }: { readonly first: boolean; readonly index: number },
) {
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
    ...addressesOf(command),
    raftId: command.raftId ?? (manager ? index : 0),
    raft: manager ? (first ? 'voter' : 'learner') : undefined,
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
  return tx.made('node', tx.update('node', node, addressesOf(command)));
}

function addressesOf({ vtep, address, apiPort, grpcPort }: Addresses): Addresses {
  return {
    ...(vtep !== undefined && { vtep: vtep && formatIp(parseIp(vtep)) }),
    ...(address !== undefined && { address }),
    ...(apiPort !== undefined && { apiPort }),
    ...(grpcPort !== undefined && { grpcPort }),
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
  if (raft === 'learner' && node.raft === 'voter' && countManagers(tx, 'voter') === 1) {
    refuse('in-use', `${describe(node)} is the last voter`);
  }
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

/** Frees the node's leases in the same entry; its id is remembered, so that its certificate stays void. */
export function removeNode(
  tx: Transaction,
  command: Extract<Command, { kind: 'node.remove' }>,
): Made {
  const node = needNode(tx, command.node);
  checkVersion(node, command.ifVersion, describe(node));
  const endpoints = [...tx.tables.endpoints.on(node.id)];
  if (node.role === 'manager' && countManagers(tx) === 1) {
    refuse('in-use', `${describe(node)} is the last manager`);
  }
  if (node.raft === 'voter' && countManagers(tx, 'voter') === 1) {
    refuse('in-use', `${describe(node)} is the last voter`);
  }
  const drained = node.availability === 'drain' && endpoints.length === 0;
  if (node.status !== 'down' && !drained && !command.force) {
    const names = endpoints.map((endpoint) => endpoint.name);
    const hosts = names.length > 0 ? ` and hosts ${nameSome(names, names.length)}` : '';
    refuse('in-use', `${describe(node)} is ready${hosts}: stop it, drain it empty, or force`);
  }
  for (const endpoint of endpoints) tx.remove('endpoint', endpoint);
  tx.remove('node', node);
  const { id, name } = node;
  tx.write(tx.tables.tombstones, id, { id, name, removedAt: tx.now });
  return tx.made('node', { object: node, changed: true });
}

function countManagers(tx: Transaction, raft?: 'voter'): number {
  let count = 0;
  for (const node of tx.tables.nodes.values()) {
    if (node.role === 'manager' && (raft === undefined || node.raft === raft)) count++;
  }
  return count;
}

function describe({ role, name }: { role: NodeRole; name: string }): string {
  return `${role} '${name}'`;
}

function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
