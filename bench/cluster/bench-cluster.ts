/** A cluster in the lab whose daemons carry the probe, and what a benchmark asks of it. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DaemonName, LabHost } from '../../lab/host.js';
import { Lab } from '../../lab/lab.js';
import { ovctlPath } from '../../lab/layout.js';
import type { ClientSetup } from '../load/protocol.js';
import { PROBE_DIR, PROBE_PROFILE, PROBE_SIGNAL, type Stamps } from './stamps.js';

export interface BenchClusterOptions {
  readonly name: string;
  readonly managers: number;
  readonly workers: number;
  /** Each daemon records a CPU profile between `begin` and `collect`. */
  readonly profile: boolean;
}

const API_PORT = 7070;
const DUMP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;

export class BenchCluster {
  readonly lab: Lab;
  readonly managers: readonly LabHost[];
  readonly workers: readonly LabHost[];
  /** Where daemons write what they noted. */
  readonly dir: string;

  private constructor(lab: Lab) {
    this.lab = lab;
    this.managers = lab.hosts.filter(({ role }) => role === 'manager');
    this.workers = lab.hosts.filter(({ role }) => role === 'worker');
    this.dir = join(lab.dir, 'bench');
  }

  static async up(options: BenchClusterOptions): Promise<BenchCluster> {
    const { name, managers, workers, profile } = options;
    const lab = await Lab.up({ name, managers, workers, plain: true, owned: true });
    const cluster = new BenchCluster(lab);
    try {
      mkdirSync(cluster.dir);
      writeWrapper(lab, cluster.dir, profile);
      await lab.daemons.startCluster({}, (step) => process.stderr.write(`${step}\n`));
      return cluster;
    } catch (error) {
      for (const host of lab.hosts) process.stderr.write(lastWords(host));
      await lab.down();
      throw error;
    }
  }

  /** Every manager's API and an administrator's key. */
  clientSetup(): ClientSetup {
    const [first] = this.managers;
    if (first === undefined) throw new Error('a cluster needs a manager');
    const admin = (file: string): string =>
      readFileSync(join(first.paths.data, 'manager', 'admin', file), 'utf8');
    return {
      origins: this.managers.map(({ address }) => `https://${address}:${API_PORT}`),
      ca: admin('ca.pem'),
      bearer: admin('key').trim(),
    };
  }

  pid(host: LabHost): number {
    const daemon = host.daemon(daemonOf(host));
    if (daemon === undefined) throw new Error(`no daemon runs on ${host.name}`);
    return daemon.pid;
  }

  /** From now on the daemons note what passes. */
  begin(hosts = this.lab.hosts): void {
    for (const host of hosts) process.kill(this.pid(host), PROBE_SIGNAL);
  }

  /** Ends it and gathers the notes by host name. */
  async collect(hosts = this.lab.hosts): Promise<ReadonlyMap<string, Stamps>> {
    const files = hosts.map((host) => {
      const pid = this.pid(host);
      process.kill(pid, PROBE_SIGNAL);
      return [host.name, join(this.dir, `${pid}.json`)] as const;
    });
    const deadline = performance.now() + DUMP_TIMEOUT_MS;
    while (!files.every(([, file]) => existsSync(file))) {
      if (performance.now() > deadline) throw new Error('a daemon did not write its notes');
      await delay(POLL_MS);
    }
    return new Map(files.map(([name, file]) => [name, stampsIn(file)]));
  }

  /** One file per daemon, for the performance panel of a browser's developer tools. */
  saveProfiles(into: string, hosts = this.lab.hosts): void {
    mkdirSync(into, { recursive: true });
    for (const host of hosts) {
      const file = join(this.dir, `${this.pid(host)}.cpuprofile`);
      copyFileSync(file, join(into, `${host.name}.cpuprofile`));
    }
  }

  async down(): Promise<void> {
    await this.lab.down();
  }
}

function daemonOf(host: LabHost): DaemonName {
  return host.role === 'manager' ? 'manager' : 'agent';
}

/** In place of the lab's own `ovctl`: the same program with the probe in front. */
function writeWrapper(lab: Lab, dir: string, profile: boolean): void {
  const probe = pathToFileURL(fileURLToPath(new URL('./probe.js', import.meta.url))).href;
  const lines = [
    '#!/bin/sh',
    `export NODE_OPTIONS='--import=${probe}'`,
    `export ${PROBE_DIR}='${dir}' ${PROBE_PROFILE}=${profile ? '1' : '0'}`,
    `exec "${process.execPath}" "${ovctlPath()}" "$@"`,
  ];
  writeFileSync(join(lab.dir, 'bin', 'ovctl'), `${lines.join('\n')}\n`, { mode: 0o755 });
}

function stampsIn(file: string): Stamps {
  return JSON.parse(readFileSync(file, 'utf8')) as Stamps;
}

function lastWords(host: LabHost): string {
  const file = host.logFile(daemonOf(host));
  if (!existsSync(file)) return '';
  return `${host.name}: ${readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n')}\n`;
}
