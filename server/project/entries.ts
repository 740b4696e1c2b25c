/** From replicated objects to what workers need of them: only what the data plane reads, nothing else. */
import type { DesiredEntry, DesiredKey, NetworkImage } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import { underlayMtu } from '../../model/mtu.js';
import type { Cluster, ClusterNode, Endpoint, Network, Subnet } from '../../model/objects.js';
import type { StateView } from '../state/view.js';

export function keyOf(entry: DesiredEntry): DesiredKey {
  return `${entry.kind}/${entry.id}`;
}

export function networkEntry(network: Network, cluster: Cluster): DesiredEntry {
  const { id, name, vni, mtu, internal, flood } = network;
  const value = { id, name, vni, mtu, internal, flood, dataPort: cluster.dataPort };
  return { kind: 'network', id, value };
}

export function subnetEntry({ id, cidr, gateway }: Subnet): DesiredEntry {
  return { kind: 'subnet', id, value: { id, cidr, gateway } };
}

/** The id of the entry is that of the node. */
export function memberEntry({ id, vtep, mtu }: ClusterNode): DesiredEntry {
  return { kind: 'member', id, value: { nodeId: id, vtep, mtu: underlayMtu(mtu) } };
}

export function endpointEntry(endpoint: Endpoint): DesiredEntry {
  const { id, name, node: nodeId, mac, addresses, aliases, attachment } = endpoint;
  return {
    kind: 'endpoint',
    id,
    value: { id, name, nodeId, mac, addresses, aliases, attachment },
  };
}

/** The whole set of a network; empty when there is no such network. */
export function entriesOf(view: StateView, networkId: string): DesiredEntry[] {
  const network = view.network(networkId);
  return network ? entriesIn(view, network) : [];
}

function entriesIn(view: StateView, network: Network): DesiredEntry[] {
  const cluster = view.cluster();
  if (!cluster) throw new Error(`network ${network.id} without a cluster`);
  const entries = [networkEntry(network, cluster), ...network.subnets.map(subnetEntry)];
  for (const nodeId of view.membersOf(network.id)) {
    entries.push(memberEntry(needNode(view, nodeId)));
  }
  for (const endpoint of view.endpointsOf(network.id)) entries.push(endpointEntry(endpoint));
  return entries;
}

/** The set as of the view's revision; undefined when there is no such network. */
export function imageOf(
  view: StateView,
  networkId: string,
  epoch: number,
): NetworkImage | undefined {
  const network = view.network(networkId);
  if (!network) return undefined;
  const entries = entriesIn(view, network);
  const { revision } = view;
  return { networkId: network.id, epoch, revision, digest: digestOf(entries), entries };
}

/** Of a node that hosts an endpoint: the state never lets one go before its endpoints. */
export function needNode(view: StateView, nodeId: string): ClusterNode {
  const node = view.node(nodeId);
  if (!node) throw new Error(`no node ${nodeId} although it hosts endpoints`);
  return node;
}
