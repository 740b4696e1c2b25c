/**
 * Which network gives a namespace its default route: of those that have a router, the one of the endpoint with the
 * highest gateway priority, by name among equals. Where none has, the gateway bridge of the host does.
 */
import { containsIp, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import type { EndpointSpec, SubnetSpec } from '../../model/desired.js';
import { netnsPath, portName } from '../kernel/naming.js';
import type { KernelView } from '../kernel/port-mirror.js';
import type { DesiredHost, DesiredNetwork } from './plan-desired.js';

/** Endpoint → its default routes as `default via ADDRESS`. */
export type DefaultRoutes = ReadonlyMap<string, readonly string[]>;

interface Candidate {
  readonly endpoint: EndpointSpec;
  readonly network: DesiredNetwork;
  readonly priority: number;
  readonly name: string;
}

const DEFAULT = 'default via ';
const FAMILIES = [4, 6] as const;

export function isDefaultRoute(route: string): boolean {
  return route.startsWith(DEFAULT);
}

export function familyOf(route: string): 4 | 6 {
  return route.includes(':') ? 6 : 4;
}

export function defaultRoutes(desired: DesiredHost): DefaultRoutes {
  const routes = new Map<string, string[]>();
  for (const candidates of candidatesByNetns(desired).values()) {
    candidates.sort(before);
    for (const family of FAMILIES) {
      for (const { endpoint, network } of candidates) {
        const gateway = gatewayFor(endpoint, network, family);
        if (gateway === undefined) continue;
        routes.set(endpoint.id, [...(routes.get(endpoint.id) ?? []), DEFAULT + gateway]);
        break;
      }
    }
  }
  return routes;
}

function candidatesByNetns(desired: DesiredHost): Map<string, Candidate[]> {
  const found = new Map<string, Candidate[]>();
  for (const network of desired.values()) {
    const { spec, routers, locals } = network;
    // What is internal leads nowhere.
    if (!spec || spec.internal || routers.size === 0) continue;
    for (const endpoint of locals.values()) {
      const { attachment, id } = endpoint;
      if (!attachment || attachment.tap || routers.has(id)) continue;
      const key = netnsPath(attachment.netns);
      const candidate = { endpoint, network, priority: attachment.gatewayPriority ?? 0 };
      found.set(key, [...(found.get(key) ?? []), { ...candidate, name: spec.name }]);
    }
  }
  return found;
}

function before(a: Candidate, b: Candidate): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.endpoint.id < b.endpoint.id ? -1 : 1;
}

/** That of the subnet which its address of the family is in. */
function gatewayFor(
  { addresses }: EndpointSpec,
  { subnets }: DesiredNetwork,
  family: 4 | 6,
): string | undefined {
  const own = addresses.map((text) => parseInterfaceAddress(text).ip);
  const ip = own.find((one) => one.family === family);
  if (!ip) return undefined;
  for (const { cidr, gateway } of subnets.values()) {
    if (gateway !== '' && containsIp(parseCidr(cidr), ip)) return gateway;
  }
  return undefined;
}

/** Gateway addresses of a network with the lengths of their subnets: those of its router. */
export function routerAddresses(subnets: readonly SubnetSpec[]): string[] {
  return subnets.flatMap(({ cidr, gateway }) => {
    return gateway === '' ? [] : [`${gateway}/${parseCidr(cidr).prefix}`];
  });
}

/** Networks whose ports have other default routes than they should: another network's change moved them. */
export function networksToReroute(
  desired: DesiredHost,
  actual: KernelView,
  routes: DefaultRoutes,
): string[] {
  return [...desired.values()]
    .filter(({ locals }) => [...locals.keys()].some((id) => isRerouted(id, actual, routes)))
    .map(({ networkId }) => networkId);
}

function isRerouted(endpointId: string, actual: KernelView, routes: DefaultRoutes): boolean {
  const peer = actual.ports.get(portName(endpointId))?.peer;
  if (!peer) return false;
  const found = peer.routes.filter(isDefaultRoute).join();
  const wanted = (routes.get(endpointId) ?? []).filter(
    (route) => !peer.foreignDefaults?.includes(familyOf(route)),
  );
  return found !== wanted.join();
}
