/** The kernel port over iproute2 and iptables, with rows and changes over netlink where the native module loads. */
import { access } from 'node:fs/promises';
import { OvnetError } from '../../model/errors.js';
import { faultCapability } from '../../model/host-faults.js';
import { ChainEvents } from './chain-events.js';
import { Egress } from './egress.js';
import { ensureFabric } from './fabric.js';
import { Firewall } from './firewall.js';
import { HostWatch } from './host-watch.js';
import { Iproute2Executor } from './iproute2-executor.js';
import { Iproute2Observer } from './iproute2-observer.js';
import { Iptables } from './iptables.js';
import { JointChains } from './joint-chains.js';
import { egressChains, inputChain, netnsPath, OWN_NETNS } from './naming.js';
import { NamespacePrograms, type NamespaceReader } from './namespace-reader.js';
import { idAt, isSameNetns, Namespaces } from './namespaces.js';
import { NeighbourLimit, neighbourThreshold } from './neighbour-limit.js';
import { Offload, offloadCapabilities } from './offload.js';
import type {
  Kernel,
  KernelEvent,
  KernelState,
  KernelTransport,
  ObservedChains,
  ObservedPeers,
  ObserveScope,
  Operation,
  OperationResult,
  TransportChoice,
} from './port.js';
import { Processes, type KeptText } from './processes.js';
import { missingPrograms } from './programs.js';
import { run } from './run.js';
import { Sysctls } from './sysctls.js';
import { Taps } from './taps.js';
import { openTransport, type Transport } from './transport.js';

export interface Iproute2Options {
  /** Name of the fabric namespace (`--fabric`); the firewall chain derives from it. */
  readonly fabric: string;
  /** Local underlay address. */
  readonly vtep: string;
  /** Name of the gateway bridge (`--gateway-bridge`); without it egress is neither looked at nor changed. */
  readonly gatewayBridge?: string;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string;
  /** Where to keep which processes endpoints were plugged in beside; default: nowhere. */
  readonly processes?: KeptText;
  /** `auto`, the default: netlink where the native module loads, else pipes. */
  readonly transport?: TransportChoice;
}

/** What a host needs besides the kernel. */
const PROGRAMS = ['ip', 'bridge', 'nsenter', 'unshare', 'iptables', 'iptables-restore'] as const;

export class Iproute2Kernel implements Kernel {
  readonly #options: Iproute2Options;
  readonly #host: string | undefined;
  readonly #namespaces: Namespaces;
  /** Of the fabric. */
  readonly #sysctls: Sysctls;
  /** For packets of the VTEP's family, and for egress, which is IPv4. */
  readonly #iptables: Iptables;
  readonly #iptables4: Iptables;
  /** Of the family that the VTEP has not. */
  readonly #otherIptables: Iptables;
  readonly #firewall: Firewall;
  readonly #egress: Egress | undefined;
  readonly #chainEvents: ChainEvents;
  readonly #hostWatch: HostWatch;
  readonly #taps: Taps;
  readonly #offload: Offload;
  readonly #neighbours = new NeighbourLimit();
  readonly #executor: Iproute2Executor;
  readonly #observer: Iproute2Observer;
  #transport: Transport | undefined;
  #fabricId = '';
  #setupWrites = 0;

