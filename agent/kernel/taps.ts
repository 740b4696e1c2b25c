/**
 * Tap devices of virtual machines. A tap stays in the host's namespace, where whoever opens it looks for it; a veth leads
 * into the network's bridge, and two filters hand every frame from one to the other (tc-mirred(8)) before the host's own
 * stack or firewall sees it.
 */
import { access } from 'node:fs/promises';
import { guardLine, pinLine } from './link-lines.js';
import {
  isTapPeerName,
  isTapPlace,
  netnsPath,
  portName,
  portOfTapPeer,
  tapOwnerOf,
  tapPeerName,
} from './naming.js';
import { DONE, refused, resultOf } from './operation-results.js';
import { formatMark, MAX_ALIAS } from './parse/owner-mark.js';
import {
  formatTapMark,
  leadsTo,
  parseTapMark,
  parseTaps,
  type FilterJson,
  type FoundTap,
  type HostLink,
} from './parse/taps.js';
import type { ObservedPeer, ObservedPort, Operation, OperationResult, PeerState } from './port.js';
import { missingPrograms } from './programs.js';
import { inNetns, run } from './run.js';

type AddPort = Extract<Operation, { op: 'add-port' }>;
type RepairPeer = Extract<Operation, { op: 'repair-peer' }>;

export interface TapOptions {
  /** Name of the fabric. */
  readonly fabric: string;
  /** Path of the host's namespace; default: that of the process. */
  readonly hostNetns: string | undefined;
}

export interface SeenTap {
  readonly peerState: PeerState;
  readonly peer: ObservedPeer | undefined;
}

export interface SeenTaps {
  /** By port name. */
  readonly ends: ReadonlyMap<string, SeenTap>;
  /** Of taps whose ports are gone, as ports without an interface. */
  readonly orphans: readonly ObservedPort[];
}

const NO_TAPS: SeenTaps = { ends: new Map(), orphans: [] };

export class Taps {
  readonly #options: TapOptions;
  /** Port name → tap, as last seen or made. */
  readonly #names = new Map<string, string>();
  /** Of our taps, and of the veths beside them, as last seen or made: index → name. */
  #devices: ReadonlyMap<number, string> = new Map();
  #hasLooked = false;
  writes = 0;

  constructor(options: TapOptions) {
    this.#options = options;
  }

  /** Programs and devices that taps need. */
  async isSupported(): Promise<boolean> {
    const [tun, missing] = await Promise.all([
      access('/dev/net/tun').then(
        () => true,
        () => false,
      ),
      missingPrograms(['tc']),
    ]);
    return tun && missing.length === 0;
  }

