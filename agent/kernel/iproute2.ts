/** The kernel port over iproute2 and iptables: long-lived batch pipes for writes, one-shot dumps, text monitors. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { OvnetError } from '../../model/errors.js';
import { Egress } from './egress.js';
import { ensureFabric } from './fabric.js';
import { Firewall } from './firewall.js';
import { Iproute2Executor } from './iproute2-executor.js';
import { Iproute2Observer } from './iproute2-observer.js';
import { Iptables } from './iptables.js';
import { FABRIC_MONITORS, hostMonitors, Monitors } from './monitors.js';
import { egressChains, inputChain, netnsPath } from './naming.js';
import type {
  Kernel,
  KernelEvent,
  KernelState,
  ObserveScope,
  Operation,
  OperationResult,
} from './port.js';
import { run } from './run.js';

export interface Iproute2Options {
  /** Name of the fabric namespace (`--fabric`); the firewall chain derives from it. */
  readonly fabric: string;
  /** Local underlay address. */
  readonly vtep: string;
  /** Name of the gateway bridge (`--gateway-bridge`); without it egress is neither looked at nor changed. */
  readonly gatewayBridge?: string;
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string;
}

/** What a host needs besides the kernel. */
const PROGRAMS = ['ip', 'bridge', 'nsenter', 'unshare', 'iptables', 'iptables-restore'] as const;

export class Iproute2Kernel implements Kernel {
  readonly #options: Iproute2Options;
  readonly #host: string | undefined;
  /** For packets of the VTEP's family, and for egress, which is IPv4. */
  readonly #iptables: Iptables;
  readonly #iptables4: Iptables;
  readonly #firewall: Firewall;
  readonly #egress: Egress | undefined;
  readonly #monitors: Monitors;
  readonly #hostMonitors: Monitors | undefined;
  readonly #executor: Iproute2Executor;
  readonly #observer: Iproute2Observer;
  #fabricId = '';
  #setupWrites = 0;

  constructor(options: Iproute2Options) {
    this.#options = options;
    this.#host = options.hostNetns === undefined ? undefined : netnsPath(options.hostNetns);
    const family = options.vtep.includes(':') ? 6 : 4;
    const chain = inputChain(options.fabric);
    const fabric = netnsPath(options.fabric);
    const chains = [chain, egressChains(options.fabric).forward];
    const tables = { chains, hostNetns: this.#host };
    this.#iptables = new Iptables({ ...tables, family });
    this.#iptables4 = family === 4 ? this.#iptables : new Iptables({ ...tables, family: 4 });
    this.#firewall = new Firewall(this.#iptables, { chain, family });
    this.#monitors = new Monitors(fabric, FABRIC_MONITORS);
    const [bridge, hostNetns] = [options.gatewayBridge, this.#host];
    if (bridge !== undefined) {
      this.#egress = new Egress(this.#iptables4, { fabric: options.fabric, bridge, hostNetns });
      this.#hostMonitors = new Monitors(hostNetns, hostMonitors(bridge));
    }
    const parts = { firewall: this.#firewall, egress: this.#egress };
    this.#observer = new Iproute2Observer(parts, { fabric });
    this.#executor = new Iproute2Executor(
      { ...parts, observer: this.#observer },
      { fabric, hostNetns: this.#host },
    );
  }

  async prepare(): Promise<void> {
    await this.check();
    await this.#iptables.prepare();
    await this.#firewall.prepare();
    if (this.#egress) {
      if (this.#iptables4 !== this.#iptables) await this.#iptables4.prepare();
      await this.#egress.prepare();
    }
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

  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    return this.#executor.execute(operations);
  }

  watch(listener: (event: KernelEvent) => void): void {
    this.#monitors.start(listener);
    this.#hostMonitors?.start(listener);
  }

  async facts(): ReturnType<Kernel['facts']> {
    const capabilities = ['vxlan', `iptables-${this.#iptables.backend}`];
    if (this.#firewall.matchesVnis) capabilities.push('vni-filter');
    if (this.#egress?.isSupported) capabilities.push('egress');
    const ipv6 = await access('/proc/net/if_inet6').then(
      () => true,
      () => false,
    );
    if (ipv6) capabilities.push('ipv6');
    const { mtu, routes } = await this.#observer.host(this.#options.vtep, this.#host);
    return { mtu, routes, capabilities };
  }

  writes(): number {
    return this.#setupWrites + this.#executor.writes + (this.#egress?.writes ?? 0);
  }

  async removeAll(): Promise<void> {
    const state = await this.#observer.observe('fabric');
    const links = [state.ports, state.vxlans, state.bridges].flatMap((map) => [...map.values()]);
    const own = links.filter((link) => link.owner !== undefined || link.unfinished === true);
    const removals = own.map(({ name }) => ({ op: 'delete-link', name }) as const);
    const results = await this.execute([...removals, { op: 'remove-firewall' }]);
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
    await Promise.all([this.#monitors.stop(), this.#hostMonitors?.stop(), this.#executor.stop()]);
  }

  /** Somebody may have deleted the fabric: processes inside would keep the old one alive and go on writing to it. */
  async #attachFabric(): Promise<void> {
    const { id, writes } = await ensureFabric(this.#options.fabric);
    this.#setupWrites += writes;
    if (id === this.#fabricId) return;
    const first = this.#fabricId === '';
    this.#fabricId = id;
    if (first) return;
    await this.#executor.stop();
    await this.#monitors.restart();
  }
}

/** Throws `missing-program` naming all of them. */
async function requirePrograms(names: readonly string[]): Promise<void> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = await Promise.all(
    names.map(async (name) => {
      const tries = folders.map((folder) => access(join(folder, name), constants.X_OK));
      return Promise.any(tries).then(
        () => undefined,
        () => name,
      );
    }),
  );
  const missing = found.filter((name) => name !== undefined);
  if (missing.length === 0) return;
  throw new OvnetError('missing-program', `not found in PATH: ${missing.join(', ')}`);
}
