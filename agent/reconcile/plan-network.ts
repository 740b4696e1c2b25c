/** Plans one network: the difference between its desired set and its links, ports and rows in the kernel. */
import type { NetworkSpec } from '../../model/desired.js';
import { straysOf } from '../kernel/port-bridged-macs.js';
import { bridgeAltname, bridgeName, linkGroup, portName, vxlanName } from '../kernel/naming.js';
import type {
  ObservedBridge,
  ObservedPort,
  ObservedVxlan,
  Operation,
  OwnerMark,
} from '../kernel/port.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { DeviceRows } from '../kernel/port-row-mirror.js';
import type { DesiredNetwork, Dirty } from './plan-desired.js';
import { familyFailures } from './plan-families.js';
import { planPort } from './plan-port.js';
import { planRows } from './plan-rows.js';
import {
  NOTHING,
  stepOf as step,
  type Plan,
  type PlanContext,
  type PlannedFailure,
  type Step,
} from './plan-step.js';

const NO_ROWS: DeviceRows = { fdb: new Map(), neighbours: new Map() };

type BuiltNetwork = DesiredNetwork & { spec: NetworkSpec };

/** A network is built where it has at least one local endpoint, plugged in or not. */
export function isBuilt(network: DesiredNetwork): network is BuiltNetwork {
  return network.spec !== undefined && network.locals.size > 0;
}

/**
 * With `dirty` (and no structural change in it) only those rows are compared, and ports where it says so; the result is the
 * part of the full plan that concerns them. Steps are in the order in which to run them.
 */
export function planNetwork(
  network: DesiredNetwork,
  actual: KernelView,
  context: PlanContext,
  dirty?: Dirty,
): Plan {
  if (context.suspended?.has(network.networkId)) return NOTHING;
  const prune = context.prune || network.confirmed;
  const malformed = faultsOf(network, context);
  // What is known of a network that cannot be read any more is no reason to take it down.
  if (network.faults.has(network.networkId)) return { steps: [], failures: malformed };
  if (!isBuilt(network)) {
    return { steps: prune ? strayLinks(network, actual, context) : [], failures: malformed };
  }
  const dev = vxlanName(network.spec.vni);
  const inService = isOwn(actual.vxlans.get(dev)?.owner, context);
  if (!dirty || dirty.structure || !inService) return planBuilt(network, actual, context, prune);
  if (dirty.ports) return planBuilt(network, actual, context, prune, dirty);
  const choice = { ...context, prune };
  const steps = planRows(network, dev, actual.rowsOf(dev), choice, dirty);
  return { steps, failures: familyFailures(network, context, dirty) };
}

function planBuilt(
  network: BuiltNetwork,
  actual: KernelView,
  context: PlanContext,
  prune: boolean,
  dirty?: Dirty,
): Plan {
  const strays = prune ? strayLinks(network, actual, context) : [];
  const links = planLinks(network, actual, context, prune);
  if (links.failures.length > 0) return { steps: [], failures: links.failures };
  const dev = vxlanName(network.spec.vni);
  const fresh = links.steps.some(({ operation }) => operation.op === 'add-vxlan');
  const choice = { ...context, prune };
  const rows = fresh
    ? planRows(network, dev, NO_ROWS, choice)
    : planRows(network, dev, actual.rowsOf(dev), choice, dirty);
  const ports = planPorts(network, actual, context, prune);
  const steps = [...strays, ...links.steps, ...rows, ...ports.steps];
  const known = [...faultsOf(network, context), ...familyFailures(network, context, dirty)];
  return { steps, failures: [...known, ...ports.failures] };
}

/** Entries that cannot be taken, as failures under their own ids; the network's own is that of the network as a whole. */
function faultsOf({ networkId, faults }: DesiredNetwork, context: PlanContext): PlannedFailure[] {
  return [...faults]
    .filter(([id]) => context.suspended?.has(id) !== true)
    .map(([id, { detail }]) => {
      const endpointId = id === networkId ? '' : id;
      return { networkId, endpointId, code: 'malformed-entry', detail };
    });
}

/** Names of the links a network wants on this node. */
export function wantedLinks(network: DesiredNetwork): readonly string[] {
  if (!isBuilt(network)) return [];
  const plugged = [...network.locals.values()].filter(
    ({ id, attachment }) => attachment ?? network.faults.has(id),
  );
  const { vni } = network.spec;
  return [bridgeName(vni), vxlanName(vni), ...plugged.map(({ id }) => portName(id))];
}

/** Own links of the network that it does not want: ports first, the bridge last. */
export function strayLinks(
  network: DesiredNetwork | { readonly networkId: string },
  actual: KernelView,
  context: PlanContext,
): Step[] {
  const wanted = new Set('locals' in network ? wantedLinks(network) : []);
  const steps: Step[] = [];
  for (const links of [actual.ports, actual.vxlans, actual.bridges]) {
    for (const { name, owner } of links.values()) {
      if (owner?.network !== network.networkId || wanted.has(name)) continue;
      if (isOwn(owner, context)) steps.push(step(network, { op: 'delete-link', name }));
    }
  }
  return steps;
}

export function isOwn(owner: OwnerMark | undefined, context: PlanContext): boolean {
  return owner?.cluster === context.clusterId && owner.node === context.nodeId;
}

