/**
 * Tap devices of virtual machines. A tap stays in the host's namespace, where whoever opens it looks for it; a veth leads
 * into the network's bridge, and two filters hand every frame from one to the other (tc-mirred(8)) before the host's own
 * stack or firewall sees it.
 */
import { access } from 'node:fs/promises';
import {
  isTapPeerName,
  isTapPlace,
  portName,
  portOfTapPeer,
  tapOwnerOf,
  tapPeerName,
} from './naming.js';
import { DONE, refused } from './operation-results.js';
import { MAX_ALIAS } from './parse/owner-mark.js';
import { orphanOf, seenTap, type SeenTap } from './parse/tap-ends.js';
import {
  formatTapMark,
  parseTapMark,
  parseTaps,
  type FoundTap,
  type HostLink,
} from './parse/taps.js';
import type { ObservedPort, Operation, OperationResult } from './port.js';
import { missingPrograms } from './programs.js';
import { TapCommands, type TapPlaces } from './tap-commands.js';
import { TapWiring } from './tap-wiring.js';

type AddPort = Extract<Operation, { op: 'add-port' }>;
type RepairPeer = Extract<Operation, { op: 'repair-peer' }>;

export interface SeenTaps {
  /** By port name. */
  readonly ends: ReadonlyMap<string, SeenTap>;
  /** Of taps whose ports are gone, as ports without an interface. */
  readonly orphans: readonly ObservedPort[];
}

const NO_TAPS: SeenTaps = { ends: new Map(), orphans: [] };

export class Taps {
  readonly #places: TapPlaces;
  readonly #run: TapCommands;
  readonly #wiring: TapWiring;
  /** Port name → tap, as last seen or made. */
  readonly #names = new Map<string, string>();
  /** Of our taps, and of the veths beside them, as last seen or made: index → name. */
  #devices: ReadonlyMap<number, string> = new Map();
  #hasLooked = false;

  constructor(places: TapPlaces) {
    this.#places = places;
    this.#run = new TapCommands(places);
    this.#wiring = new TapWiring(this.#run, places.hostNetns);
  }

  /** Lines that changed something or tried to. */
  get writes(): number {
    return this.#run.writes;
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
    const links = await this.#run.links();
    this.#hasLooked = true;
    const taps = this.#learn(links);
    this.#names.clear();
    for (const { mark, link } of taps) this.#names.set(portName(mark.endpoint), link.ifname);
    const whole = await this.#wiring.whole(taps);
    const byName = new Map(links.map((link) => [link.ifname, link]));
    const ends = new Map<string, SeenTap>();
    for (const name of names) ends.set(name, { peerState: 'interface-missing', peer: undefined });
    const orphans: ObservedPort[] = [];
    for (const tap of taps) {
      const name = portName(tap.mark.endpoint);
      const peer = byName.get(tapPeerName(tap.mark.endpoint));
      if (!names.has(name)) orphans.push(orphanOf(tap));
      else if (peer && whole.has(tap.link.ifname)) ends.set(name, seenTap(tap, peer));
    }
    return { ends, orphans };
  }

  /** Makes what is missing and leaves a tap that is ours as it is: somebody may have it open. */
  async plug(operation: AddPort): Promise<OperationResult> {
    const { ifname, name, endpointId, netns: place, owner } = operation;
    const { fabric } = this.#places;
    const mark = formatTapMark({ fabric, owner, endpoint: endpointId, place });
    if (Buffer.byteLength(mark) > MAX_ALIAS)
      return refused('the owner mark of the tap is too long');
    const found = (await this.#run.links()).find((link) => link.ifname === ifname);
    const isOurs = found !== undefined && parseTapMark(found.ifalias)?.endpoint === endpointId;
    if (found && !isOurs) {
      return { ok: false, code: 'ifname-taken', detail: `${ifname} exists on this host` };
    }
    const made = isOurs ? DONE : await this.#make(ifname, mark, place);
    const wired = made.ok ? await this.#wiring.connect(operation) : made;
    if (wired.ok) {
      this.#names.set(name, ifname);
      this.#learn(await this.#run.links());
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
    const added = await this.#run.host([add]);
    if (!added.ok) return added;
    const marked = await this.#run.host([`link set dev ${ifname} alias '${mark}'`]);
    if (!marked.ok) await this.#run.host([`link del dev ${ifname}`]);
    return marked;
  }

  async repair(operation: RepairPeer): Promise<OperationResult> {
    const { ifname, endpointId, mac, mtu, up, was } = operation;
    const peer = tapPeerName(endpointId);
    const renamed = was === undefined ? DONE : await this.#rename(was, operation);
    if (!renamed.ok) return renamed;
    const both = [ifname, peer];
    return this.#run.host([
      ...(mac === undefined ? [] : [`link set dev ${peer} address ${mac}`]),
      ...(mtu === undefined ? [] : both.map((dev) => `link set dev ${dev} mtu ${mtu}`)),
      ...(up ? both.map((dev) => `link set dev ${dev} up`) : []),
    ]);
  }

  /** Kernels before 6.2 rename no link that is up (EBUSY). */
  async #rename(was: string, { port, ifname }: RepairPeer): Promise<OperationResult> {
    const rename = `link set dev ${was} name ${ifname}`;
    const first = await this.#run.host([rename]);
    const isBusy = !first.ok && first.detail.includes('busy');
    const lines = [`link set dev ${was} down`, rename, `link set dev ${ifname} up`];
    const renamed = isBusy ? await this.#run.host(lines) : first;
    if (renamed.ok) this.#names.set(port, ifname);
    if (renamed.ok || !renamed.detail.includes('File exists')) return renamed;
    return { ok: false, code: 'ifname-taken', detail: `${ifname} exists on this host` };
  }

  /** After its port went for good. */
  async remove(port: string): Promise<OperationResult> {
    const ifname = this.#names.get(port);
    if (ifname === undefined) return DONE;
    this.#names.delete(port);
    const result = await this.#run.host([`link del dev ${ifname}`]);
    return !result.ok && result.detail.includes('Cannot find device') ? DONE : result;
  }

  async #undo(port: string, tap: string | undefined, isMade: boolean): Promise<void> {
    await this.#run.fabric([`link del dev ${port}`]);
    if (tap !== undefined && isMade) await this.#run.host([`link del dev ${tap}`]);
  }

  #learn(links: readonly HostLink[]): FoundTap[] {
    const taps = parseTaps(links, this.#places.fabric);
    const ours = new Set(
      taps.flatMap(({ mark, link }) => [link.ifname, tapPeerName(mark.endpoint)]),
    );
    const found = links.filter(({ ifname }) => ours.has(ifname));
    this.#devices = new Map(found.map(({ ifindex, ifname }) => [ifindex, ifname]));
    return taps;
  }
}
