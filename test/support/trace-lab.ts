/** Two hosts with three workloads of one network, whose agents are held: nothing is repaired, and traces go between them. */
import { traceHost } from '../../agent/inspect/trace.js';
import { verifyHost } from '../../agent/inspect/verify.js';
import { Namespaces } from '../../agent/kernel/namespaces.js';
import type { VerifyFacts } from '../../model/inspection.js';
import type { TraceFacts, TracePort, TraceRequest } from '../../model/trace.js';
import { judge, type Judgement } from '../../server/trace/judge.js';
import type { Hop } from '../../server/trace/hop.js';
import type { Side, TraceInput } from '../../server/trace/sides.js';
import { endpoint, member, TestNetwork } from './desired-network.js';
import type { Underlay, Host } from './kernel-hosts.js';

export const VNI = 1_048_600;
const NETWORK = { id: 'net-blue', name: 'blue', vni: VNI, mtu: 1450 };
const DATA_PORT = 4789;

export interface Place {
  readonly host: Host;
  readonly id: string;
  readonly address: string;
  readonly netns: string;
  /** Name of its tap, in place of a namespace. */
  readonly tap?: string;
}

export interface TraceLab {
  readonly underlay: Underlay;
  readonly a: Host;
  readonly b: Host;
  /** On a, on b, and another one on a. */
  readonly one: Place;
  readonly two: Place;
  readonly same: Place;
}

export interface Fault {
  readonly what: string;
  /** Command lines by namespace. */
  readonly plant: readonly (readonly [string, string])[];
  readonly undo: readonly (readonly [string, string])[];
  readonly named: Partial<Hop>;
  /** Of the agent's own: it finds it too. */
  readonly on?: Host;
}

export async function traceLab(underlay: Underlay): Promise<TraceLab> {
  const [a, b] = [await underlay.host('a'), await underlay.host('b')];
  const place = (host: Host, n: number): Place => {
    return { host, id: `ep-${n}`, address: `10.0.0.${n + 1}`, netns: underlay.workload(`${n}`) };
  };
  const [one, two, same] = [place(a, 1), place(b, 2), place(a, 3)];
  const network = new TestNetwork('blue', VNI);
  network.delta([
    member(a.nodeId, a.vtep),
    member(b.nodeId, b.vtep),
    ...[one, two, same].map(({ host, id, address, netns }) =>
      endpoint({ id, node: host.nodeId, address: `${address}/24`, netns }),
    ),
  ]);
  for (const { reconciler } of [a, b]) {
    reconciler.setImage(network.image());
    reconciler.synced({ epoch: 1, revision: network.revision });
    await reconciler.settled();
    await reconciler.stop();
  }
  return { underlay, a, b, one, two, same };
}

export function macOf({ address }: Place): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return ['02', '42', ...bytes].join(':');
}

async function sideOf(own: Place, other: Place, port?: TracePort): Promise<Side> {
  const { host, id, address, netns, tap } = own;
  const place =
    tap === undefined ? { netns, ifname: 'eth0' } : { netns, ifname: tap, tap: true as const };
  const isLocal = host === other.host;
  const request: TraceRequest = {
    network: NETWORK,
    dataPort: DATA_PORT,
    endpoint: { id, ...place },
    other: {
      mac: macOf(other),
      address: other.address,
      ...(!isLocal && { vtep: other.host.vtep }),
    },
    ...(port && { port }),
  };
  const { reconciler, fabric, vtep, netns: hostNetns } = host;
  const facts = await traceHost(
    { reconciler, namespaces: new Namespaces() },
    { fabric, vtep, hostNetns },
  )(request);
  return {
    node: { id: host.nodeId, name: host.name, vtep },
    endpoint: {
      ...{ id, label: id, ...place },
      ...{ addresses: [`${address}/24`], mac: macOf(own) },
    },
    address,
    applied: 'applied',
    facts: facts as TraceFacts,
  };
}

export async function traceInput(from: Place, to: Place, port?: TracePort): Promise<TraceInput> {
  const [first, second] = await Promise.all([sideOf(from, to), sideOf(to, from, port)]);
  const input = { network: NETWORK, dataPort: DATA_PORT, from: first, to: second };
  return { ...input, ...(port && { port }) };
}

export async function trace(from: Place, to: Place, port?: TracePort): Promise<Judgement> {
  return judge(await traceInput(from, to, port));
}

export async function verified({ kernel, reconciler }: Host): Promise<VerifyFacts> {
  return (await verifyHost({ kernel, reconciler })({})) as VerifyFacts;
}
