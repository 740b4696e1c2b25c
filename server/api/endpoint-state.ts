/** An endpoint as it is answered: its lease from the state, its condition from what its worker has acknowledged. */
import type { ClusterNode, Condition, Endpoint, EndpointState } from '../../model/objects.js';
import type { Convergence, Lack, WorkerConvergence } from '../dispatch/convergence-port.js';
import { EndpointTexts } from '../state/tables/endpoint-texts.js';
import type { ApiContext } from './context.js';
import { faultConditions } from './node-conditions.js';
import { NO_CONNECTION, shownWorker } from './worker-state.js';

export function showEndpoint(context: ApiContext, endpoint: Endpoint) {
  const lacks = context.deps.convergence.lacks(endpoint.network).get(endpoint.id);
  const host = context.deps.view.node(endpoint.node);
  return shown(endpoint, placeOf(context, endpoint, host), peersOf(context, endpoint, lacks));
}

/** As `showEndpoint`, for many at once: what those of one network, or of one worker in it, share is looked up once. */
export function endpointShower(
  context: ApiContext,
): (endpoint: Endpoint) => ReturnType<typeof showEndpoint> {
  const common = new Common(context);
  return (endpoint) => {
    const lacks = common.lacksOf(endpoint);
    return shown(endpoint, common.placeOf(endpoint), peersOf(context, endpoint, lacks));
  };
}

/** As JSON of `showEndpoint`, for many at once: what they share is told once too. */
export function endpointTeller(context: ApiContext): (endpoint: Endpoint) => string {
  const texts = new EndpointTexts();
  const common = new Common(context);
  return (endpoint) => {
    const place = common.placeOf(endpoint);
    const lacking = common.lacksOf(endpoint);
    if (lacking || !isAlike(place)) {
      return JSON.stringify(shown(endpoint, place, peersOf(context, endpoint, lacking)));
    }
    const added = (place.added ??= JSON.stringify(addedTo(endpoint, place, undefined)).slice(1));
    return `${texts.open(endpoint)},${added}`;
  };
}

/** What endpoints share, as it was when it was asked for first: one answer tells of each worker as of one moment. */
class Common {
  readonly #context: ApiContext;
  /** By network, then node. */
  readonly #places = new Map<string, Map<string, Place>>();
  readonly #lacks = new Map<string, ReturnType<Convergence['lacks']>>();
  readonly #hosts = new Map<string, ClusterNode | undefined>();

  constructor(context: ApiContext) {
    this.#context = context;
  }

