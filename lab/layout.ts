/** Where a lab keeps what, and how its parts are named: the same answer in every process that asks. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OvnetError } from '../model/errors.js';
import type { ProcessRef } from './process-ref.js';

/** On a real disk, so that the fsync of daemons is one. Only root may look inside. */
export const DEFAULT_ROOT = '/var/lib/ovnet-lab';
export const DEFAULT_NAME = 'lab';

const NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

export type HostRole = 'manager' | 'worker';

/** One host as planned: m1… are managers, w1… workers. */
export interface HostPlan {
  readonly name: string;
  readonly role: HostRole;
  /** IPv4 on the underlay. */
  readonly address: string;
}

/** `lab.json`: written once, before anything is made. */
export interface LabPlan {
  readonly name: string;
  /** The third octet: 172.31.X.0/24. */
  readonly subnet: number;
  readonly mtu: number;
  readonly plain: boolean;
  readonly createdAt: string;
  /** The process that it is to go with. */
  readonly owner?: ProcessRef | undefined;
  readonly hosts: readonly HostPlan[];
}

export interface HostPaths {
  readonly dir: string;
  /** Seen by the host as /run, /etc/ovnet, /var/lib/ovnet, /var/log/ovnet. */
  readonly run: string;
  readonly etc: string;
  readonly data: string;
  readonly log: string;
  /** Pin of the host's UTS namespace, by which its processes are known. */
  readonly uts: string;
  readonly holder: string;
  readonly faults: string;
}

export class LabLayout {
  readonly root: string;
  readonly name: string;
  readonly dir: string;

  /** Throws OvnetError `usage` for a name that is none. */
  constructor(name: string, root: string = DEFAULT_ROOT) {
    if (!NAME.test(name)) {
      throw new OvnetError('usage', `"${name}" is no name for a lab: use a-z, 0-9 and -`);
    }
    this.root = root;
    this.name = name;
    this.dir = join(root, name);
  }

  get planFile(): string {
    return join(this.dir, 'lab.json');
  }

  get hostsDir(): string {
    return join(this.dir, 'hosts');
  }

  /** In front of PATH inside the hosts; holds `ovctl`. */
  get binDir(): string {
    return join(this.dir, 'bin');
  }

  get switchNetns(): string {
    return this.netns('sw');
  }

  netns(host: string): string {
    return `ovnet-lab-${this.name}-${host}`;
  }

  host(host: string): HostPaths {
    const dir = join(this.hostsDir, host);
    return {
      dir,
      run: join(dir, 'run'),
      etc: join(dir, 'etc'),
      data: join(dir, 'data'),
      log: join(dir, 'log'),
      uts: join(dir, 'uts'),
      holder: join(dir, 'holder.json'),
      faults: join(dir, 'faults.json'),
    };
  }
}

export function netnsPath(netns: string): string {
  return join('/run/netns', netns);
}

/** The ovctl that belongs to this code: dist/cli/ovctl.js as seen from dist/lab. */
export function ovctlPath(): string {
  return fileURLToPath(new URL('../cli/ovctl.js', import.meta.url));
}

const FIRST_MANAGER = 10;
const FIRST_WORKER = 100;
export const MAX_MANAGERS = 80;
export const MAX_WORKERS = 150;

export function planHosts(subnet: number, managers: number, workers: number): HostPlan[] {
  if (managers > MAX_MANAGERS || workers > MAX_WORKERS) {
    throw new OvnetError(
      'usage',
      `a lab has at most ${MAX_MANAGERS} managers and ${MAX_WORKERS} workers`,
    );
  }
  const row = (role: HostRole, count: number, letter: string, first: number): HostPlan[] =>
    Array.from({ length: count }, (_, at) => ({
      name: `${letter}${at + 1}`,
      role,
      address: `172.31.${subnet}.${first + at + 1}`,
    }));
  return [
    ...row('manager', managers, 'm', FIRST_MANAGER),
    ...row('worker', workers, 'w', FIRST_WORKER),
  ];
}

export function gatewayOf(subnet: number): string {
  return `172.31.${subnet}.254`;
}
