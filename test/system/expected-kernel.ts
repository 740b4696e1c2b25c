/** What a host's kernel holds of a network's set, worked out apart from the agent's planner. */
import type { DesiredEntry, EndpointSpec, MemberSpec, NetworkSpec } from '../../model/desired.js';
import { effectiveMtu } from '../../model/mtu.js';
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { ObservedBridge, ObservedPort, ObservedVxlan } from '../../agent/kernel/port.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';
import { ensure } from '../../raft/sim/breach.js';
import { describePort, plugOf } from './expected-port.js';
import { ownNetwork } from './foreign-links.js';

export interface Place {
  readonly nodeId: string;
  /** Where tunnels begin on this host. */
  readonly vtep: string;
}

type Failed = ReadonlySet<string>;

interface Parts {
  /** With the MTU that its interfaces have. */
  readonly spec: NetworkSpec | undefined;
  readonly locals: readonly EndpointSpec[];
  readonly remotes: readonly EndpointSpec[];
  readonly vteps: ReadonlyMap<string, string>;
  /** As CIDR. */
  readonly subnets: readonly string[];
}

function partsOf(entries: readonly DesiredEntry[], nodeId: string): Parts {
  let spec: NetworkSpec | undefined;
  const members: MemberSpec[] = [];
  const endpoints: EndpointSpec[] = [];
  const subnets: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'network') spec = entry.value;
    if (entry.kind === 'subnet') subnets.push(entry.value.cidr);
    if (entry.kind === 'member') members.push(entry.value);
    if (entry.kind === 'endpoint') endpoints.push(entry.value);
  }
  const vteps = new Map(members.map(({ nodeId: member, vtep }) => [member, vtep] as const));
  const mtu = spec && effectiveMtu(spec.mtu, members);
  const locals = endpoints.filter((endpoint) => endpoint.nodeId === nodeId);
  const remotes = endpoints.filter((endpoint) => endpoint.nodeId !== nodeId);
  return {
    spec: spec && mtu !== undefined ? { ...spec, mtu } : undefined,
    locals,
    remotes,
    vteps,
    subnets,
  };
}

/** Throws unless the kernel holds the set, apart from the endpoints that `failed` names. */
export function checkHolds(
  kernel: KernelMirror,
  networkId: string,
  set: { readonly entries: readonly DesiredEntry[]; readonly failed: Failed } & Place,
): void {
  const { entries, failed, nodeId, vtep } = set;
  const parts = partsOf(entries, nodeId);
  const { spec, locals, remotes, vteps } = parts;
  if (!spec || locals.length === 0) return checkHoldsNothing(kernel, networkId);
  const dev = vxlanName(spec.vni);
  checkLinks(kernel, networkId, { spec, vtep });
  const rows = wantedRows(remotes, vteps, failed);
  if (spec.flood) addFlood(rows, vteps, nodeId);
  checkRows(kernel, dev, rows, failedRows(remotes, failed));
  checkPorts(kernel, networkId, { ...parts, spec, failed });
  for (const [node, address] of vteps) {
    const isOpen = node === nodeId || kernel.firewall.accepted?.includes(address) === true;
    ensure(isOpen, `${nodeId} drops what ${node} sends from ${address}`);
  }
}

function checkLinks(
  kernel: KernelMirror,
  networkId: string,
  { spec, vtep }: { readonly spec: NetworkSpec; readonly vtep: string },
): void {
  const name = bridgeName(spec.vni);
  const vxlan = kernel.vxlans.get(vxlanName(spec.vni));
  const bridge = kernel.bridges.get(name);
  ensure(vxlan !== undefined && bridge !== undefined, `${networkId} is not built`);
  const { owner, local, port, mtu, master, learning, proxy, up } = vxlan;
  const made = [bridge.owner?.network, bridge.mtu, owner?.network, local, port, mtu, master];
  const found = [...made, learning, proxy, up, bridge.up];
  const place = [networkId, spec.mtu, networkId, vtep, spec.dataPort, spec.mtu, name];
  const wanted = [...place, false, true, true, true];
  ensure(found.join() === wanted.join(), `${networkId} is built as ${found.join()}`);
  for (const link of [bridge, vxlan]) checkAsMade(link);
}