  placeOf(endpoint: Endpoint): Place {
    const { network, node, version } = endpoint;
    let ofNetwork = this.#places.get(network);
    if (!ofNetwork) this.#places.set(network, (ofNetwork = new Map<string, Place>()));
    let place = ofNetwork.get(node);
    if (place?.version !== version) {
      ofNetwork.set(node, (place = placeOf(this.#context, endpoint, this.#hostOf(node))));
    }
    return place;
  }

  lacksOf({ id, network }: Endpoint): readonly Lack[] | undefined {
    let ofAll = this.#lacks.get(network);
    if (!ofAll) this.#lacks.set(network, (ofAll = this.#context.deps.convergence.lacks(network)));
    return ofAll.get(id);
  }

  #hostOf(node: string): ClusterNode | undefined {
    if (!this.#hosts.has(node)) this.#hosts.set(node, this.#context.deps.view.node(node));
    return this.#hosts.get(node);
  }
}

/** Nothing in it concerns one endpoint and not another. */
function isAlike({ worker, faults }: Place): boolean {
  if (worker?.state === 'failed' || worker?.degradedEndpoints || worker?.lacking) return false;
  return faults.length === 0;
}

function shown(endpoint: Endpoint, place: Place, peers: Condition | undefined) {
  // Members behind a spread would cost more than all of this.
  return Object.assign({}, endpoint, addedTo(endpoint, place, peers));
}

/** What the state does not keep. */
function addedTo(
  endpoint: Endpoint,
  { names, vtep, worker, downSince, faults }: Place,
  peers: Condition | undefined,
) {
  const { networkName, nodeName } = names;
  const { state, code, detail } = stateOf(endpoint, worker);
  const since = downSince ?? worker?.appliedAt ?? endpoint.updatedAt;
  const conditions = [applied(state, code, detail, since)];
  if (worker?.degradedEndpoints) conditions.push(...degradations(endpoint, worker, since));
  if (peers) conditions.push(peers);
  if (faults.length > 0 && endpoint.attachment) conditions.push(...faults);
  return { networkName, nodeName, vtep, state, conditions };
}

/** The answer to a removal. */
export function showRemoved(context: ApiContext, endpoint: Endpoint) {
  return {
    ...endpoint,
    ...namesOf(context, endpoint),
    vtep: context.deps.view.node(endpoint.node)?.vtep ?? '',
    state: 'removing' as const,
    conditions: [],
  };
}

/** What endpoints of one network on one worker have in common, at one version. */
interface Place {
  readonly version: number;
  readonly names: { readonly networkName: string; readonly nodeName: string };
  readonly vtep: string;
  readonly worker: WorkerConvergence | undefined;
  /** Not later than the node's last change. */
  readonly downSince: string | undefined;
  /** Of the worker's host: they trouble every endpoint that is plugged in there. */
  readonly faults: readonly Condition[];
  /** What is added to each as JSON, without the brace in front, where that is the same. */
  added?: string;
}

function placeOf(context: ApiContext, endpoint: Endpoint, host: ClusterNode | undefined): Place {
  const { network, version } = endpoint;
  return {
    version,
    names: namesOf(context, endpoint),
    vtep: host?.vtep ?? '',
    faults: host ? faultConditions(host) : [],
    worker: host && shownWorker(context.deps, host, { revision: version, network }),
    downSince: host?.status === 'down' ? host.updatedAt : undefined,
  };
}

/** Network and node may be gone since, as when a retry is answered: their ids stay. */
function namesOf({ deps: { view } }: ApiContext, endpoint: Endpoint): Place['names'] {
  return {
    networkName: view.network(endpoint.network)?.name ?? endpoint.network,
    nodeName: view.node(endpoint.node)?.name ?? endpoint.node,
  };
}

/** Workers named in a detail. */
const MAX_NAMED = 5;

interface Shown {
  readonly state: EndpointState;
  readonly code: string;
  readonly detail: string;
}

function stateOf(endpoint: Endpoint, worker: WorkerConvergence | undefined): Shown {
  switch (worker?.state) {
    case undefined:
    case 'pending':
      return { state: 'pending', code: 'pending', detail: 'the worker has not confirmed it yet' };
    case 'unreachable':
      return {
        state: 'unreachable',
        code: 'unreachable',
        detail: worker.detail ?? NO_CONNECTION,
      };
    case 'applied': {
      const own = worker.lacking?.find((one) => one.endpoint === endpoint.id);
      return own ? { state: 'failed', code: own.code, detail: own.detail } : READY;
    }
    case 'failed':
      return failure(endpoint, worker);
  }
}

/** Others of the network may have failed and this one not. */
function failure(endpoint: Endpoint, worker: WorkerConvergence | undefined): Shown {
  const failed = worker?.failedEndpoints ?? [];
  const own = failed.find((one) => one.endpoint === endpoint.id);
  if (failed.length > 0 && !own) return READY;
  const { code = 'internal', detail = '' } = own ?? worker ?? {};
  return { state: 'failed', code, detail };
}

const READY: Shown = { state: 'ready', code: 'applied', detail: '' };

function applied(state: EndpointState, code: string, detail: string, since: string): Condition {
  return { type: 'Applied', status: state === 'ready', code, detail, since };
}

/** Workers that cannot send to it. */
function peersOf(
  { deps: { view } }: ApiContext,
  { updatedAt: since }: Endpoint,
  lacks: readonly Lack[] = [],
): Condition | undefined {
  const [first] = lacks;
  if (!first) return undefined;
  const named = lacks.slice(0, MAX_NAMED).map(({ node, code, detail }) => {
    return `${view.node(node)?.name ?? node} (${code}: ${detail})`;
  });
  const more = lacks.length - named.length;
  const detail = `cannot be reached from ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return { type: 'Peers', status: false, code: first.code, detail, since };
}

/** What it lacks although its packets flow. */
function degradations(
  { id }: Endpoint,
  worker: WorkerConvergence,
  since: string,
): readonly Condition[] {
  // Without an endpoint: all of the network on this worker.
  const isOwn = (endpoint: string): boolean => endpoint === id || endpoint === '';
  const own = worker.degradedEndpoints?.filter(({ endpoint }) => isOwn(endpoint)) ?? [];
  return own.map(({ code, detail }) => {
    const type = code === 'black-hole' ? 'Paths' : 'Names';
    return { type, status: false, code, detail, since };
  });
}
