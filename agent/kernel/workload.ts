/** What is inside a workload's namespace: changes and reads our interface there. */
import { cidrOf, formatCidr, parseInterfaceAddress } from '../../model/cidr.js';
import { formatIp } from '../../model/ip.js';
import type { NamespaceReader } from './namespace-reader.js';
import { isSameNetns, type Namespaces, type OpenNetns } from './namespaces.js';
import { DEFAULT_METRIC, parsePeer, ROUTE_PROTOCOL } from './parse/workload.js';
import type { ObservedPeer, Operation, PeerState } from './port.js';
import { run } from './run.js';

/** Lines for `ip -batch` inside the namespace: addresses, up, on-link routes. */
export function plumbingLines(port: Extract<Operation, { op: 'add-port' }>): string[] {
  const { ifname, addresses, routes } = port;
  return [
    ...addresses.map((address) => addressLine(address, ifname)),
    `link set dev ${ifname} up`,
    'link set dev lo up',
    ...routes.map((route) => routeLine(route, ifname)),
  ];
}

export function repairLines(repair: Extract<Operation, { op: 'repair-peer' }>): string[] {
  const { ifname, mac, mtu, up, addAddresses, dropAddresses, addRoutes, dropRoutes } = repair;
  const { reach = [] } = repair;
  return [
    ...(mac === undefined ? [] : [`link set dev ${ifname} address ${mac}`]),
    ...(mtu === undefined ? [] : [`link set dev ${ifname} mtu ${mtu}`]),
    ...(repair.arp ? [`link set dev ${ifname} arp on`] : []),
    ...dropAddresses.map((address) => `addr del ${address} dev ${ifname}`),
    ...addAddresses.map((address) => addressLine(address, ifname)),
    ...(up ? [`link set dev ${ifname} up`] : []),
    ...reach.map((address) => reachLine(address, ifname)),
    // What comes in its place is there before a default route goes.
    ...addRoutes.map((route) => routeLine(route, ifname)),
    ...dropRoutes.map((route) => `route del ${route} dev ${ifname} proto ${ROUTE_PROTOCOL}`),
  ];
}

function addressLine(address: string, ifname: string): string {
  return `addr add ${address} dev ${ifname}${address.includes(':') ? ' nodad' : ''}`;
}

/** The route that the kernel makes with an address, and takes away with it. */
export function reachLine(address: string, dev: string): string {
  const { ip, prefix } = parseInterfaceAddress(address);
  const subnet = formatCidr(cidrOf(ip, prefix ?? (ip.family === 4 ? 32 : 128)));
  const kind = ip.family === 4 ? `scope link src ${formatIp(ip)}` : 'metric 256';
  // Before another of the same destination, and in place of none: another interface of the namespace may be in the subnet.
  return `route prepend ${subnet} dev ${dev} proto kernel ${kind}`;
}

function routeLine(route: string, ifname: string): string {
  const words = `${route} dev ${ifname} proto ${ROUTE_PROTOCOL}`;
  // Beside another network's, which goes when that network is planned.
  return route.startsWith('default ')
    ? `route append ${words} metric ${DEFAULT_METRIC}`
    : `route add ${words}`;
}

/** Error text of the first line that failed, or undefined. */
export async function runInside(
  netns: OpenNetns,
  lines: readonly string[],
): Promise<string | undefined> {
  const command = ['nsenter', `--net=${netns.path}`, '--', 'ip', '-force', '-batch', '-'];
  const result = await run(command, `${lines.join('\n')}\n`);
  return result.code === 0 ? undefined : result.stderr.trim().replaceAll('\n', '; ');
}

interface Place {
  readonly netns: string;
  readonly ifname: string;
}

export interface SeenPeer<P> {
  readonly peerState: PeerState;
  readonly peer: P | undefined;
}

/** What is at the other end of a port. `pin` is empty for a port that was never pinned. */
export function inspectPeer(
  { namespaces, reader }: PeerDeps,
  place: Place,
  pin: string,
): Promise<SeenPeer<ObservedPeer>> {
  return lookInside(namespaces, { netns: place.netns, pin }, async (path) => {
    const { links, routes } = await reader().workload(path);
    return parsePeer(place, links, routes);
  });
}

export interface PeerDeps {
  readonly namespaces: Namespaces;
  readonly reader: () => NamespaceReader;
}

/** The namespace that was meant when something was plugged into it. */
export interface PinnedNetns {
  readonly netns: string;
  readonly pin: string;
}

/** Reads an interface in the namespace, if it is still the one that was pinned. */
export async function lookInside<P>(
  namespaces: Namespaces,
  { netns: name, pin }: PinnedNetns,
  read: (path: string) => Promise<P | undefined>,
): Promise<SeenPeer<P>> {
  const netns = await namespaces.open(name);
  if (!netns) return { peerState: 'netns-missing', peer: undefined };
  try {
    if (!isSameNetns(netns.id, pin)) return { peerState: 'netns-changed', peer: undefined };
    const peer = await read(netns.path);
    return { peerState: peer ? 'present' : 'interface-missing', peer };
  } finally {
    await netns.close();
  }
}

/** The interface exists in the namespace. */
export async function hasInterface(netns: OpenNetns, ifname: string): Promise<boolean> {
  const command = ['nsenter', `--net=${netns.path}`, '--', 'ip', 'link', 'show', 'dev', ifname];
  return (await run(command)).code === 0;
}
