/** The kernel port over iproute2 and iptables: long-lived batch pipes for writes, one-shot dumps, text monitors. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { OvnetError } from '../../model/errors.js';
import { ensureFabric } from './fabric.js';
import { Firewall } from './firewall.js';
import { Iproute2Executor } from './iproute2-executor.js';
import { Iproute2Observer } from './iproute2-observer.js';
import { Monitors } from './monitors.js';
import { inputChain, netnsPath } from './naming.js';
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
  /** Namespace (name or path) to take for the host's; default: that of the process. */
  readonly hostNetns?: string;
}

/** What a host needs besides the kernel. */
const PROGRAMS = ['ip', 'bridge', 'nsenter', 'unshare', 'iptables', 'iptables-restore'] as const;

export class Iproute2Kernel implements Kernel {
  readonly #options: Iproute2Options;
  readonly #host: string | undefined;
  readonly #firewall: Firewall;
  readonly #monitors: Monitors;
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
    this.#firewall = new Firewall({ chain, family, hostNetns: this.#host });
    this.#monitors = new Monitors(fabric);
    this.#observer = new Iproute2Observer({ firewall: this.#firewall }, { fabric });
    this.#executor = new Iproute2Executor(
      { firewall: this.#firewall, observer: this.#observer },
      { fabric, hostNetns: this.#host },
    );
  }

  async prepare(): Promise<void> {
    await this.check();
    await this.#firewall.prepare();
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
  }

  pinOf(port: string): string | undefined {
    return this.#observer.pinOf(port);
  }

  async facts(): ReturnType<Kernel['facts']> {
    const capabilities = ['vxlan', `iptables-${this.#firewall.backend}`];
    if (this.#firewall.matchesVnis) capabilities.push('vni-filter');
    const ipv6 = await access('/proc/net/if_inet6').then(
      () => true,
      () => false,
    );
    if (ipv6) capabilities.push('ipv6');
    const { mtu, routes } = await this.#observer.host(this.#options.vtep, this.#host);
    return { mtu, routes, capabilities };
  }

  writes(): number {
    return this.#setupWrites + this.#executor.writes;
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
    await this.stop();
    const gone = await run(['ip', 'netns', 'del', this.#options.fabric]);
    if (gone.code !== 0) throw new OvnetError('kernel-refused', gone.stderr.trim());
    this.#fabricId = '';
  }

  async stop(): Promise<void> {
    await Promise.all([this.#monitors.stop(), this.#executor.stop()]);
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
