/** Workloads' namespaces: opens them, pins them by device and inode, and changes and reads our interface inside. */
import { statSync } from 'node:fs';
import { open, mkdir, statfs, type FileHandle } from 'node:fs/promises';
import type { ErrorCode } from '../../model/errors.js';
import { netnsPath } from './naming.js';
import { parsePeer, ROUTE_PROTOCOL, type AddressJson, type RouteJson } from './parse/workload.js';
import type { ObservedPeer, Operation, PeerState } from './port.js';
import { run } from './run.js';

/** NSFS_MAGIC: tells a namespace from the plain file that is left when it was unmounted. */
const NSFS = 0x6e736673;

/** An open namespace: `path` reaches exactly it for as long as the handle is open, whatever happens to its name. */
export interface OpenNetns {
  readonly path: string;
  /** `device:inode`. */
  readonly id: string;
  close(): Promise<void>;
}

export interface Refused {
  readonly code: ErrorCode;
  readonly detail: string;
}

export async function openNetns(netns: string): Promise<OpenNetns | undefined> {
  const path = netnsPath(netns);
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch {
    return undefined;
  }
  const own = `/proc/${process.pid}/fd/${handle.fd}`;
  const [{ type }, { dev, ino }] = await Promise.all([statfs(own), handle.stat({ bigint: true })]);
  if (type !== NSFS) {
    await handle.close();
    return undefined;
  }
  return { path: own, id: `${dev}:${ino}`, close: () => handle.close() };
}

/** `device:inode` of what the name leads to now. */
export function idOfNetns(netns: string): string | undefined {
  const found = statSync(netnsPath(netns), { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

/** Makes a named namespace. Returns the error text. */
export async function createNetns(name: string): Promise<string | undefined> {
  await mkdir('/run/netns', { recursive: true });
  const result = await run(['ip', 'netns', 'add', name]);
  return result.code === 0 ? undefined : result.stderr.trim();
}

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
  return [
    ...(mac === undefined ? [] : [`link set dev ${ifname} address ${mac}`]),
    ...(mtu === undefined ? [] : [`link set dev ${ifname} mtu ${mtu}`]),
    ...dropAddresses.map((address) => `addr del ${address} dev ${ifname}`),
    ...addAddresses.map((address) => addressLine(address, ifname)),
    ...(up ? [`link set dev ${ifname} up`] : []),
    ...dropRoutes.map((route) => `route del ${route} dev ${ifname} proto ${ROUTE_PROTOCOL}`),
    ...addRoutes.map((route) => routeLine(route, ifname)),
  ];
}

function addressLine(address: string, ifname: string): string {
  return `addr add ${address} dev ${ifname}${address.includes(':') ? ' nodad' : ''}`;
}

function routeLine(route: string, ifname: string): string {
  return `route add ${route} dev ${ifname} proto ${ROUTE_PROTOCOL}`;
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
export function inspectPeer(place: Place, pin: string): Promise<SeenPeer<ObservedPeer>> {
  return lookInside(place.netns, pin, 'route show table all type unicast', (addresses, routes) =>
    parsePeer(place, addresses, routes as RouteJson[]),
  );
}

/** Reads addresses and routes in the namespace, if it is still the one that was pinned; `routes` is a line for `ip -batch`. */
export async function lookInside<P>(
  name: string,
  pin: string,
  routes: string,
  parse: (addresses: readonly AddressJson[], routes: readonly unknown[]) => P | undefined,
): Promise<SeenPeer<P>> {
  const netns = await openNetns(name);
  if (!netns) return { peerState: 'netns-missing', peer: undefined };
  try {
    if (netns.id !== pin) return { peerState: 'netns-changed', peer: undefined };
    const command = ['nsenter', `--net=${netns.path}`, '--', 'ip', '-j', '-batch', '-'];
    const { stdout } = await run(command, `addr show\n${routes}\n`);
    const [first = '[]', second = '[]'] = stdout.split('\n').filter((line) => line !== '');
    const peer = parse(JSON.parse(first) as AddressJson[], JSON.parse(second) as unknown[]);
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
