/** Plans the ports of the gateway bridge: one for each namespace, with an address of its own and a default route. */
import { MAX_BRIDGE_PORTS } from '../../model/limits.js';
import type {
  ObservedEgress,
  ObservedGatewayPeer,
  ObservedGatewayPort,
} from '../kernel/port-egress.js';
import type { Operation } from '../kernel/port.js';
import { gatewayMac } from '../kernel/naming.js';
import type { Trait } from '../kernel/port-traits.js';
import { GatewayAddresses } from './gateway-subnet.js';
import type { Site } from './plan-egress-sites.js';
import { isOwn } from './plan-network.js';
import type { Plan, PlanContext, PlannedFailure, Step } from './plan-step.js';
import { EGRESS } from './retries.js';

export interface Gateway {
  readonly bridge: string;
  /** With prefix length. */
  readonly address: string;
  /** It starts without ports. */
  readonly isNew: boolean;
  readonly mtu: number;
}

export function planGatewayPorts(
  sites: readonly Site[],
  seen: ObservedEgress,
  gateway: Gateway,
  context: PlanContext,
): Plan {
  const addresses = new GatewayAddresses(gateway.address);
  const held = heldPorts(sites, seen, addresses, context);
  const steps: Step[] = [];
  const failures: PlannedFailure[] = [];
  let room = MAX_BRIDGE_PORTS - held.size;
  for (const site of sites) {
    if (context.suspended?.has(site.key)) continue;
    const observed = held.get(site.port);
    if (observed && isUsable(observed, site)) {
      const operation = repair(observed, gateway, context.prune);
      if (operation) steps.push(stepFor(site, operation));
    } else if (observed) {
      steps.push(...additions(site, seen, gateway, { address: observed.address, context }));
    } else if (site.isLive) {
      const address = room-- > 0 ? addresses.take(site.key) : undefined;
      if (address === undefined) failures.push(fullFor(site, gateway));
      else steps.push(...additions(site, seen, gateway, { address, context }));
    }
  }
  return { steps, failures };
}

/** Own ports of the sites whose addresses they may keep. */
function heldPorts(
  sites: readonly Site[],
  seen: ObservedEgress,
  addresses: GatewayAddresses,
  context: PlanContext,
): ReadonlyMap<string, ObservedGatewayPort> {
  const held = new Map<string, ObservedGatewayPort>();
  for (const { port } of sites) {
    const observed = seen.gatewayPorts.get(port);
    const isOurs = observed && !observed.unfinished && isOwn(observed.owner, context);
    if (isOurs && addresses.keep(observed.address)) held.set(port, observed);
  }
  return held;
}

function isUsable(observed: ObservedGatewayPort, site: Site): boolean {
  return !isLost(observed, site) && !site.ifnames.has(observed.ifname);
}

/** It ends nowhere, or in another namespace than its endpoints. */
function isLost({ peerState }: ObservedGatewayPort, { isPlaced }: Site): boolean {
  return peerState === 'interface-missing' || (peerState !== 'present' && isPlaced);
}

function additions(
  site: Site,
  seen: ObservedEgress,
  { bridge, mtu, address: gateway }: Gateway,
  { address, context }: { readonly address: string; readonly context: PlanContext },
): Step[] {
  const { port: name, netns } = site;
  const owner = { cluster: context.clusterId, node: context.nodeId, network: '' };
  const place = { netns, ifname: freeIfname(site), address, via: bare(gateway) };
  const add = stepFor(site, { op: 'add-gateway-port', name, bridge, mtu, owner, ...place });
  if (!seen.gatewayPorts.has(name)) return [add];
  return [stepFor(site, { op: 'delete-gateway-link', name }), add];
}

/** The first that no endpoint of the namespace asks for. */
function freeIfname({ ifnames }: Site): string {
  let n = 0;
  while (ifnames.has(`ovgw${n}`)) n++;
  return `ovgw${n}`;
}

function repair(
  port: ObservedGatewayPort,
  gateway: Gateway,
  prune: boolean,
): Operation | undefined {
  const { name, netns, ifname, peer } = port;
  // Its namespace is gone or another one: what there is to say of it is said of its endpoints.
  if (!peer) return undefined;
  const lists = addressRepair(peer, port.address, prune);
  const changes = {
    ...placeRepair(port, gateway),
    ...linkRepair(port, peer, gateway.mtu),
    ...macRepair(port, peer),
    ...routeRepair(peer, bare(gateway.address), prune),
    ...(peer.unreached?.includes(port.address) && { reach: [port.address] }),
  };
  const isWhole = lists.addAddresses.length + lists.dropAddresses.length === 0;
  if (isWhole && Object.keys(changes).length === 0) return undefined;
  return { op: 'repair-gateway-port', name, netns, ifname, ...lists, ...changes };
}

function placeRepair(
  port: ObservedGatewayPort,
  { bridge, isNew }: Gateway,
): { master?: string; restore?: readonly Trait[] } {
  if (isNew || port.master !== bridge) return { master: bridge };
  return port.altered ? { restore: port.altered } : {};
}

function linkRepair(
  port: ObservedGatewayPort,
  peer: ObservedGatewayPeer,
  mtu: number,
): { mtu?: number; up?: true } {
  return {
    ...((port.mtu !== mtu || peer.mtu !== mtu) && { mtu }),
    ...(!(port.up && peer.up) && { up: true as const }),
  };
}

/** Who asks for the address, and who is asked. */
function macRepair(
  { address }: ObservedGatewayPort,
  peer: ObservedGatewayPeer,
): { mac?: string; arp?: true } {
  const mac = gatewayMac(address);
  return { ...(peer.mac !== mac && { mac }), ...(peer.noArp && { arp: true as const }) };
}

function addressRepair(
  peer: ObservedGatewayPeer,
  address: string,
  prune: boolean,
): { addAddresses: string[]; dropAddresses: string[] } {
  return {
    addAddresses: peer.addresses.includes(address) ? [] : [address],
    dropAddresses: prune ? peer.addresses.filter((other) => other !== address) : [],
  };
}

/** Another default route of the namespace is the one that counts: ours makes way. */
function routeRepair(
  { via, otherDefault }: ObservedGatewayPeer,
  wanted: string,
  prune: boolean,
): { addVia?: string; dropVia?: string } {
  const isWrong = via !== undefined && (otherDefault || via !== wanted);
  return {
    ...(isWrong && prune && { dropVia: via }),
    ...(!otherDefault && via !== wanted && { addVia: wanted }),
  };
}

function fullFor({ key, endpoints }: Site, { bridge }: Gateway): PlannedFailure {
  const detail = `${bridge} takes no further namespace`;
  return { networkId: EGRESS, endpointId: key, code: 'gateway-full', detail, affects: endpoints };
}

function stepFor({ key, endpoints }: Site, operation: Operation): Step {
  return { networkId: EGRESS, endpointId: key, operation, affects: endpoints };
}

function bare(address: string): string {
  return address.split('/')[0] ?? address;
}
