/** Traces the way between two endpoints: asks both workers at once and has their facts judged. */
import { OvnetError } from '../../model/errors.js';
import type { Attachment, Cluster, ClusterNode, Endpoint, Network } from '../../model/objects.js';
import { QUERY_TRACE, type TracePort, type TraceRequest } from '../../model/trace.js';
import type { Convergence, EndpointTrouble } from '../dispatch/convergence-port.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import { networkMtu } from '../state/network-mtu.js';
import type { StateView } from '../state/view.js';
import { faultOf, Walk, type Hop } from '../trace/hop.js';
import { addressPairs, intentHops, type AddressPair, type Family } from '../trace/intent.js';
import { judge, type Judgement } from '../trace/judge.js';
import type { Side, TracedNetwork, TraceInput } from '../trace/sides.js';
import { readTraceAnswer } from './answers.js';
import { followProbe } from './live.js';

export interface TraceDeps {
  readonly view: Pick<StateView, 'revision' | 'network' | 'node' | 'membersOf'>;
  readonly convergence: Pick<Convergence, 'worker'>;
  readonly workers: WorkerQueries;
  readonly cluster: Cluster;
}

export interface TraceOptions {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Of `to`. */
  readonly port: TracePort | undefined;
  /** Only this one; undefined: all that both have, until one is at fault. */
  readonly family?: Family | undefined;
  /** Also sends a packet and follows it. */
  readonly live?: boolean;
  /** Of each question to a worker. */
  readonly timeoutMs: number;
}

export interface TracedEndpoint {
  readonly endpoint: string;
  readonly name: string;
  readonly node: string;
  readonly nodeName: string;
  /** Without length; empty when the two have no family in common. */
  readonly address: string;
}

export interface Trace {
  readonly revision: number;
  /** No hop is at fault. */
  readonly ok: boolean;
  readonly network: string;
  readonly networkName: string;
  readonly from: TracedEndpoint;
  readonly to: TracedEndpoint;
  readonly fault?: Hop;
  readonly hops: readonly Hop[];
}

export async function traceEndpoints(deps: TraceDeps, options: TraceOptions): Promise<Trace> {
  const { view } = deps;
  const { from, to, family } = options;
  const network = needed(view.network(from.network));
  const otherNetwork = needed(view.network(to.network)).name;
  const label = (endpoint: Endpoint): string => labelOf(view, endpoint);
  const intent = intentHops({ from, to, network, otherNetwork, label, family });
  const meant = faultOf(intent);
  const pairs = addressPairs(from, to, family);
  const onHosts = meant ? undefined : await lookAtAll(deps, options, network, pairs);
  const hops = [...intent, ...(onHosts?.hops ?? [])];
  const fault = meant ?? onHosts?.fault;
  const pair = onHosts?.pair ?? pairs[0];
  return {
    revision: view.revision,
    ok: fault === undefined,
    network: network.id,
    networkName: network.name,
    from: shown(view, from, pair?.from),
    to: shown(view, to, pair?.to),
    ...(fault && { fault }),
    hops,
  };
}

/** One family after the other, until one is at fault; what is the same for both is told once. */
async function lookAtAll(
  deps: TraceDeps,
  options: TraceOptions,
  network: Network,
  pairs: readonly AddressPair[],
): Promise<Judgement & { readonly pair: AddressPair | undefined }> {
  const told = new Map<string, Hop>();
  for (const pair of pairs) {
    const { hops, fault } = await lookAtHosts(deps, options, network, pair);
    if (fault) return { hops, fault, pair };
    for (const hop of hops) told.set(JSON.stringify(hop), hop);
  }
  return { hops: [...told.values()], fault: undefined, pair: pairs[0] };
}

async function lookAtHosts(
  deps: TraceDeps,
  { from, to, port, timeoutMs, live }: TraceOptions,
  known: Network,
  pair: AddressPair,
): Promise<Judgement> {
  const { dataPort } = deps.cluster;
  const { id, name, vni } = known;
  const network = { id, name, vni, mtu: networkMtu(deps.view, known) };
  const about = { network, dataPort, timeoutMs };
  const [first, second] = await Promise.all([
    sideOf(deps, { own: from, address: pair.from, other: to, otherAddress: pair.to }, about),
    sideOf(
      deps,
      { own: to, address: pair.to, other: from, otherAddress: pair.from },
      { ...about, ...(port && { port }) },
    ),
  ]);
  const input = { network, dataPort, from: first, to: second, ...(port && { port }) };
  const judgement = judge(input);
  if (live !== true || isMute(first) || isMute(second)) return judgement;
  const guest = [first, second].find(({ endpoint }) => endpoint.tap);
  if (guest) return { ...judgement, hops: [...judgement.hops, notSent(guest)] };
  const followed = await follow(deps, input, timeoutMs, judgement.fault);
  const hops = [...judgement.hops, ...followed];
  // A packet that passed leaves no room for mere doubts.
  const hasPassed = followed.every(({ state }) => state === 'ok');
  const fault = hasPassed ? hops.find(({ state }) => state === 'differs') : faultOf(hops);
  return { hops, fault };
}

