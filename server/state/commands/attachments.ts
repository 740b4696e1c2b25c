/** Where an endpoint is plugged in, and what it is to the others of its namespace and network. */
import { MAX_ENDPOINTS_PER_BRIDGE } from '../../../model/limits.js';
import type { Attachment, ClusterNode, Endpoint, Network } from '../../../model/objects.js';
import { ATTACHMENT_LEVEL, levelOfCluster } from '../feature-level.js';
import type { Transaction } from '../transaction.js';
import { refuse } from './refuse.js';

/** `id`: of the endpoint that gets it. What has its default is left out, so that equal ones are the same to the byte. */
export function attachmentOf(
  tx: Transaction,
  input: Attachment | undefined,
  {
    network,
    node,
    id,
  }: { readonly network: Network; readonly node: ClusterNode; readonly id: string },
): Attachment | undefined {
  if (!input) return undefined;
  const { netns, ifname, create, gatewayPriority = 0, router = false, tap } = input;
  if (gatewayPriority !== 0 || router || tap) checkLevel(tx);
  if (tap) checkTaps(node);
  checkRoom(tx, network, node, id);
  if (router) checkOnlyRouter(tx, network, id);
  return {
    netns,
    ifname,
    create,
    ...(gatewayPriority !== 0 && { gatewayPriority }),
    ...(router && { router }),
    ...(tap && { tap: { ...tap } }),
  };
}

/** Older programs would keep it without what they do not know, and come to another state. */
function checkLevel(tx: Transaction): void {
  const level = levelOfCluster(tx);
  if (level >= ATTACHMENT_LEVEL) return;
  refuse(
    'feature-level',
    `gateway priority, routers and taps need feature level ${ATTACHMENT_LEVEL}, the cluster has ${level}`,
  );
}

/** A worker that cannot make them, or is too old to know them, would never apply it. */
function checkTaps({ name, capabilities }: ClusterNode): void {
  if (capabilities.includes('tap')) return;
  refuse('not-supported', `worker '${name}' makes no tap devices (capability 'tap')`);
}

/** Older programs took more, which their workers could not plug in. */
function checkRoom(tx: Transaction, network: Network, node: ClusterNode, own: string): void {
  const { endpoints } = tx.tables;
  if (endpoints.hosting.count(network.id, node.id) < MAX_ENDPOINTS_PER_BRIDGE) return;
  if (levelOfCluster(tx) < ATTACHMENT_LEVEL) return;
  let plugged = 0;
  // Leases without plumbing take no port.
  for (const { id, network: of, attachment } of endpoints.on(node.id)) {
    if (of === network.id && attachment && id !== own) plugged++;
    if (plugged === MAX_ENDPOINTS_PER_BRIDGE) break;
  }
  if (plugged < MAX_ENDPOINTS_PER_BRIDGE) return;
  const used = `${plugged} of ${MAX_ENDPOINTS_PER_BRIDGE} ports are used, 0 are left`;
  refuse(
    'bridge-full',
    `network '${network.name}' on worker '${node.name}': ${used}; choose another worker`,
  );
}

/** It has the gateway addresses of its network. */
function checkOnlyRouter(tx: Transaction, { id, name }: Network, own: string): void {
  const holds = (one: Endpoint): boolean => one.attachment?.router === true && one.id !== own;
  for (const one of tx.tables.endpoints.in(id)) {
    if (!holds(one)) continue;
    refuse(
      'address-taken',
      `the router of network '${name}' is endpoint '${one.name}' (${one.id})`,
    );
  }
}
