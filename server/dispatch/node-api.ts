/** NodeApi: a worker's own endpoints, for CNI, Docker and ovctl on that host. Idempotent by (network, container, ifname). */
import { createHash } from 'node:crypto';
import { ID_RANDOM_BYTES, mintId } from '../../model/id.js';
import { OvnetError } from '../../model/errors.js';
import type { Attachment, Endpoint, Network } from '../../model/objects.js';
import type {
  AttachRequest,
  AttachResponse,
  DetachRequest,
  DetachResponse,
  ReserveRequest,
  ReserveResponse,
} from '../../proto/node-api-codec.js';
import { networkMtu } from '../state/network-mtu.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';
import type { Convergence } from './convergence-port.js';

export interface NodeApiDeps {
  readonly view: StateView;
  readonly proposer: Proposer;
  readonly convergence: Pick<Convergence, 'wait'>;
}

interface Wish {
  readonly nodeId: string;
  readonly network: string;
  readonly container: string;
  readonly ifname: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly mac: string;
  readonly attachment: Attachment | undefined;
}

interface Lease {
  readonly endpoint: Endpoint;
  readonly network: Network;
  readonly revision: number;
}

const LABELS = { container: 'ovnet/container', ifname: 'ovnet/ifname' } as const;

/** `nodeId` is always that of the caller's certificate. All throw OvnetError. */
export class NodeApi {
  readonly #deps: NodeApiDeps;

  constructor(deps: NodeApiDeps) {
    this.#deps = deps;
  }

  async attach(nodeId: string, request: AttachRequest): Promise<AttachResponse> {
    const { attachment, waitMs } = request;
    if (!attachment) throw new OvnetError('invalid-body', 'attach needs an attachment');
    const lease = await this.#lease({ ...request, nodeId, ifname: attachment.ifname });
    const { endpoint, network, revision } = lease;
    const converged = waitMs > 0 && (await this.#converged(lease, waitMs));
    const gateways = network.subnets.map(({ gateway }) => gateway).filter((ip) => ip !== '');
    const { id: endpointId, mac, addresses } = endpoint;
    const mtu = networkMtu(this.#deps.view, network);
    return { endpointId, mac, addresses, gateways, mtu, revision, converged };
  }

  async reserve(nodeId: string, request: ReserveRequest): Promise<ReserveResponse> {
    const nothing = { name: '', mac: '', attachment: undefined };
    const { endpoint, revision } = await this.#lease({ ...request, ...nothing, nodeId });
    return { endpointId: endpoint.id, addresses: endpoint.addresses, revision };
  }

  async detach(nodeId: string, request: DetachRequest): Promise<DetachResponse> {
    const { view, proposer } = this.#deps;
    await proposer.readBarrier();
    const network = view.network(request.network);
    const id = network && endpointId(nodeId, network.id, request);
    if (id === undefined || !view.endpoint(id)) return { revision: view.revision };
    const command = { kind: 'endpoint.delete', endpoint: id } as const;
    const result = await proposer.propose({ command, actor: `node:${nodeId}` });
    if (!result.ok && result.refusal.code !== 'not-found') throw OvnetError.from(result.refusal);
    return { revision: result.revision };
  }

  /** The endpoint that is there already, or a new one. */
  async #lease(wish: Wish): Promise<Lease> {
    const { view, proposer } = this.#deps;
    await proposer.readBarrier();
    const network = view.network(wish.network);
    if (!network) throw new OvnetError('not-found', `no network '${wish.network}'`);
    const id = endpointId(wish.nodeId, network.id, wish);
    const known = view.endpoint(id);
    // A lease that was reserved without plumbing gets it now.
    const isPlumbed = known?.attachment !== undefined || wish.attachment === undefined;
    if (known && isPlumbed) return { endpoint: known, network, revision: known.version };
    const { nodeId: node, attachment } = wish;
    const command =
      known && attachment
        ? ({ kind: 'endpoint.move', endpoint: id, node, attachment } as const)
        : createCommand(id, network.id, wish);
    const result = await proposer.propose({ command, actor: `node:${node}` });
    // A concurrent call for the same workload may have been first: its endpoint is the answer to both.
    const endpoint = view.endpoint(id);
    if (endpoint) return { endpoint, network, revision: endpoint.version };
    if (!result.ok) throw OvnetError.from(result.refusal);
    throw new OvnetError('not-found', `endpoint ${id} was removed meanwhile`);
  }

  async #converged({ network, revision }: Lease, timeoutMs: number): Promise<boolean> {
    const { signal } = new AbortController();
    const wait = { revision, network: network.id, mode: 'applied', timeoutMs, signal } as const;
    const { workers } = await this.#deps.convergence.wait(wait);
    return workers.every(({ state }) => state === 'applied' || state === 'unreachable');
  }
}

function createCommand(id: string, network: string, wish: Wish) {
  const { nodeId: node, name, addresses, mac, attachment, container, ifname } = wish;
  return {
    kind: 'endpoint.create',
    id,
    network,
    node,
    labels: { [LABELS.container]: container, [LABELS.ifname]: ifname },
    ...(name !== '' && { name }),
    ...(mac !== '' && { mac }),
    ...(addresses.length > 0 && { addresses }),
    ...(attachment && { attachment }),
  } as const;
}

/** The same workload asks for the same id, on whatever manager: two calls cannot make two endpoints. */
function endpointId(
  nodeId: string,
  networkId: string,
  { container, ifname }: { readonly container: string; readonly ifname: string },
): string {
  const text = JSON.stringify([nodeId, networkId, container, ifname]);
  const digest = createHash('sha256').update(text).digest();
  return mintId('endpoint', digest.readUInt32BE(ID_RANDOM_BYTES), digest);
}