/** A probe is sent, and looked out for, inside of both workloads. */
function notSent({ node, endpoint: { label } }: Side): Hop {
  const walk = new Walk(node.name, 'there');
  walk.unseen(
    {
      object: 'probe',
      name: 'packet',
      found: `not sent: ${label} is a virtual machine`,
      wanted: 'sent',
    },
    `ping from inside, or trace --live between two workloads of both hosts`,
  );
  return walk.hops[0] as Hop;
}

function isMute({ facts }: Side): boolean {
  return 'code' in facts;
}

/** Throws why the packet could not be followed, unless the kernels have shown a fault already. */
async function follow(
  { workers }: TraceDeps,
  input: TraceInput,
  timeoutMs: number,
  fault: Hop | undefined,
): Promise<readonly Hop[]> {
  try {
    return await followProbe(workers, input, timeoutMs);
  } catch (error) {
    if (!(error instanceof OvnetError) || fault?.state !== 'differs') throw error;
    const walk = new Walk(input.from.node.name, 'there');
    const found = `${error.code}: ${error.message}`;
    const check = { object: 'probe', name: 'packet', found, wanted: 'followed' };
    walk.check(check, 'mend what differs, then trace again', 'doubtful');
    return walk.hops;
  }
}

interface Ends {
  readonly own: Endpoint;
  readonly address: string;
  readonly other: Endpoint;
  readonly otherAddress: string;
}

interface About {
  readonly network: TracedNetwork;
  readonly dataPort: number;
  readonly timeoutMs: number;
  readonly port?: TracePort;
}

async function sideOf(deps: TraceDeps, ends: Ends, about: About): Promise<Side> {
  const { view } = deps;
  const { own, address, other, otherAddress } = ends;
  const { netns, ifname, tap } = needed<Attachment>(own.attachment);
  const place = { netns, ifname, ...(tap && { tap: true as const }) };
  const node = needed(view.node(own.node));
  const { network, dataPort, timeoutMs, port } = about;
  const request: TraceRequest = {
    network: { id: network.id, vni: network.vni, mtu: network.mtu },
    dataPort,
    endpoint: { id: own.id, ...place },
    other: {
      mac: other.mac,
      address: otherAddress,
      ...(other.node !== own.node && { vtep: needed(view.node(other.node)).vtep }),
    },
    ...(port && { port }),
  };
  const { id, addresses, mac } = own;
  const applied = appliedOf(deps, own);
  return {
    node: { id: node.id, name: node.name, vtep: node.vtep },
    endpoint: { id, label: labelOf(view, own), addresses, mac, ...place },
    address,
    ...(applied !== undefined && { applied }),
    facts: await ask(deps, node, request, timeoutMs),
  };
}

async function ask(
  { workers }: TraceDeps,
  { id: nodeId }: ClusterNode,
  request: TraceRequest,
  timeoutMs: number,
): Promise<Side['facts']> {
  try {
    return readTraceAnswer(await workers.ask({ nodeId, kind: QUERY_TRACE, request, timeoutMs }));
  } catch (error) {
    if (!(error instanceof OvnetError)) throw error;
    return { code: error.code, detail: error.message };
  }
}

/** Undefined: nobody knows now; that the worker cannot be asked tells more. */
function appliedOf({ view, convergence }: TraceDeps, endpoint: Endpoint): string | undefined {
  const worker = convergence.worker(endpoint.node, view.revision, endpoint.network);
  switch (worker?.state) {
    case undefined:
    case 'unreachable':
      return undefined;
    case 'applied':
      return ownOf(endpoint, worker.lacking);
    case 'pending':
      return `pending: revision ${worker.revision} is`;
    case 'failed': {
      const { failedEndpoints, code = '', detail = '' } = worker;
      return failedEndpoints ? ownOf(endpoint, failedEndpoints) : `${code}: ${detail}`;
    }
  }
}

function ownOf({ id }: Endpoint, troubles: readonly EndpointTrouble[] = []): string {
  const own = troubles.find(({ endpoint }) => endpoint === id);
  return own ? `${own.code}: ${own.detail}` : 'applied';
}

function shown(view: TraceDeps['view'], endpoint: Endpoint, address = ''): TracedEndpoint {
  const { id, node } = endpoint;
  const nodeName = view.node(node)?.name ?? node;
  return { endpoint: id, name: labelOf(view, endpoint), node, nodeName, address };
}

function labelOf(view: TraceDeps['view'], { id, name, network }: Endpoint): string {
  return name === '' ? id : `${name}.${view.network(network)?.name ?? network}`;
}

/** What the state cannot be without while the endpoint is in it. */
function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new OvnetError('internal', 'the state lacks what it refers to');
  return value;
}
