/**
 * A cluster of several hosts on one machine, in network namespaces: for `ovctl lab`, tests, demo and benchmarks.
 * What it is lies in files and in the kernel, so that any process may load it, and remove it after a crash.
 */
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { OvnetError } from '../model/errors.js';
import type { ExecOptions, ExecResult } from './command.js';
import { LabDaemons, type DaemonSettings } from './daemons.js';
import { LabFaults } from './faults.js';
import { startHolder } from './holder.js';
import { LabHost, type SpawnOptions } from './host.js';
import {
  DEFAULT_NAME,
  DEFAULT_ROOT,
  LabLayout,
  ovctlPath,
  planHosts,
  type LabPlan,
} from './layout.js';
import { isAlive, refOf } from './process-ref.js';
import { claimSubnet } from './subnet-claim.js';
import { killProcesses, tearDown } from './teardown.js';
import { createUnderlay, inGroups } from './underlay.js';

export interface LabOptions {
  /** Default `lab`. */
  readonly name?: string;
  /** Directory of all labs; default /var/lib/ovnet-lab. */
  readonly root?: string;
}

export interface LabUpOptions extends LabOptions {
  readonly managers?: number;
  readonly workers?: number;
  /** Hosts only, no daemons. */
  readonly plain?: boolean;
  /** Of the underlay, in bytes. Default 1500. */
  readonly mtu?: number;
  /** It belongs to this process: the next `up` of any lab removes it if this process is dead by then. */
  readonly owned?: boolean;
  /** Beyond what the lab sets itself. */
  readonly settings?: DaemonSettings;
  /** Aborted: what is being made is removed, then `up` rejects. */
  readonly signal?: AbortSignal;
  /** Told what is being done. */
  readonly onStep?: (step: string) => void;
}

export class Lab {
  readonly name: string;
  readonly plan: LabPlan;
  readonly hosts: readonly LabHost[];
  readonly fault: LabFaults;
  readonly daemons: LabDaemons;
  readonly #layout: LabLayout;

  private constructor(layout: LabLayout, plan: LabPlan) {
    this.#layout = layout;
    this.name = plan.name;
    this.plan = plan;
    this.hosts = plan.hosts.map((host) => new LabHost(layout, host));
    this.fault = new LabFaults(this.hosts);
    this.daemons = new LabDaemons(this.hosts);
  }

  /** Makes hosts and starts their daemons. What fails leaves nothing behind. `in-use` if the lab exists. */
  static async up(options: LabUpOptions = {}): Promise<Lab> {
    const layout = layoutOf(options);
    if (process.getuid?.() !== 0) {
      throw new OvnetError('not-root', 'a lab is made of network and mount namespaces');
    }
    await sweep(layout.root);
    createDir(layout);
    const interrupt = (): void => {
      // What cannot be killed now is met again, and told, when the lab is removed.
      void killProcesses(layout).catch(() => undefined);
    };
    options.signal?.addEventListener('abort', interrupt);
    try {
      const lab = new Lab(layout, writePlan(layout, options));
      await lab.#make(options);
      return lab;
    } catch (error) {
      await tearDown(layout);
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
    }
  }