  /** A tap of ours, or the veth between it and its network. */
  owns(name: string): boolean {
    if (this.#names.size === 0) return false;
    if (isTapPeerName(name)) return this.#names.has(portOfTapPeer(name));
    for (const tap of this.#names.values()) if (tap === name) return true;
    return false;
  }

  /** Name of ours with this index. */
  nameAt(ifindex: number): string | undefined {
    return this.#devices.get(ifindex);
  }

  /** `ports`: those of the fabric. Costs nothing where there are no taps. */
  async observe(ports: Iterable<Pick<ObservedPort, 'name' | 'netns'>>): Promise<SeenTaps> {
    const names = new Set<string>();
    for (const { name, netns } of ports) if (isTapPlace(netns)) names.add(name);
    if (this.#hasLooked && names.size === 0 && this.#names.size === 0) return NO_TAPS;
    const links = await this.#links();
    this.#hasLooked = true;
    const taps = this.#learn(links);
    this.#names.clear();
    for (const { mark, link } of taps) this.#names.set(portName(mark.endpoint), link.ifname);
    const whole = await this.#wired(taps);
    const byName = new Map(links.map((link) => [link.ifname, link]));
    const ends = new Map<string, SeenTap>();
    for (const name of names) ends.set(name, { peerState: 'interface-missing', peer: undefined });
    const orphans: ObservedPort[] = [];
    for (const tap of taps) {
      const name = portName(tap.mark.endpoint);
      const peer = byName.get(tapPeerName(tap.mark.endpoint));
      if (!names.has(name)) orphans.push(orphanOf(tap));
      else if (peer && whole.has(tap.link.ifname)) ends.set(name, seen(tap, peer));
    }
    return { ends, orphans };
  }

  /** Makes what is missing and leaves a tap that is ours as it is: somebody may have it open. */
  async plug(operation: AddPort): Promise<OperationResult> {
    const { ifname, name, endpointId, netns: place, owner } = operation;
    const { fabric } = this.#options;
    const mark = formatTapMark({ fabric, owner, endpoint: endpointId, place });
    if (Buffer.byteLength(mark) > MAX_ALIAS)
      return refused('the owner mark of the tap is too long');
    const found = (await this.#links()).find((link) => link.ifname === ifname);
    const isOurs = found !== undefined && parseTapMark(found.ifalias)?.endpoint === endpointId;
    if (found && !isOurs) {
      return { ok: false, code: 'ifname-taken', detail: `${ifname} exists on this host` };
    }
    const made = isOurs ? DONE : await this.#make(ifname, mark, place);
    const wired = made.ok ? await this.#wire(operation) : made;
    if (wired.ok) {
      this.#names.set(name, ifname);
      this.#learn(await this.#links());
    }
    // All or nothing: the next try starts from scratch.
    else await this.#undo(name, isOurs ? undefined : ifname, made.ok);
    return wired;
  }

  /** What has no mark would be nobody's. */
  async #make(ifname: string, mark: string, place: string): Promise<OperationResult> {
    const { user, group } = tapOwnerOf(place);
    const owners = [...(user ? ['user', user] : []), ...(group ? ['group', group] : [])];
    const add = `tuntap add dev ${ifname} mode tap ${owners.join(' ')}`.trim();
    const added = await this.#host([add]);
    if (!added.ok) return added;
    const marked = await this.#host([`link set dev ${ifname} alias '${mark}'`]);
    if (!marked.ok) await this.#host([`link del dev ${ifname}`]);
    return marked;
  }

  async repair(operation: RepairPeer): Promise<OperationResult> {
    const { ifname, endpointId, mac, mtu, up, was } = operation;
    const peer = tapPeerName(endpointId);
    const renamed = was === undefined ? DONE : await this.#rename(was, operation);
    if (!renamed.ok) return renamed;
    const both = [ifname, peer];
    return this.#host([
      ...(mac === undefined ? [] : [`link set dev ${peer} address ${mac}`]),
      ...(mtu === undefined ? [] : both.map((dev) => `link set dev ${dev} mtu ${mtu}`)),
      ...(up ? both.map((dev) => `link set dev ${dev} up`) : []),
    ]);
  }

  /** Kernels before 6.2 rename no link that is up (EBUSY). */
  async #rename(was: string, { port, ifname }: RepairPeer): Promise<OperationResult> {
    const rename = `link set dev ${was} name ${ifname}`;
    const first = await this.#host([rename]);
    const isBusy = !first.ok && first.detail.includes('busy');
    const lines = [`link set dev ${was} down`, rename, `link set dev ${ifname} up`];
    const renamed = isBusy ? await this.#host(lines) : first;
    if (renamed.ok) this.#names.set(port, ifname);
    if (renamed.ok || !renamed.detail.includes('File exists')) return renamed;
    return { ok: false, code: 'ifname-taken', detail: `${ifname} exists on this host` };
  }

  /** After its port went for good. */
  async remove(port: string): Promise<OperationResult> {
    const ifname = this.#names.get(port);
    if (ifname === undefined) return DONE;
    this.#names.delete(port);
    const result = await this.#host([`link del dev ${ifname}`]);
    return !result.ok && result.detail.includes('Cannot find device') ? DONE : result;
  }

  #learn(links: readonly HostLink[]): FoundTap[] {
    const taps = parseTaps(links, this.#options.fabric);
    const ours = new Set(
      taps.flatMap(({ mark, link }) => [link.ifname, tapPeerName(mark.endpoint)]),
    );
    const found = links.filter(({ ifname }) => ours.has(ifname));
    this.#devices = new Map(found.map(({ ifindex, ifname }) => [ifindex, ifname]));
    return taps;
  }

