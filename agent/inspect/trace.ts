/** `trace`: facts of one local endpoint and of the way of its packets to another one, as the kernel has them now. */
import type {
  LinkFacts,
  RouteFacts,
  TraceFacts,
  TraceRequest,
  UnderlayFacts,
  WorkloadFacts,
} from '../../model/trace.js';
import { isSameNetns, type Namespaces } from '../kernel/namespaces.js';
import { bridgeName, netnsPath, portName, vxlanName } from '../kernel/naming.js';
import { destinationText, destinationWords } from '../kernel/parse/destination.js';
import { parseMark } from '../kernel/parse/owner-mark.js';
import { inNetns, run } from '../kernel/run.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import { INPUT, judgeFilters, OUTPUT, readFilters } from './filters.js';
import type { Inspection } from './inspector.js';
import {
  linkFacts,
  listenerAddresses,
  neighbourFacts,
  pingFacts,
  routeFacts,
  type LinkRow,
} from './link-facts.js';
import { linkRow } from './link-row.js';
import { tapFacts } from './tap-facts.js';
import type { TunnelPacket } from './packet-filter.js';

export interface TraceDeps {
  readonly reconciler: Pick<Reconciler, 'held'>;
  readonly namespaces: Namespaces;
}

export interface TraceOptions {
  /** Name of the fabric namespace. */
  readonly fabric: string;
  /** Local underlay address. */
  readonly vtep: string;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string | undefined;
}

const NO_ROUTE = { dev: '', gateway: '', error: '' };
const NOTHING = { link: null, addresses: [], route: NO_ROUTE, neighbour: null };

export function traceHost(
  { reconciler, namespaces }: TraceDeps,
  options: TraceOptions,
): Inspection {
  const fabric = netnsPath(options.fabric);
  const host = options.hostNetns === undefined ? undefined : netnsPath(options.hostNetns);
  return async (payload): Promise<TraceFacts> => {
    const request = payload as TraceRequest;
    const { network, endpoint, other } = request;
    const names = {
      bridge: bridgeName(network.vni),
      vxlan: vxlanName(network.vni),
      port: portName(endpoint.id),
    };
    const [port, bridge, vxlan] = await Promise.all(
      [names.port, names.bridge, names.vxlan].map((name) => linkRow(fabric, name)),
    );
    const pin = parseMark(port?.ifalias)?.port?.pin;
    const [end, pinnedMac, neighbour, destination, bridged, underlay] = await Promise.all([
      endFacts(namespaces, request, { pin, host }),
      port ? pinnedMacOf(fabric, names.port) : null,
      neighbourOf(fabric, other.address, names.vxlan),
      destinationOf(fabric, other.mac, names.vxlan),
      bridgedTo(fabric, other.mac, names.bridge),
      other.vtep === undefined ? undefined : underlayFacts(request, other.vtep, options),
    ]);
    const held = reconciler.held().find(({ networkId }) => networkId === network.id);
    return {
      revision: held?.revision ?? 0,
      names,
      ...end,
      port: port ? { ...linkFacts(port), pinnedMac } : null,
      bridge: factsOf(bridge),
      vxlan: factsOf(vxlan),
      neighbour,
      ...{ destination, bridged },
      ...(underlay && { underlay }),
    };
  };
}

function factsOf(row: LinkRow | undefined): LinkFacts | null {
  return row ? linkFacts(row) : null;
}

async function endFacts(
  namespaces: Namespaces,
  request: TraceRequest,
  { pin, host }: { readonly pin: string | undefined; readonly host: string | undefined },
): Promise<Pick<TraceFacts, 'workload' | 'tap'>> {
  if (request.endpoint.tap !== true)
    return { workload: await workloadFacts(namespaces, request, pin) };
  return {
    workload: { netns: 'present', ...NOTHING },
    tap: await tapFacts(host, request.endpoint),
  };
}

async function workloadFacts(
  namespaces: Namespaces,
  { endpoint: { netns, ifname }, other, port }: TraceRequest,
  pin: string | undefined,
): Promise<WorkloadFacts> {
  const opened = await namespaces.open(netns);
  if (!opened) return { netns: 'missing', ...NOTHING };
  try {
    if (pin !== undefined && !isSameNetns(opened.id, pin)) return { netns: 'changed', ...NOTHING };
    const [listeners, link, addresses, route, neighbour] = await Promise.all([
      port ? listenersOf(opened.path, port) : undefined,
      linkRow(opened.path, ifname),
      addressesOf(opened.path, ifname),
      routeTo(opened.path, [other.address]),
      neighbourOf(opened.path, other.address, ifname),
    ]);
    const found = { link: factsOf(link), addresses, route, neighbour };
    return { netns: 'present', ...found, ...(listeners && { listeners }) };
  } finally {
    await opened.close();
  }
}

