/** What the cluster holds now: the objects that a plan is made against. */
import { answerOf, listAll } from '../client/calls.js';
import type { RestClient } from '../client/rest-client.js';
import type { EndpointAnswer, NetworkAnswer, NodeAnswer } from '../client/shapes.js';

export interface Present {
  /** The lowest of the lists' revisions: what changed since is refused by the versions that go with the plan. */
  readonly revision: number;
  readonly networks: readonly NetworkAnswer[];
  readonly endpoints: readonly EndpointAnswer[];
  readonly workers: readonly NodeAnswer[];
}

export async function readPresent({ api }: RestClient): Promise<Present> {
  const networks = await listAll((query) =>
    answerOf(api.GET('/v1/networks', { params: { query } })),
  );
  const endpoints = await listAll((query) =>
    answerOf(api.GET('/v1/endpoints', { params: { query } })),
  );
  const nodes = await listAll((page) =>
    answerOf(api.GET('/v1/nodes', { params: { query: { role: 'worker', ...page } } })),
  );
  return {
    revision: Math.min(networks.revision, endpoints.revision, nodes.revision),
    networks: networks.items,
    endpoints: endpoints.items,
    workers: nodes.items,
  };
}
