/** Hosts as namespaces on one underlay bridge, each with a kernel and a reconciler of its own; removed after the test. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { netnsPath } from '../../agent/kernel/naming.js';
import type { TransportChoice } from '../../agent/kernel/port.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import type { ReconcilerOptions } from '../../agent/reconcile/options.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { systemTimers } from '../../agent/reconcile/timers.js';

const PREFIX = 'ovk-';

export function sh(command: string): string {
  return execFileSync('sh', ['-c', command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function inside(netns: string, command: string): string {
  return sh(`nsenter --net=/run/netns/${netns} ${command}`);
}

export function succeeds(netns: string, command: string): boolean {
  try {
    inside(netns, command);
    return true;
  } catch {
    return false;
  }
}

export function pings(netns: string, address: string, options = ''): boolean {
  return succeeds(netns, `ping -c 2 -i 0.1 -W 1 ${options} ${address}`);
}

/** Like `pings`, but the reconcilers, which live in this process, go on meanwhile. */
export function crosses(netns: string, address: string): Promise<boolean> {
  const ping = ['ping', '-c', '2', '-i', '0.1', '-W', '1', address];
  return new Promise((resolve) => {
    execFile('nsenter', [`--net=${netnsPath(netns)}`, ...ping], (error) => resolve(!error));
  });
}

/** Waits for a condition; throws with its name after the bound. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  boundMs = 10_000,
): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface Host {
  readonly name: string;
  readonly nodeId: string;
  readonly netns: string;
  readonly fabric: string;
  readonly vtep: string;
  kernel: Iproute2Kernel;
  reconciler: Reconciler;
  readonly notices: AppliedNotice[];
  readonly warnings: unknown[];
  /** Number of `writes()` of the kernel before this one's start. */
  stop(): Promise<void>;
  /** A new process would: same host, new kernel and reconciler. */
  restart(options?: Partial<ReconcilerOptions>): Promise<void>;
}

export interface HostOptions extends Partial<ReconcilerOptions> {
  readonly transport?: TransportChoice;
}

/** One test's machines. `tag` keeps the files apart. */
export class Underlay {
  readonly hosts: Host[] = [];
  readonly #tag: string;
  readonly #children = new Set<ChildProcess>();

  constructor(tag: string, prefix = PREFIX) {
    this.#tag = `${prefix}${tag}`;
    this.#sweep();
    sh(`ip netns add ${this.#tag}-lan`);
    inside(`${this.#tag}-lan`, 'ip link add lan type bridge');
    inside(`${this.#tag}-lan`, 'ip link set lan up');
  }

  workload(name: string): string {
    const netns = `${this.#tag}-w-${name}`;
    sh(`ip netns add ${netns}`);
    return netns;
  }

  /** Name for a workload that does not exist. */
  absent(name: string): string {
    return `${this.#tag}-w-${name}`;
  }

  cable(name: string, index: number): { netns: string; vtep: string } {
    const netns = `${this.#tag}-${name}`;
    const vtep = `192.0.2.${index}`;
    sh(`ip netns add ${netns}`);
    const peer = `peer name up-${name} netns ${this.#tag}-lan`;
    inside(netns, `ip link add eth0 type veth ${peer}`);
    inside(`${this.#tag}-lan`, `ip link set up-${name} master lan up`);
    inside(netns, `ip addr add ${vtep}/24 dev eth0`);
    inside(netns, 'ip link set eth0 up');
    inside(netns, 'ip link set lo up');
    return { netns, vtep };
  }

  async host(name: string, options: HostOptions = {}): Promise<Host> {
    return this.hostAt(name, this.cable(name, this.hosts.length + 1), options);
  }

  /** On a machine that is cabled already, or has several addresses. */
  async hostAt(
    name: string,
    { netns, vtep }: { readonly netns: string; readonly vtep: string },
    options: HostOptions = {},
  ): Promise<Host> {
    const fabric = `${this.#tag}-f-${name}`;
    const nodeId = `node-${name}`;
    const notices: AppliedNotice[] = [];
    const warnings: unknown[] = [];
    const { transport, ...settings } = options;
    const make = (changes: Partial<ReconcilerOptions>): [Iproute2Kernel, Reconciler] => {
      const bridge = { ...settings, ...changes }.egress?.bridge;
      const egress = bridge !== undefined && { gatewayBridge: bridge };
      const how = { ...egress, ...(transport && { transport }) };
      const kernel = new Iproute2Kernel({ fabric, vtep, hostNetns: netns, ...how });
      const log = {
        debug: () => undefined,
        info: () => undefined,
        warn: (fields: object, message: string) => void warnings.push({ message, ...fields }),
      };
      const deps = {
        kernel,
        timers: systemTimers(),
        log,
        onApplied: (n: AppliedNotice) => void notices.push(n),
      };
      const base = { clusterId: 'cluster-1', nodeId, vtep };
      return [kernel, new Reconciler(deps, { ...base, ...settings, ...changes })];
    };
    const [kernel, reconciler] = make({});
    await kernel.prepare();
    await reconciler.start();
    const host: Host = {
      ...{ name, nodeId, netns, fabric, vtep, kernel, reconciler, notices, warnings },
      stop: async () => {
        await host.reconciler.stop();
        await host.kernel.stop();
      },
      restart: async (changes = {}) => {
        await host.stop();
        [host.kernel, host.reconciler] = make(changes);
        await host.kernel.prepare();
      },
    };
    this.hosts.push(host);
    return host;
  }

  /** A process that is killed at the end. */
  run(netns: string, command: readonly string[]): ChildProcess & { text: () => string } {
    const child = spawn('nsenter', [`--net=${netnsPath(netns)}`, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    this.#children.add(child);
    return Object.assign(child, { text: () => text });
  }

  async close(): Promise<void> {
    for (const host of this.hosts) await host.stop();
    for (const child of this.#children) child.kill('SIGKILL');
    this.#sweep();
  }

  #sweep(): void {
    if (!existsSync('/run/netns')) return;
    for (const name of readdirSync('/run/netns')) {
      if (name.startsWith(`${this.#tag}-`)) sh(`ip netns del ${name}`);
    }
  }
}