  async #wire(operation: AddPort): Promise<OperationResult> {
    const { name, ifname, endpointId, mtu } = operation;
    const peer = tapPeerName(endpointId);
    await this.#fabric([`link del dev ${name}`]);
    const steps = [
      () => this.#fabric(this.#portLines(operation, peer)),
      () => this.#bridge(pinLine(name, operation.mac)),
      () =>
        this.#host([ifname, peer].map((dev) => `link set dev ${dev} mtu ${mtu} addrgenmode none`)),
      () => this.#redirect(ifname, peer),
      () => this.#host([peer, ifname].map((dev) => `link set dev ${dev} up`)),
    ];
    for (const step of steps) {
      const result = await step();
      if (!result.ok) return result;
    }
    return DONE;
  }

  #portLines(operation: AddPort, peer: string): string[] {
    const { name, mtu, group, mac, bridge, owner, endpointId, netns, ifname } = operation;
    const host = this.#options.hostNetns ?? `/proc/${process.pid}/ns/net`;
    const end = `peer name ${peer} netns ${host} mtu ${mtu} address ${mac}`;
    const port = { endpoint: endpointId, netns, ifname, pin: '' };
    return [
      `link add ${name} mtu ${mtu} group ${group} type veth ${end}`,
      `link set dev ${name} alias '${formatMark({ owner, port })}'`,
      `link set dev ${name} addrgenmode none`,
      `link set dev ${name} master ${bridge}`,
      guardLine(name),
      `link set dev ${name} up`,
    ];
  }

  /** Filters before anything is up: the host never has a frame of the guest's. */
  async #redirect(tap: string, peer: string): Promise<OperationResult> {
    const pairs = [
      [tap, peer],
      [peer, tap],
    ] as const;
    for (const [dev] of pairs) await this.#tc([`qdisc del dev ${dev} ingress`]);
    const every = 'protocol all prio 1 u32 match u8 0 0 action mirred egress redirect';
    return this.#tc(
      pairs.flatMap(([dev, to]) => [
        `qdisc add dev ${dev} ingress`,
        `filter add dev ${dev} parent ffff: ${every} dev ${to}`,
      ]),
    );
  }

  async #undo(port: string, tap: string | undefined, isMade: boolean): Promise<void> {
    await this.#fabric([`link del dev ${port}`]);
    if (tap !== undefined && isMade) await this.#host([`link del dev ${tap}`]);
  }

  /** Names of taps whose frames and whose peer's go to each other. */
  async #wired(taps: readonly FoundTap[]): Promise<ReadonlySet<string>> {
    const { stdout } = await this.#hostRun(['tc', '-j', 'qdisc', 'show']);
    const qdiscs = JSON.parse(stdout || '[]') as { kind?: string; dev?: string }[];
    const queued = new Set(
      qdiscs.flatMap(({ kind, dev }) => (kind === 'ingress' && dev !== undefined ? [dev] : [])),
    );
    const pairs = taps
      .map(({ mark, link }) => ({ tap: link.ifname, peer: tapPeerName(mark.endpoint) }))
      .filter(({ tap, peer }) => queued.has(tap) && queued.has(peer));
    const devs = pairs.flatMap(({ tap, peer }) => [tap, peer]);
    const input = devs.map((dev) => `filter show dev ${dev} ingress\n`).join('');
    const shown =
      devs.length > 0 ? await this.#hostRun(['tc', '-j', '-batch', '-'], input) : undefined;
    const lines = shown?.stdout.split('\n').filter((line) => line !== '') ?? [];
    const filters = lines.map((line) => JSON.parse(line) as FilterJson[]);
    const whole = pairs.filter(
      ({ tap, peer }, i) =>
        leadsTo(filters[2 * i] ?? [], peer) && leadsTo(filters[2 * i + 1] ?? [], tap),
    );
    return new Set(whole.map(({ tap }) => tap));
  }

  async #links(): Promise<readonly HostLink[]> {
    const { stdout } = await this.#hostRun(['ip', '-j', '-d', 'link', 'show']);
    return JSON.parse(stdout || '[]') as HostLink[];
  }

  #host(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(this.#options.hostNetns, ['ip', '-batch', '-'], lines);
  }

  #tc(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(this.#options.hostNetns, ['tc', '-batch', '-'], lines);
  }

  #fabric(lines: readonly string[]): Promise<OperationResult> {
    return this.#batch(netnsPath(this.#options.fabric), ['ip', '-batch', '-'], lines);
  }

  #bridge(line: string): Promise<OperationResult> {
    return this.#batch(netnsPath(this.#options.fabric), ['bridge', '-batch', '-'], [line]);
  }

  async #batch(
    netns: string | undefined,
    command: readonly string[],
    lines: readonly string[],
  ): Promise<OperationResult> {
    if (lines.length === 0) return DONE;
    this.writes += lines.length;
    const result = await run(inNetns(netns, command), `${lines.join('\n')}\n`);
    return resultOf(result.code === 0 ? undefined : result.stderr.trim().replaceAll('\n', '; '));
  }

  #hostRun(command: readonly string[], input?: string): ReturnType<typeof run> {
    return run(inNetns(this.#options.hostNetns, command), input);
  }
}

function seen({ mark, link }: FoundTap, peer: HostLink): SeenTap {
  const isUp = [link, peer].every(({ flags }) => flags.includes('UP'));
  const end = {
    ...{ netns: mark.place, ifname: link.ifname, mac: peer.address ?? '', up: isUp },
    // Neither is right where they differ.
    mtu: link.mtu === peer.mtu ? peer.mtu : 0,
    ...{ addresses: [], routes: [] },
  };
  return { peerState: 'present', peer: end };
}

function orphanOf({ mark, link }: FoundTap): ObservedPort {
  return {
    ...{ name: portName(mark.endpoint), endpointId: mark.endpoint, owner: mark.owner },
    ...{ netns: mark.place, ifname: link.ifname, mtu: link.mtu, up: false },
    ...{ master: undefined, pinnedMac: undefined },
    ...{ peerState: 'interface-missing', peer: undefined },
  };
}