  constructor(options: Iproute2Options) {
    this.#options = options;
    this.#namespaces = Namespaces.for(options.transport);
    this.#host = options.hostNetns === undefined ? undefined : netnsPath(options.hostNetns);
    const family = options.vtep.includes(':') ? 6 : 4;
    const chain = inputChain(options.fabric);
    const fabric = netnsPath(options.fabric);
    const hostNetns = this.#host;
    const native = (): Transport['native'] => this.#transport?.native;
    this.#sysctls = new Sysctls(fabric, native);
    const tables = { chains: [chain, egressChains(options.fabric).forward], hostNetns };
    this.#iptables = new Iptables({ ...tables, family });
    this.#otherIptables = new Iptables({ ...tables, family: family === 4 ? 6 : 4 });
    this.#iptables4 = family === 4 ? this.#iptables : this.#otherIptables;
    this.#firewall = new Firewall(this.#iptables, { chain, family }, this.#otherIptables);
    const families = new Set([this.#iptables, this.#iptables4]);
    this.#chainEvents = new ChainEvents([...families], { fabric: options.fabric, hostNetns });
    const programs = new NamespacePrograms();
    const reader = (): NamespaceReader => this.#transport?.reader ?? programs;
    const bridge = options.gatewayBridge;
    const namespaces = this.#namespaces;
    if (bridge !== undefined) {
      const links = (): Transport['gatewayLinks'] => this.#transport?.gatewayLinks;
      const sysctls = new Sysctls(hostNetns, native);
      const egressDeps = { iptables: this.#iptables4, namespaces, links, sysctls, reader };
      this.#egress = new Egress(egressDeps, { fabric: options.fabric, bridge, hostNetns });
    }
    const rows = (): Transport['rows'] => this.#transport?.rows;
    const links = (): Transport['links'] => this.#transport?.links;
    this.#offload = options.transport === 'pipes' ? Offload.unknown() : new Offload();
    this.#taps = new Taps({ fabric: options.fabric, hostNetns });
    const taps = this.#taps;
    const watched = { chains: this.#chainEvents, taps };
    this.#hostWatch = new HostWatch(watched, { netns: hostNetns, bridge });
    const shared = { egress: this.#egress, namespaces, taps, rows, links, reader };
    const parts = { firewall: this.#firewall, ...shared };
    this.#observer = new Iproute2Observer(parts, { fabric });
    this.#executor = new Iproute2Executor(
      {
        ...parts,
        chains: this.#jointChains(),
        observer: this.#observer,
        processes: new Processes(options.processes),
      },
      { fabric, hostNetns: this.#host },
    );
  }

  async prepare(): Promise<void> {
    await this.check();
    const { transport = 'auto', fabric } = this.#options;
    const path = this.#host ?? OWN_NETNS;
    // As long as this process lives: it is asked at every change there.
    const place = idAt(path);
    const host = {
      path,
      isWorkload: () => this.#observer.isPinned(place),
      // By its number too: it may be renamed.
      ownsLink: (name: string, ifindex: number) =>
        this.#taps.owns(name) || this.#taps.nameAt(ifindex) !== undefined,
    };
    this.#transport ??= await openTransport(transport, { fabric: netnsPath(fabric), host });
    await this.#iptables.prepare();
    await this.#otherIptables.prepare();
    await this.#firewall.prepare();
    await this.#prepareEgress();
    await this.#attachFabric();
  }

  /** The checks of `prepare` alone: changes nothing. */
  async check(): Promise<void> {
    if (process.getuid?.() !== 0) {
      throw new OvnetError('not-root', 'the worker changes the network and needs root');
    }
    await requirePrograms(PROGRAMS);
    const probe = 'link add ovnet-probe type vxlan id 1 dstport 4789 local 127.0.0.1';
    const vxlan = await run(['unshare', '--net', 'ip', ...probe.split(' ')]);
    if (vxlan.code !== 0) {
      throw new OvnetError('kernel-unsupported', `no vxlan devices here: ${vxlan.stderr.trim()}`);
    }
  }

  async observe(scope: ObserveScope = 'all'): Promise<KernelState> {
    await this.#attachFabric();
    return this.#observer.observe(scope);
  }

  async peers(...[ports, gatewayPorts]: Parameters<Kernel['peers']>): Promise<ObservedPeers> {
    const [own, gateway] = await Promise.all([
      this.#observer.peers(ports),
      this.#egress?.peers(gatewayPorts),
    ]);
    return { ports: own, gatewayPorts: gateway ?? new Map() };
  }

  async chains(): Promise<ObservedChains> {
    for (const iptables of [this.#iptables, this.#iptables4]) iptables.readAnew();
    const [firewall, egress] = await Promise.all([this.#firewall.observe(), this.#egress?.rules()]);
    return { firewall, ...(egress && { egress }) };
  }

  async execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const results = await this.#executor.execute(operations);
    this.#transport?.watcher.settle();
    this.#hostWatch.settle();
    return results;
  }

  watch(listener: (event: KernelEvent) => void): void {
    this.#transport?.watcher.start(listener);
    this.#hostWatch.start(listener, this.#transport?.native);
  }

  transport(): KernelTransport {
    return this.#transport?.report ?? { name: 'pipes', reason: 'the kernel was not prepared' };
  }

  pinOf(port: string): string | undefined {
    return this.#observer.pinOf(port);
  }

  forgetPorts(ports: readonly string[]): Promise<void> {
    return this.#executor.forgetPorts(ports);
  }

  async facts(): ReturnType<Kernel['facts']> {
    const { name } = this.transport();
    const capabilities = ['vxlan', `iptables-${this.#iptables.backend}`, `kernel-${name}`];
    if (this.#firewall.matchesVnis) capabilities.push('vni-filter');
    const { means } = this.#chainEvents;
    if (means !== undefined) capabilities.push(`firewall-${means}`);
    if (await this.#namespaces.haveCookies()) capabilities.push('netns-cookie');
    if (await this.#taps.isSupported()) capabilities.push('tap');
    if (this.#egress?.isSupported) capabilities.push('egress');
    const ipv6 = await access('/proc/net/if_inet6').then(
      () => true,
      () => false,
    );
    if (ipv6) capabilities.push('ipv6');
    const { device, mtu, routes } = await this.#observer.host(this.#options.vtep, this.#host);
    const underlay = await this.#offload.devices(this.#host ?? OWN_NETNS, device);
    capabilities.push(...offloadCapabilities(underlay));
    if (await this.#neighbours.isFull())
      capabilities.push(faultCapability('neighbours-full', await neighbourThreshold()));
    return { mtu, routes, capabilities, underlay };
  }

  writes(): number {
    return (
      this.#setupWrites +
      this.#executor.writes +
      this.#taps.writes +
      (this.#egress?.writes ?? 0) +
      (this.#transport?.writes() ?? 0)
    );
  }

  async removeAll(): Promise<void> {
    const state = await this.#observer.observe('fabric');
    const links = [state.ports, state.vxlans, state.bridges].flatMap((map) => [...map.values()]);
    const own = links.filter(
      (link) => link.owner !== undefined || link.unfinished === true || 'unmarked' in link,
    );
    const removals = own.map(({ name }) => ({ op: 'delete-link', name }) as const);
    const stale = state.firewall.stale ? [{ op: 'remove-stale-firewall' } as const] : [];
    const results = await this.execute([...removals, { op: 'remove-firewall' }, ...stale]);
    for (const result of results) {
      if (!result.ok) throw new OvnetError(result.code, result.detail);
    }
    await this.#egress?.removeAll();
    await this.stop();
    const gone = await run(['ip', 'netns', 'del', this.#options.fabric]);
    if (gone.code !== 0) throw new OvnetError('kernel-refused', gone.stderr.trim());
    this.#fabricId = '';
  }

  async stop(): Promise<void> {
    await Promise.all([
      this.#transport?.watcher.stop(),
      this.#hostWatch.stop(),
      this.#executor.stop(),
    ]);
    this.#transport?.close();
  }

  #jointChains(): JointChains | undefined {
    const [iptables, firewall, egress] = [this.#iptables, this.#firewall, this.#egress];
    if (!egress || iptables !== this.#iptables4) return undefined;
    return new JointChains({ iptables, firewall, egress });
  }

  async #prepareEgress(): Promise<void> {
    if (!this.#egress) return;
    await this.#egress.prepare();
  }

  /** Somebody may have deleted the fabric: processes inside would keep the old one alive and go on writing to it. */
  async #attachFabric(): Promise<void> {
    const { id, writes } = await ensureFabric(
      this.#namespaces,
      this.#sysctls,
      this.#options.fabric,
    );
    this.#setupWrites += writes;
    if (isSameNetns(id, this.#fabricId)) return;
    if (this.#fabricId !== '') {
      await this.#executor.stop();
      this.#transport?.close();
      await this.#transport?.watcher.restart();
    }
    this.#fabricId = id;
  }
}

/** Throws `missing-program` naming all of them. */
async function requirePrograms(names: readonly string[]): Promise<void> {
  const missing = await missingPrograms(names);
  if (missing.length === 0) return;
  throw new OvnetError('missing-program', `not found in PATH: ${missing.join(', ')}`);
}
