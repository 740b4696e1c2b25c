/** Reads `ip -j addr show` and `ip -j route show table all` of a workload's namespace: our interface in it. */
import { cidrOf, formatCidr } from '../../../model/cidr.js';
import { parseIp } from '../../../model/ip.js';
import type { ObservedPeer } from '../port.js';

/** Marks routes as ours (rtm_protocol; free in rt_protos). */
export const ROUTE_PROTOCOL = 79;

/** Of a default route of ours: below the one of the gateway bridge, above what network managers give, of whom one wins. */
export const DEFAULT_METRIC = 2047;

export interface AddressJson {
  readonly ifname: string;
  readonly address?: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly prefixlen?: number;
    readonly scope?: string;
    readonly secondary?: boolean;
  }[];
}

export interface RouteJson {
  /** Told over netlink only. */
  readonly family?: 4 | 6;
  readonly dst: string;
  readonly dev?: string;
  readonly protocol?: string;
  readonly gateway?: string;
  readonly metric?: number;
  /** Absent: the main one. */
  readonly table?: string;
  /** Of IPv6 routes, each of which has one (RTA_PREF). */
  readonly pref?: string;
}

/** Undefined when the interface is not there. */
export function parsePeer(
  place: { readonly netns: string; readonly ifname: string },
  interfaces: readonly AddressJson[],
  routes: readonly RouteJson[],
): ObservedPeer | undefined {
  const link = interfaces.find(({ ifname }) => ifname === place.ifname);
  if (!link) return undefined;
  const addresses = (link.addr_info ?? [])
    .filter(({ scope, local }) => scope !== 'link' && local !== undefined)
    .map(({ local = '', prefixlen = 0 }) => `${local}/${prefixlen}`);
  const own = routes.filter(
    ({ dev, protocol }) => dev === place.ifname && protocol === String(ROUTE_PROTOCOL),
  );
  const foreign = foreignDefaults(routes);
  const unreached = unreachedOf(link, routes);
  return {
    netns: place.netns,
    ifname: place.ifname,
    mac: link.address ?? '',
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    ...(link.flags.includes('NOARP') && { noArp: true as const }),
    addresses,
    routes: own.map(routeText).sort(),
    ...(foreign.length > 0 && { foreignDefaults: foreign }),
    ...(unreached.length > 0 && { unreached }),
  };
}

/**
 * Addresses of the interface, with prefix length, to whose subnet no route over it leads: the kernel makes such a route with the address,
 * and anybody may take it away. While the link is down there is none.
 */
export function unreachedOf(link: AddressJson, routes: readonly RouteJson[]): string[] {
  if (!link.flags.includes('UP')) return [];
  const reached = new Set<string>();
  for (const { dst, dev, table, gateway } of routes) {
    if (dev === link.ifname && table === undefined && gateway === undefined) reached.add(dst);
  }
  const addresses = (link.addr_info ?? []).flatMap(({ local, prefixlen = 0, scope, secondary }) => {
    if (local === undefined || scope === 'link' || secondary === true) return [];
    const ip = parseIp(local);
    // A single address needs no route of its own.
    if (prefixlen === (ip.family === 4 ? 32 : 128)) return [];
    return reached.has(formatCidr(cidrOf(ip, prefixlen))) ? [] : [`${local}/${prefixlen}`];
  });
  return addresses.sort();
}

function routeText({ dst, gateway }: RouteJson): string {
  return gateway === undefined ? withLength(dst) : `${dst} via ${gateway}`;
}

/** Those of the main table, where ours are. A gateway may be of the other family (RTA_VIA), or missing. */
function foreignDefaults(routes: readonly RouteJson[]): (4 | 6)[] {
  const foreign = routes.filter(
    ({ dst, protocol, table }) =>
      dst === 'default' && protocol !== String(ROUTE_PROTOCOL) && table === undefined,
  );
  const families = foreign.map(({ family, pref }) => family ?? (pref === undefined ? 4 : 6));
  return [...new Set<4 | 6>(families)].sort();
}

/** iproute2 leaves out the length of host routes. */
function withLength(dst: string): string {
  return dst.includes('/') ? dst : `${dst}/${dst.includes(':') ? 128 : 32}`;
}

/** Destinations of the host's own routes, default and link-local ones excluded. */
export function parseHostRoutes(routes: readonly RouteJson[]): readonly string[] {
  const found = new Set<string>();
  for (const { dst } of routes) {
    if (dst !== 'default' && !dst.startsWith('fe80:') && !dst.startsWith('ff')) {
      found.add(withLength(dst));
    }
  }
  return [...found].sort();
}
