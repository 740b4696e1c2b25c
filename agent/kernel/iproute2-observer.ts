/** Dumps of the fabric, the workloads' namespaces and the host, as observed records. */
import { OvnetError } from '../../model/errors.js';
import type { Egress } from './egress.js';
import type { Firewall } from './firewall.js';
import { inParallel } from './in-parallel.js';
import type { NamespaceReader } from './namespace-reader.js';
import type { Namespaces } from './namespaces.js';
import type { DumpedRows, RowTable } from './netlink/row-table.js';
import { parseLinks, type LinkJson, type ParsedPort } from './parse/links.js';
import {
  macsAt,
  parseFdb,
  parseNeighbours,
  type FdbJson,
  type NeighbourJson,
  type ParsedFdb,
} from './parse/rows.js';
import { parseHostRoutes } from './parse/workload.js';
import { Pins } from './pins.js';
import type {
  KernelState,
  ObservedPeers,
  ObservedPort,
  ObservedVxlan,
  ObserveScope,
  PortPlace,
} from './port.js';
import { inNetns, run } from './run.js';
import type { SeenTaps, Taps } from './taps.js';
import { inspectPeer } from './workload.js';

export interface ObserverDeps {
  readonly firewall: Firewall;
  readonly egress: Egress | undefined;
  readonly namespaces: Namespaces;
  readonly taps: Taps;
  /** Reads rows by netlink; undefined: by `bridge` and `ip`. */
  readonly rows: () => Pick<RowTable, 'dump'> | undefined;
  readonly reader: () => NamespaceReader;
}

export interface ObserverOptions {
  /** Path of the fabric namespace. */
  readonly fabric: string;
}

interface Look {
  readonly bridged: ParsedFdb['bridged'];
  readonly macs: ReadonlyMap<string, string | undefined>;
  readonly scope: ObserveScope;
  /** Of ports that lead to taps. */
  readonly ends: SeenTaps['ends'];
}

export class Iproute2Observer {
  readonly #deps: ObserverDeps;
  readonly #options: ObserverOptions;
  readonly #pins = new Pins();
  readonly #ports = new Map<string, ObservedPort>();

