/** Plans the ports of a network: the veth of each local endpoint with an attachment, and what is inside its namespace. */
import { processOf } from '../../model/attachment.js';
import { cidrOf, containsCidr, formatCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { EndpointSpec, NetworkSpec, SubnetSpec } from '../../model/desired.js';
import { formatIp } from '../../model/ip.js';
import type { ErrorCode } from '../../model/errors.js';
import { straysOf } from '../kernel/port-bridged-macs.js';
import { bridgeName, isTapPlace, linkGroup, portName, tapPlace } from '../kernel/naming.js';
import type { ObservedPeer, ObservedPort, Operation, OwnerMark } from '../kernel/port.js';
import { familyOf, isDefaultRoute, routerAddresses, type DefaultRoutes } from './plan-gateways.js';

export interface PortInput {
  readonly spec: NetworkSpec;
  /** Of every interface in the network, in bytes. */
  readonly mtu: number;
  readonly subnets: readonly SubnetSpec[];
  readonly defaultRoutes: DefaultRoutes | undefined;
  readonly owner: OwnerMark;
  /** What may be dropped from the interface. */
  readonly prune: boolean;
}

export type PortPlan =
  | { readonly operations: readonly Operation[] }
  | { readonly failure: { readonly code: ErrorCode; readonly detail: string } };

export function planPort(
  endpoint: EndpointSpec,
  observed: ObservedPort | undefined,
  input: PortInput,
): PortPlan {
  const wanted = wantedPort(endpoint, input);
  if (!wanted) return { operations: [] };
  if (!observed) return { operations: [wanted] };
  const moved = observed.netns !== wanted.netns || observed.ifname !== wanted.ifname;
  // Old knowledge takes no workload off the network: it may have been moved to where it is by what was not kept.
  if (moved && !input.prune && !observed.unfinished) return { operations: [] };
  if (moved || isLost(observed)) return { operations: anew(wanted, observed.name, moved) };
  if (!observed.peer) {
    return { failure: lostPlace(wanted.netns, observed.peerState) };
  }
  return { operations: repairs(wanted, observed, observed.peer, input) };
}

function isLost({ unfinished, peerState }: ObservedPort): boolean {
  return unfinished === true || peerState === 'interface-missing';
}

/** Whoever has a tap open keeps it: what is missing around it is added. */
function anew(wanted: AddPort, name: string, moved: boolean): Operation[] {
  if (isTapPlace(wanted.netns) && !moved) return [wanted];
  return [{ op: 'delete-link', name }, wanted];
}

function lostPlace(
  netns: string,
  state: ObservedPort['peerState'],
): { readonly code: ErrorCode; readonly detail: string } {
  const pid = processOf(netns);
  if (pid !== undefined && state === 'netns-missing') {
    return { code: 'process-missing', detail: `process ${pid} has ended` };
  }
  const code = state === 'netns-changed' ? 'netns-changed' : 'netns-missing';
  return { code, detail: `${netns}: not the namespace it was plugged into` };
}

type AddPort = Extract<Operation, { op: 'add-port' }>;

function wantedPort(endpoint: EndpointSpec, input: PortInput): AddPort | undefined {
  const { attachment, id, mac } = endpoint;
  if (!attachment) return undefined;
  const { spec, mtu, owner } = input;
  const gateways = attachment.router ? routerAddresses(input.subnets) : [];
  const inside = plumbing([...endpoint.addresses, ...gateways], id, input);
  return {
    op: 'add-port',
    name: portName(id),
    bridge: bridgeName(spec.vni),
    endpointId: id,
    group: linkGroup(spec.vni),
    owner,
    mtu,
    netns: attachment.tap ? tapPlace(attachment.tap) : attachment.netns,
    create: attachment.create,
    ifname: attachment.ifname,
    mac,
    // What is inside a virtual machine is its own affair.
    ...(attachment.tap ? { addresses: [], routes: [] } : inside),
  };
}

function plumbing(
  texts: readonly string[],
  endpointId: string,
  { subnets, defaultRoutes }: PortInput,
): Pick<AddPort, 'addresses' | 'routes'> {
  const addresses = texts.map(canonicalAddress);
  const ways = defaultRoutes?.get(endpointId) ?? [];
  return { addresses, routes: [...onLinkRoutes(addresses, subnets), ...ways] };
}

function repairs(
  wanted: AddPort,
  observed: ObservedPort,
  peer: ObservedPeer,
  input: PortInput,
): Operation[] {
  const { name, mac } = wanted;
  const operations: Operation[] = [];
  const misplaced = observed.master !== wanted.bridge;
  const outside = linkRepair(wanted, observed, misplaced);
  if (outside) operations.push(outside);
  if (misplaced || observed.pinnedMac !== mac) operations.push({ op: 'pin-port', name, mac });
  // Who leaves a bridge leaves its table.
  for (const stray of misplaced ? [] : straysOf(observed, mac)) {
    operations.push({ op: 'unpin-port', name, mac: stray });
  }
  const inside = peerRepair(wanted, peer, input.prune);
  if (inside) operations.push(inside);
  return operations;
}

function linkRepair(
  { name, mtu, bridge }: AddPort,
  observed: ObservedPort,
  misplaced: boolean,
): Operation | undefined {
  const changes = {
    ...(misplaced && { master: bridge }),
    ...(observed.mtu !== mtu && { mtu }),
    ...(observed.altered && { restore: observed.altered }),
    ...(!observed.up && { up: true as const }),
  };
  return Object.keys(changes).length === 0 ? undefined : { op: 'repair-link', name, ...changes };
}

function peerRepair(wanted: AddPort, peer: ObservedPeer, prune: boolean): Operation | undefined {
  const addAddresses = without(wanted.addresses, peer.addresses);
  const dropAddresses = prune ? without(peer.addresses, wanted.addresses) : [];
  // Taking a link down takes its routes along, which the kernel reports apart: compare them as they are.
  const routes = wanted.routes.filter(
    (route) => !isDefaultRoute(route) || !peer.foreignDefaults?.includes(familyOf(route)),
  );
  const addRoutes = without(routes, peer.routes);
  const dropRoutes = prune ? without(peer.routes, routes) : [];
  const reach = (peer.unreached ?? []).filter((address) => wanted.addresses.includes(address));
  const changes = {
    ...(peer.mac !== wanted.mac && { mac: wanted.mac }),
    ...(peer.mtu !== wanted.mtu && { mtu: wanted.mtu }),
    ...(!peer.up && { up: true as const }),
    ...(peer.noArp && { arp: true as const }),
    ...(peer.ifname !== wanted.ifname && { was: peer.ifname }),
    ...(reach.length > 0 && { reach }),
  };
  const rows = [addAddresses, dropAddresses, addRoutes, dropRoutes];
  if (Object.keys(changes).length === 0 && rows.every((list) => list.length === 0)) {
    return undefined;
  }
  const { name: port, endpointId, netns, ifname } = wanted;
  const lists = { addAddresses, dropAddresses, addRoutes, dropRoutes };
  return { op: 'repair-peer', port, endpointId, netns, ifname, ...changes, ...lists };
}

/** Subnets of the families it has an address of, except those its own prefixes reach. */
function onLinkRoutes(addresses: readonly string[], subnets: Iterable<SubnetSpec>): string[] {
  const own = addresses.map(blockOf);
  const routes: string[] = [];
  for (const { cidr } of subnets) {
    const block = blockOf(cidr);
    const sameFamily = own.filter((o) => o.network.family === block.network.family);
    if (sameFamily.length > 0 && !sameFamily.some((o) => containsCidr(o, block))) {
      routes.push(formatCidr(block));
    }
  }
  return routes.sort();
}

function blockOf(text: string): ReturnType<typeof cidrOf> {
  const { ip, prefix } = parseInterfaceAddress(text);
  return cidrOf(ip, prefix ?? (ip.family === 4 ? 32 : 128));
}

function canonicalAddress(text: string): string {
  const { ip, prefix } = parseInterfaceAddress(text);
  return `${formatIp(ip)}/${prefix ?? (ip.family === 4 ? 32 : 128)}`;
}

function without(list: readonly string[], other: readonly string[]): string[] {
  return list.filter((item) => !other.includes(item));
}