/** Nothing of it was set otherwise, and no frames are led to it that it does not want. */
function checkAsMade(link: ObservedBridge | ObservedVxlan | ObservedPort): void {
  const { name, altered } = link;
  ensure(altered === undefined, `${name} was altered: ${altered?.join()}`);
  const strays = 'strayMacs' in link ? link.strayMacs : undefined;
  ensure(strays === undefined, `${name} has ${strays?.join()}, which are elsewhere`);
}

export function checkHoldsNothing(kernel: KernelMirror, networkId: string): void {
  const links = [...kernel.ports.values(), ...kernel.vxlans.values(), ...kernel.bridges.values()];
  const left = links.filter(({ owner }) => ownNetwork(owner) === networkId).map(({ name }) => name);
  ensure(left.length === 0, `${networkId} has left ${left.join(', ')} in the kernel`);
}

/** `mac MAC` → destination, `ip ADDRESS` → MAC. */
type Rows = ReadonlyMap<string, string>;

function wantedRows(
  remotes: readonly EndpointSpec[],
  vteps: ReadonlyMap<string, string>,
  failed: Failed,
): Map<string, string> {
  const rows = new Map<string, string>();
  for (const { id, mac, addresses, nodeId } of remotes) {
    if (failed.has(id)) continue;
    rows.set(`mac ${mac}`, vteps.get(nodeId) ?? 'nowhere');
    for (const address of addresses) rows.set(`ip ${address.replace(/\/.*/, '')}`, mac);
  }
  return rows;
}

/** A copy of each broadcast goes to every other member. */
function addFlood(
  rows: Map<string, string>,
  vteps: ReadonlyMap<string, string>,
  nodeId: string,
): void {
  const others = [...vteps].filter(([member]) => member !== nodeId).map(([, vtep]) => vtep);
  if (others.length > 0) rows.set('mac 00:00:00:00:00:00', [...new Set(others)].sort().join(','));
}

function failedRows(remotes: readonly EndpointSpec[], failed: Failed): ReadonlySet<string> {
  const keys = remotes
    .filter(({ id }) => failed.has(id))
    .flatMap(({ mac, addresses }) => {
      return [`mac ${mac}`, ...addresses.map((address) => `ip ${address.replace(/\/.*/, '')}`)];
    });
  return new Set(keys);
}

function checkRows(
  kernel: KernelMirror,
  dev: string,
  wanted: Rows,
  excused: ReadonlySet<string>,
): void {
  const { fdb, neighbours } = kernel.rowsOf(dev);
  const found = new Map<string, string>();
  for (const [mac, dst] of fdb) found.set(`mac ${mac}`, dst);
  for (const [address, mac] of neighbours) found.set(`ip ${address}`, mac);
  for (const [key, value] of wanted) {
    ensure(found.get(key) === value, `${dev}: ${key} is ${found.get(key)}, not ${value}`);
  }
  for (const key of found.keys()) {
    ensure(wanted.has(key) || excused.has(key), `${dev}: ${key} is nobody's`);
  }
}

function checkPorts(
  kernel: KernelMirror,
  networkId: string,
  {
    spec,
    locals,
    subnets,
    failed,
  }: Parts & { readonly spec: NetworkSpec; readonly failed: Failed },
): void {
  const wanted = new Set<string>();
  for (const { id, attachment, mac, addresses } of locals) {
    const name = portName(id);
    if (attachment) wanted.add(name);
    if (!attachment || failed.has(id)) continue;
    const port = kernel.ports.get(name);
    const plugged = plugOf({ attachment, mac, addresses }, spec, subnets);
    const found = describePort(port);
    ensure(found === plugged, `endpoint ${id} is not plugged in: ${found}, not ${plugged}`);
    if (port) checkAsMade(port);
  }
  for (const { name, owner } of kernel.ports.values()) {
    if (ownNetwork(owner) !== networkId) continue;
    ensure(wanted.has(name), `port ${name} of ${networkId} is nobody's`);
  }
}
