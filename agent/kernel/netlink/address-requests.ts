/** Addresses and routes as they are added and taken away: RTM_NEWADDR, RTM_NEWROUTE and their opposites (rtnetlink(7)). */
import { cidrOf, formatCidr, parseInterfaceAddress } from '../../../model/cidr.js';
import { OvnetError } from '../../../model/errors.js';
import { DEFAULT_METRIC, ROUTE_PROTOCOL } from '../parse/workload.js';
import { ipBytes } from './address-bytes.js';
import {
  ADDRCONF_METRIC,
  AF_INET,
  AF_INET6,
  IFA_ADDRESS,
  IFA_F_NODAD,
  IFA_LOCAL,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REQUEST,
  RT_SCOPE_LINK,
  RT_SCOPE_NOWHERE,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_MAIN,
  RTA_DST,
  RTA_GATEWAY,
  RTA_OIF,
  RTA_PREFSRC,
  RTA_PRIORITY,
  RTM_DELADDR,
  RTM_DELROUTE,
  RTM_NEWADDR,
  RTM_NEWROUTE,
  RTN_UNICAST,
  RTPROT_KERNEL,
} from './constants.js';
import type { Request } from './message.js';

interface Prefix {
  readonly bytes: Uint8Array;
  readonly family: typeof AF_INET | typeof AF_INET6;
  readonly length: number;
}

/** `address` has its prefix length. Without duplicate address detection: managers gave it to nobody else. */
export function addAddress(ifindex: number, address: string): Request {
  return addressRequest(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ifindex, prefixOf(address));
}

export function dropAddress(ifindex: number, address: string): Request {
  return addressRequest(RTM_DELADDR, 0, ifindex, prefixOf(address));
}

function addressRequest(
  type: number,
  flags: number,
  ifindex: number,
  { bytes, family, length }: Prefix,
): Request {
  return (writer, seq) => {
    writer.begin(type, NLM_F_REQUEST | flags, seq);
    writer.u8(family).u8(length);
    writer.u8(family === AF_INET6 && type === RTM_NEWADDR ? IFA_F_NODAD : 0).u8(0);
    writer.u32(ifindex).attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes).end();
  };
}

/** `route` is `CIDR` or `default via ADDRESS`. */
export function addRoute(ifindex: number, route: string): Request {
  const wanted = routeOf(route);
  // Beside another network's, which goes when that network is planned.
  const beside = wanted.gateway ? NLM_F_APPEND : NLM_F_EXCL;
  const onLink = wanted.family === AF_INET && !wanted.gateway;
  const scope = onLink ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  const metric = wanted.gateway && DEFAULT_METRIC;
  return routeRequest(RTM_NEWROUTE, NLM_F_CREATE | beside, { ...wanted, ifindex, scope, metric });
}

/** The route that the kernel makes with an address, and takes away with it. `address` has its prefix length. */
export function reachSubnet(ifindex: number, address: string): Request {
  const source = prefixOf(address);
  const isV4 = source.family === AF_INET;
  // Before another of the same destination, and in place of none: another interface of the namespace may be in the subnet.
  return routeRequest(RTM_NEWROUTE, NLM_F_CREATE, {
    ...routeOf(subnetOf(address)),
    ifindex,
    scope: isV4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
    metric: isV4 ? undefined : ADDRCONF_METRIC,
    protocol: RTPROT_KERNEL,
    ...(isV4 && { source: source.bytes }),
  });
}

/** Refused where there is one of this metric. */
export function addDefaultRoute(ifindex: number, via: string, metric: number): Request {
  const wanted = routeOf(`default via ${via}`);
  const scope = RT_SCOPE_UNIVERSE;
  const flags = NLM_F_CREATE | NLM_F_EXCL;
  return routeRequest(RTM_NEWROUTE, flags, { ...wanted, ifindex, scope, metric });
}

export function dropRoute(ifindex: number, route: string): Request {
  const unwanted = routeOf(route);
  const scope = unwanted.family === AF_INET ? RT_SCOPE_NOWHERE : RT_SCOPE_UNIVERSE;
  return routeRequest(RTM_DELROUTE, 0, { ...unwanted, ifindex, scope, metric: undefined });
}

interface Route {
  readonly family: Prefix['family'];
  readonly destination: Prefix | undefined;
  readonly gateway: Uint8Array | undefined;
}

function routeOf(route: string): Route {
  const [destination = '', gateway] = route.split(' via ');
  if (gateway === undefined) {
    const prefix = prefixOf(destination);
    return { family: prefix.family, destination: prefix, gateway };
  }
  const { bytes, family } = prefixOf(gateway);
  const isDefault = destination === 'default';
  return { family, destination: isDefault ? undefined : prefixOf(destination), gateway: bytes };
}

interface PlacedRoute extends Route {
  readonly ifindex: number;
  readonly scope: number;
  readonly metric: number | undefined;
  /** Default: ours. */
  readonly protocol?: number;
  readonly source?: Uint8Array;
}

function routeRequest(type: number, flags: number, route: PlacedRoute): Request {
  const { family, destination, gateway, ifindex, scope, metric, source } = route;
  const { protocol = ROUTE_PROTOCOL } = route;
  return (writer, seq) => {
    writer.begin(type, NLM_F_REQUEST | flags, seq);
    writer.u8(family).u8(destination?.length ?? 0);
    writer.u8(0).u8(0).u8(RT_TABLE_MAIN).u8(protocol).u8(scope).u8(RTN_UNICAST).u32(0);
    if (destination) writer.attribute(RTA_DST, destination.bytes);
    if (gateway) writer.attribute(RTA_GATEWAY, gateway);
    writer.attributeU32(RTA_OIF, ifindex);
    if (source) writer.attribute(RTA_PREFSRC, source);
    if (metric !== undefined) writer.attributeU32(RTA_PRIORITY, metric);
    writer.end();
  };
}

/** Throws `kernel-refused`. */
function subnetOf(address: string): string {
  prefixOf(address);
  const { ip, prefix } = parseInterfaceAddress(address);
  return formatCidr(cidrOf(ip, prefix ?? (ip.family === 4 ? 32 : 128)));
}

/** Without a length: of this one address. Throws `kernel-refused`. */
function prefixOf(text: string): Prefix {
  const [address = '', length] = text.split('/');
  const bytes = ipBytes(address);
  const bits = 8 * (bytes?.length ?? 0);
  const wanted = length === undefined ? bits : Number(length);
  if (!bytes || !Number.isInteger(wanted) || wanted < 0 || wanted > bits) {
    throw new OvnetError('kernel-refused', `'${text}' is no address`);
  }
  return { bytes, family: bits === 32 ? AF_INET : AF_INET6, length: wanted };
}