/** Local addresses with something that listens; `*` stands for all. */
async function listenersOf(
  netns: string,
  { protocol, number }: NonNullable<TraceRequest['port']>,
): Promise<readonly string[]> {
  const sockets = protocol === 'udp' ? '-Hlnu' : '-Hlnt';
  const { stdout } = await run(inNetns(netns, ['ss', sockets, `sport = :${number}`]));
  return listenerAddresses(stdout);
}

interface AddressRow {
  readonly ifname?: string;
  readonly addr_info?: readonly { readonly local?: string; readonly prefixlen?: number }[];
}

async function addressesOf(netns: string | undefined, dev: string): Promise<readonly string[]> {
  const { stdout } = await run(inNetns(netns, ['ip', '-j', 'addr', 'show', 'dev', dev]));
  const rows = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as AddressRow[];
  return rows.flatMap(({ addr_info: list = [] }) =>
    list.map(({ local = '', prefixlen = 0 }) => `${local}/${prefixlen}`),
  );
}

async function routeTo(netns: string | undefined, words: readonly string[]): Promise<RouteFacts> {
  const command = ['ip', '-j', 'route', 'get', ...words];
  const { stdout, stderr } = await run(inNetns(netns, command));
  return routeFacts(stdout, stderr);
}

async function neighbourOf(netns: string | undefined, address: string, dev: string) {
  const { stdout } = await run(inNetns(netns, ['ip', 'neigh', 'get', address, 'dev', dev]));
  return neighbourFacts(stdout);
}

interface FdbRow {
  readonly mac: string;
  readonly ifname?: string;
  readonly dst?: string;
  readonly port?: number;
  readonly vni?: number;
  readonly viaIf?: string;
  readonly viaIfIndex?: number;
  readonly nhid?: number;
  readonly state?: string;
}

/** With what differs from the device's own port and VNI. A MAC of one workload has one destination: the kernel takes no second. */
async function destinationOf(netns: string, mac: string, dev: string): Promise<string | null> {
  const row = await fdbRow(netns, [mac, 'dev', dev, 'self']);
  if (!row) return null;
  const { dst, nhid, port, vni, viaIf, viaIfIndex } = row;
  if (dst === undefined) return nhid === undefined ? '' : `nexthop ${nhid}`;
  return destinationWords(destinationText({ dst, port, vni, via: viaIf ?? viaIfIndex }));
}

/** The port that the bridge itself hands frames for the MAC to; null: to the tunnel, as to what it does not know. */
async function bridgedTo(netns: string, mac: string, bridge: string): Promise<string | null> {
  return (await fdbRow(netns, [mac, 'br', bridge]))?.ifname ?? null;
}

async function fdbRow(netns: string, words: readonly string[]): Promise<FdbRow | undefined> {
  const { code, stdout } = await run(inNetns(netns, ['bridge', '-j', 'fdb', 'get', ...words]));
  return code === 0 ? (JSON.parse(stdout) as FdbRow[])[0] : undefined;
}

async function pinnedMacOf(netns: string, dev: string): Promise<string | null> {
  const command = ['bridge', '-j', 'fdb', 'show', 'brport', dev, 'static'];
  const { stdout } = await run(inNetns(netns, command));
  const rows = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as FdbRow[];
  return rows.find(({ state }) => state === 'static')?.mac ?? null;
}

async function underlayFacts(
  request: TraceRequest,
  vtep: string,
  { vtep: local, hostNetns }: TraceOptions,
): Promise<UnderlayFacts> {
  const host = hostNetns === undefined ? undefined : netnsPath(hostNetns);
  const [link, route, filters, ping] = await Promise.all([
    linkOf(host, local),
    routeTo(host, [vtep, 'from', local]),
    readFilters(host, local.includes(':')),
    run(inNetns(host, ['ping', '-n', '-q', '-c', '2', '-i', '0.2', '-W', '1', '-I', local, vtep])),
  ]);
  const via = route.dev === '' ? undefined : await linkRow(host, route.dev);
  const packet: Omit<TunnelPacket, 'source' | 'destination'> = {
    device: route.dev,
    port: request.dataPort,
    vni: request.network.vni,
  };
  const input = judgeFilters(filters, { ...packet, source: vtep, destination: local }, INPUT);
  const output = judgeFilters(filters, { ...packet, source: local, destination: vtep }, OUTPUT);
  return {
    ...{ local, link, route, input, output, nft: filters.unread },
    via: factsOf(via),
    ping: pingFacts(ping),
  };
}

async function linkOf(netns: string | undefined, address: string): Promise<LinkFacts | null> {
  const { stdout } = await run(inNetns(netns, ['ip', '-j', 'addr', 'show', 'to', address]));
  const rows = JSON.parse(stdout.trim() === '' ? '[]' : stdout) as AddressRow[];
  const dev = rows.find(({ ifname }) => ifname !== undefined)?.ifname;
  const row = dev === undefined ? undefined : await linkRow(netns, dev);
  return row ? linkFacts(row) : null;
}