  constructor(deps: ObserverDeps, options: ObserverOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Pin under which an endpoint was plugged in by this process or found at its port. */
  pinOf(portName: string): string | undefined {
    return this.#pins.of(portName);
  }

  /** An endpoint is plugged into the namespace with this `device:inode`. */
  isPinned(place: string | undefined): boolean {
    return place !== undefined && this.#pins.has(place);
  }

  setPin(portName: string, pin: string): void {
    this.#pins.set(portName, pin);
    this.#ports.delete(portName);
  }

  forget(portName: string): void {
    this.#pins.forget(portName);
    this.#ports.delete(portName);
  }

  /** What is inside changed by our own hand. */
  invalidate(portName: string): void {
    this.#ports.delete(portName);
  }

  /** What is inside the namespaces of these ports now. */
  async peers(places: readonly PortPlace[]): Promise<ObservedPeers['ports']> {
    const ends = await inParallel(places, async (place) => {
      const end = await inspectPeer(this.#deps, place, this.pinOf(place.name) ?? '');
      // The next dump looks again: what is kept of the port is older.
      this.invalidate(place.name);
      return [place.name, end] as const;
    });
    return new Map(ends);
  }

  async observe(scope: ObserveScope): Promise<KernelState> {
    const [dump, firewall, egress] = await Promise.all([
      this.#dump(),
      this.#deps.firewall.observe(scope),
      this.#deps.egress?.observe(scope),
    ]);
    const { bridges, vxlans: devices, ports: parsed, macs } = parseLinks(dump.links);
    const { remote: fdb, bridged } = parseFdb(dump.fdb);
    const vxlans = new Map(
      [...devices].map(([name, one]) => [name, withStrays(one, bridged, macs)]),
    );
    const neighbours = parseNeighbours(dump.neighbours, vxlans);
    const found = [...parsed.values()];
    const { ends, orphans } = await this.#deps.taps.observe(found.map(({ port }) => port));
    const ports = new Map(await this.#inspect(found, { bridged, macs, scope, ends }));
    for (const orphan of orphans) ports.set(orphan.name, orphan);
    const links = { bridges, vxlans, ports };
    return { ...links, fdb, neighbours, firewall, ...(egress && { egress }) };
  }

  /** Underlay MTU of the VTEP's device and the host's routes. Throws `invalid-config` when no device has the VTEP. */
  async host(
    vtep: string,
    netns: string | undefined,
  ): Promise<{ device: string; mtu: number; routes: readonly string[] }> {
    const { links, routes } = await this.#deps.reader().host(netns);
    const link = links.find(({ addr_info }) => addr_info?.some(({ local }) => local === vtep));
    if (!link) throw new OvnetError('invalid-config', `no interface has the address ${vtep}`);
    return { device: link.ifname, mtu: link.mtu, routes: parseHostRoutes(routes) };
  }

  async #inspect(
    parsed: readonly ParsedPort[],
    look: Look,
  ): Promise<ReadonlyMap<string, ObservedPort>> {
    const ports = new Map<string, ObservedPort>();
    for (const port of await inParallel(parsed, (one) => this.#port(one, look))) {
      ports.set(port.name, port);
    }
    for (const [name, port] of ports) this.#ports.set(name, port);
    for (const name of this.#ports.keys()) if (!ports.has(name)) this.#ports.delete(name);
    this.#pins.bound(ports.size);
    return ports;
  }

  async #port(
    { port, pin, guarded }: ParsedPort,
    { bridged, macs, scope, ends }: Look,
  ): Promise<ObservedPort> {
    const known = scope === 'fabric' ? this.#ports.get(port.name) : undefined;
    const end = ends.get(port.name) ?? known ?? (await inspectPeer(this.#deps, port, pin));
    if (pin !== '') this.#pins.set(port.name, pin);
    const expected = end.peer?.mac ?? known?.pinnedMac;
    const { pinned, strays } = macsAt(bridged.get(port.name), {
      expected,
      own: macs.get(port.name),
    });
    const strayMacs = strays.length > 0 && { strayMacs: strays };
    const pinnedMac = guarded ? pinned : undefined;
    return { ...port, pinnedMac, ...strayMacs, peerState: end.peerState, peer: end.peer };
  }

  async #dump(): Promise<DumpedRows & { links: readonly LinkJson[] }> {
    const table = this.#deps.rows();
    if (table) {
      const show = ['ip', '-j', '-d', 'link', 'show'];
      const [[links = []], rows] = await Promise.all([this.#json(show), table.dump()]);
      return { links: links as LinkJson[], ...rows };
    }
    const [[links = [], neighbours = []], [fdb = []]] = await Promise.all([
      this.#json(['ip', '-j', '-d', '-batch', '-'], 'link show\nneigh show nud permanent\n'),
      this.#json(['bridge', '-j', 'fdb', 'show']),
    ]);
    return {
      links: links as LinkJson[],
      fdb: fdb as FdbJson[],
      neighbours: neighbours as NeighbourJson[],
    };
  }

  async #json(command: readonly string[], input?: string): Promise<unknown[]> {
    const result = await run(inNetns(this.#options.fabric, command), input);
    if (result.code !== 0) {
      throw new OvnetError('kernel-refused', `${command.join(' ')}: ${result.stderr.trim()}`);
    }
    const lines = result.stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as unknown);
  }
}

/** A bridge is to find nothing behind a vxlan device: what it does not know goes there. */
function withStrays(
  vxlan: ObservedVxlan,
  bridged: ParsedFdb['bridged'],
  macs: ReadonlyMap<string, string | undefined>,
): ObservedVxlan {
  const { pinned, strays } = macsAt(bridged.get(vxlan.name), { own: macs.get(vxlan.name) });
  const strayMacs = pinned === undefined ? strays : [...strays, pinned].sort();
  return strayMacs.length === 0 ? vxlan : { ...vxlan, strayMacs };
}
