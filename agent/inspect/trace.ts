/** `trace`: facts of one local endpoint and of the way of its packets to another one, as the kernel has them now. */
import type {
  FilterFacts,
  LinkFacts,
  RouteFacts,
  TraceFacts,
  TraceRequest,
  UnderlayFacts,
  WorkloadFacts,
} from '../../model/trace.js';
import { isSameNetns, type Namespaces } from '../kernel/namespaces.js';
import { bridgeName, netnsPath, portName, vxlanName } from '../kernel/naming.js';
import { parseMark } from '../kernel/parse/owner-mark.js';
import { inNetns, run } from '../kernel/run.js';
import type { Reconciler } from '../reconcile/reconciler.js';
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
import { follow, type TunnelPacket } from './packet-filter.js';

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
const INPUT = ['raw PREROUTING', 'mangle PREROUTING', 'mangle INPUT', 'filter INPUT'];
const OUTPUT = ['raw OUTPUT', 'mangle OUTPUT', 'filter OUTPUT', 'mangle POSTROUTING'];

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
    const [{ workload, tap }, pinnedMac, neighbour, destination, underlay] = await Promise.all([
      endFacts(namespaces, request, { pin, host }),
      port ? pinnedMacOf(fabric, names.port) : null,
      neighbourOf(fabric, other.address, names.vxlan),
      destinationOf(fabric, other.mac, names.vxlan),
      other.vtep === undefined ? undefined : underlayFacts(request, other.vtep, options),
    ]);
    const held = reconciler.held().find(({ networkId }) => networkId === network.id);
    return {
      revision: held?.revision ?? 0,
      names,
      workload,
      ...(tap && { tap }),
      port: port ? { ...linkFacts(port), pinnedMac } : null,
      bridge: factsOf(bridge),
      vxlan: factsOf(vxlan),
      neighbour,
      destination,
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
  readonly dst?: string;
  readonly state?: string;
}

async function destinationOf(netns: string, mac: string, dev: string): Promise<string | null> {
  const command = ['bridge', '-j', 'fdb', 'get', mac, 'dev', dev, 'self'];
  const { code, stdout } = await run(inNetns(netns, command));
  return code === 0 ? ((JSON.parse(stdout) as FdbRow[])[0]?.dst ?? null) : null;
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
  const [link, route, saves, ping] = await Promise.all([
    linkOf(host, local),
    routeTo(host, [vtep, 'from', local]),
    packetFilters(host, local.includes(':')),
    run(inNetns(host, ['ping', '-n', '-q', '-c', '2', '-i', '0.2', '-W', '1', '-I', local, vtep])),
  ]);
  const via = route.dev === '' ? undefined : await linkRow(host, route.dev);
  const packet: Omit<TunnelPacket, 'source' | 'destination'> = {
    device: route.dev,
    port: request.dataPort,
    vni: request.network.vni,
  };
  const input: FilterFacts = follow(saves, { ...packet, source: vtep, destination: local }, INPUT);
  const output = follow(saves, { ...packet, source: local, destination: vtep }, OUTPUT);
  return {
    ...{ local, link, route, input, output },
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

/** Of both back ends; the legacy one is asked only when its tables exist: asking creates them. */
async function packetFilters(netns: string | undefined, v6: boolean): Promise<readonly string[]> {
  const base = v6 ? 'ip6tables' : 'iptables';
  const names = `/proc/net/${v6 ? 'ip6' : 'ip'}_tables_names`;
  const tables = await run(inNetns(netns, ['cat', names]));
  const programs = tables.stdout.trim() === '' ? ['nft'] : ['nft', 'legacy'];
  const saves = await Promise.all(
    programs.map((suffix) => run(inNetns(netns, [`${base}-${suffix}-save`]))),
  );
  return saves.map(({ stdout }) => stdout);
}
