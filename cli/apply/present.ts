/** What the cluster holds now: the objects that a plan is made against. */
import { listAll } from '../client/calls.js';
import type { RestClient } from '../client/rest-client.js';
import type { EndpointAnswer, NetworkAnswer, NodeAnswer } from '../client/shapes.js';

export interface Present {
  /** The lowest of the lists' revisions: what changed since is refused by the versions that go with the plan. */
  readonly revision: number;
  readonly networks: readonly NetworkAnswer[];
  readonly endpoints: readonly EndpointAnswer[];
  readonly workers: readonly NodeAnswer[];
}

export async function readPresent(client: RestClient): Promise<Present> {
  const networks = await listAll<NetworkAnswer>(client, { path: '/v1/networks' });
  const endpoints = await listAll<EndpointAnswer>(client, { path: '/v1/endpoints' });
  const nodes = await listAll<NodeAnswer>(client, { path: '/v1/nodes' }, { role: 'worker' });
  return {
    revision: Math.min(networks.revision, endpoints.revision, nodes.revision),
    networks: networks.items,
    endpoints: endpoints.items,
    workers: nodes.items,
  };
}