  async #make(options: LabUpOptions): Promise<void> {
    const goOn = (): void => options.signal?.throwIfAborted();
    const onStep = (step: string): void => {
      goOn();
      options.onStep?.(step);
    };
    onStep(`making ${this.hosts.length} hosts`);
    await createUnderlay(this.#layout, this.plan, goOn);
    await inGroups(this.hosts, (host) => startHolder(this.#layout, host.name), goOn);
    if (!this.plan.plain) await this.daemons.startCluster(options.settings, onStep);
    goOn();
  }

  /** Throws `not-found`. */
  static load(options: LabOptions = {}): Lab {
    const layout = layoutOf(options);
    const plan = readPlan(layout);
    if (plan !== undefined) return new Lab(layout, plan);
    const hint = existsSync(layout.dir) ? 'is unfinished' : 'does not exist';
    throw new OvnetError('not-found', `lab ${layout.name} ${hint}; see: ovctl lab ls`);
  }

  /** Whether it can be loaded; a half-made lab cannot. */
  static exists(options: LabOptions = {}): boolean {
    return readPlan(layoutOf(options)) !== undefined;
  }

  /** Names of all labs, half-made ones too. */
  static names(root: string = DEFAULT_ROOT): string[] {
    if (!existsSync(root)) return [];
    return readdirSync(root)
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  /** Removes a lab, also one that is half-made or half-removed. Resolves with whether there was one. */
  static async down(options: LabOptions = {}): Promise<boolean> {
    return tearDown(layoutOf(options));
  }

  async down(): Promise<void> {
    await tearDown(this.#layout);
  }

  get dir(): string {
    return this.#layout.dir;
  }

  /** Throws `not-found`, naming the hosts there are. */
  host(name: string): LabHost {
    const found = this.hosts.find((host) => host.name === name);
    if (found !== undefined) return found;
    const names = this.hosts.map((host) => host.name).join(', ');
    throw new OvnetError('not-found', `lab ${this.name} has no host ${name}; it has ${names}`);
  }

  /** `m1,w2` → hosts. */
  hostsNamed(list: string): LabHost[] {
    return list
      .split(',')
      .filter((name) => name !== '')
      .map((name) => this.host(name));
  }

  async exec(
    host: string,
    argv: readonly string[],
    options: ExecOptions = {},
  ): Promise<ExecResult> {
    return this.host(host).exec(argv, options);
  }

  spawn(host: string, argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return this.host(host).spawn(argv, options);
  }
}

function layoutOf(options: LabOptions): LabLayout {
  return new LabLayout(options.name ?? DEFAULT_NAME, options.root ?? DEFAULT_ROOT);
}

/** Labs of tests that were killed before they could clean up. */
async function sweep(root: string): Promise<void> {
  for (const name of Lab.names(root)) {
    const layout = new LabLayout(name, root);
    const owner = readPlan(layout)?.owner;
    if (owner !== undefined && !isAlive(owner)) await tearDown(layout);
  }
}

function createDir(layout: LabLayout): void {
  mkdirSync(layout.root, { recursive: true, mode: 0o700 });
  try {
    mkdirSync(layout.dir, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const detail = `lab ${layout.name} exists; remove it with: ovctl lab down --name ${layout.name}`;
    throw new OvnetError('in-use', detail, { cause });
  }
}

/** Directories of hosts come before the namespaces: by them a half-made lab is removed. */
function writePlan(layout: LabLayout, options: LabUpOptions): LabPlan {
  const subnet = claimSubnet(layout);
  const plan = {
    name: layout.name,
    subnet,
    mtu: options.mtu ?? 1500,
    plain: options.plain ?? false,
    ...(options.owned === true ? { owner: refOf(process.pid) } : {}),
    createdAt: new Date().toISOString(),
    hosts: planHosts(subnet, options.managers ?? 3, options.workers ?? 3),
  } satisfies LabPlan;
  for (const host of plan.hosts) mkdirSync(layout.host(host.name).dir, { recursive: true });
  mkdirSync(layout.binDir);
  const ovctl = join(layout.binDir, 'ovctl');
  writeFileSync(ovctl, `#!/bin/sh\nexec "${process.execPath}" "${ovctlPath()}" "$@"\n`);
  chmodSync(ovctl, 0o755);
  writeFileSync(layout.planFile, `${JSON.stringify(plan, undefined, 2)}\n`);
  return plan;
}

function readPlan(layout: LabLayout): LabPlan | undefined {
  try {
    return JSON.parse(readFileSync(layout.planFile, 'utf8')) as LabPlan;
  } catch {
    return undefined;
  }
}