function planLinks(
  network: BuiltNetwork,
  actual: KernelView,
  context: PlanContext,
  prune: boolean,
): Plan {
  const { spec, networkId } = network;
  const bridge = actual.bridges.get(bridgeName(spec.vni));
  const vxlan = actual.vxlans.get(vxlanName(spec.vni));
  for (const link of [bridge, vxlan]) {
    if (!link || link.unfinished || link.unmarked || isOwn(link.owner, context)) continue;
    const detail = `${link.name}: a link of that name carries no mark of ours`;
    return { steps: [], failures: [{ networkId, endpointId: '', code: 'vni-in-use', detail }] };
  }
  const operations = [
    ...planBridge(network, bridge, context),
    ...planVxlan(network, vxlan && inBridge(vxlan, bridge), context, prune),
  ];
  return { steps: operations.map((operation) => step(network, operation)), failures: [] };
}

/** A bridge that is made anew starts without ports. */
function inBridge<Link extends ObservedVxlan | ObservedPort>(
  link: Link,
  bridge: ObservedBridge | undefined,
): Link {
  return bridge && !bridge.unfinished ? link : { ...link, master: undefined };
}

function planBridge(
  network: BuiltNetwork,
  bridge: ObservedBridge | undefined,
  context: PlanContext,
): Operation[] {
  const { vni } = network.spec;
  const mtu = network.mtu();
  const name = bridgeName(vni);
  const owner = ownerOf(network, context);
  if (bridge && !bridge.unfinished) return repairLink(bridge, { mtu, owner });
  const marks = { group: linkGroup(vni), owner };
  const altname = bridgeAltname(network.spec.name);
  const add: Operation = { op: 'add-bridge', name, mtu, ...marks, altname };
  return bridge ? [{ op: 'delete-link', name }, add] : [add];
}

function planVxlan(
  network: BuiltNetwork,
  vxlan: ObservedVxlan | undefined,
  context: PlanContext,
  prune: boolean,
): Operation[] {
  const { vni, dataPort: port } = network.spec;
  const mtu = network.mtu();
  const [name, bridge] = [vxlanName(vni), bridgeName(vni)];
  const fixed = { vni, local: context.vtep, port };
  const owner = ownerOf(network, context);
  // Before managers confirmed the set, a device that carries traffic is not taken away on old knowledge.
  if (vxlan && !vxlan.unfinished && (isAlike(vxlan, fixed) || !prune)) {
    const strays = vxlan.master === bridge ? straysOf(vxlan) : [];
    return [
      ...repairLink(vxlan, { mtu, master: bridge, owner }),
      ...strays.map((mac) => ({ op: 'unpin-port', name, mac }) as const),
    ];
  }
  const marks = { group: linkGroup(vni), owner };
  const add: Operation = { op: 'add-vxlan', name, bridge, ...fixed, mtu, ...marks };
  return vxlan ? [{ op: 'delete-link', name }, add] : [add];
}

/** Attributes that a device cannot change while it lives. */
function isAlike(
  vxlan: ObservedVxlan,
  wanted: { vni: number; local: string; port: number },
): boolean {
  const { vni, local, port, learning, proxy } = vxlan;
  return vni === wanted.vni && local === wanted.local && port === wanted.port && !learning && proxy;
}

function repairLink(
  link: Pick<ObservedVxlan, 'name' | 'mtu' | 'up' | 'altered' | 'unmarked'> & {
    master?: string | undefined;
  },
  wanted: { mtu: number; master?: string; owner: OwnerMark },
): Operation[] {
  const changes = {
    ...(wanted.master !== undefined && link.master !== wanted.master && { master: wanted.master }),
    ...(link.mtu !== wanted.mtu && { mtu: wanted.mtu }),
    ...(link.altered && { restore: link.altered }),
    ...(link.unmarked && { mark: wanted.owner }),
    ...(!link.up && { up: true as const }),
  };
  return Object.keys(changes).length === 0
    ? []
    : [{ op: 'repair-link', name: link.name, ...changes }];
}

function planPorts(
  network: BuiltNetwork,
  actual: KernelView,
  context: PlanContext,
  prune: boolean,
): Plan {
  const { spec, networkId } = network;
  const input = {
    spec,
    mtu: network.mtu(),
    subnets: [...network.subnets.values()],
    defaultRoutes: context.defaultRoutes,
    owner: ownerOf(network, context),
    prune,
  };
  const bridge = actual.bridges.get(bridgeName(spec.vni));
  const steps: Step[] = [];
  const failures: PlannedFailure[] = [];
  for (const endpoint of network.locals.values()) {
    if (context.suspended?.has(endpoint.id)) continue;
    const overlap = context.overlaps?.().get(endpoint.id);
    if (overlap !== undefined) {
      failures.push(overlapFailure(network, endpoint.id, overlap));
      continue;
    }
    const observed = actual.ports.get(portName(endpoint.id));
    const plan = planPort(endpoint, observed && inBridge(observed, bridge), input);
    if ('failure' in plan) failures.push({ networkId, endpointId: endpoint.id, ...plan.failure });
    else for (const operation of plan.operations) steps.push(step(network, operation, endpoint.id));
  }
  return { steps, failures };
}

function overlapFailure(
  { networkId }: DesiredNetwork,
  endpointId: string,
  detail: string,
): PlannedFailure {
  return { networkId, endpointId, code: 'subnet-overlap', detail };
}

function ownerOf(network: DesiredNetwork, context: PlanContext): OwnerMark {
  return { cluster: context.clusterId, node: context.nodeId, network: network.networkId };
}
