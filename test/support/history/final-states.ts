/** What every manager shows in the end, read once all of them stand at one revision. */
import type { RestClient } from '../../../cli/client/rest-client.js';
import type { EndpointAnswer, NetworkAnswer, Page } from '../../../cli/client/shapes.js';
import type { E2eCluster } from '../e2e-cluster.js';
import { until } from '../e2e-cluster.js';
import type { FinalState } from './history.js';

type Consistency = FinalState['consistency'];

const CONSISTENCIES: readonly Consistency[] = ['linearizable', 'stale'];
const LIMIT = '1000';

/** Rejects when the managers do not come to one revision in time. */
export async function readFinalStates(
  cluster: E2eCluster,
  managers: readonly string[],
): Promise<readonly FinalState[]> {
  return until('one revision on all managers', async () => {
    const states = await Promise.all(
      managers.flatMap((manager) =>
        CONSISTENCIES.map((consistency) => readState(cluster, manager, consistency)),
      ),
    );
    const known = states.filter((state) => state !== undefined);
    const revisions = new Set(known.map(({ revision }) => revision));
    return known.length === states.length && revisions.size === 1 ? known : undefined;
  });
}

/** Undefined when the state moved between two lists. */
async function readState(
  cluster: E2eCluster,
  manager: string,
  consistency: Consistency,
): Promise<FinalState | undefined> {
  const api = cluster.api(manager);
  const networks = await readAll<NetworkAnswer>(api, '/v1/networks', consistency);
  const endpoints = await readAll<EndpointAnswer>(api, '/v1/endpoints', consistency);
  if (networks.revision !== endpoints.revision) return undefined;
  return {
    manager,
    consistency,
    revision: networks.revision,
    networks: networks.items.map(({ id, version, name, vni, labels, subnets }) => {
      return { id, version, name, vni, labels, cidrs: subnets.map(({ cidr }) => cidr) };
    }),
    endpoints: endpoints.items.map(({ id, version, name, mac, labels, addresses }) => {
      return { id, version, name, mac, labels, addresses };
    }),
  };
}

async function readAll<T>(
  api: RestClient,
  path: string,
  consistency: Consistency,
  before: readonly T[] = [],
  from?: string,
): Promise<Page<T>> {
  const query = { limit: LIMIT, consistency, continue: from };
  const page = await api.get<Page<T>>(path, query);
  const items = [...before, ...page.items];
  if (page.continue === undefined) return { items, revision: page.revision };
  return readAll(api, path, consistency, items, page.continue);
}
