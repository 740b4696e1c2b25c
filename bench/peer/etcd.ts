/** The peer of `bench:writes` and `bench:failover`: three etcd members over TLS in a lab of their own, with etcd's own defaults. */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabHost } from '../../lab/host.js';
import { Lab } from '../../lab/lab.js';
import { ClientProcess } from '../load/client-process.js';
import type { ClientSetup } from '../load/protocol.js';
import { issueCertificates } from './certificates.js';
import type { EtcdProgram } from './etcd-program.js';

const CLIENT_PORT = 2379;
const PEER_PORT = 2380;
const MEMBERS = 3;
const START_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

export class EtcdCluster {
  readonly setup: ClientSetup;
  /** Where its client runs. */
  readonly host: LabHost;
  readonly client: ClientProcess;
  readonly #lab: Lab;
  readonly #program: string;
  readonly #children: ChildProcess[];

  private constructor(lab: Lab, host: LabHost, ca: string, program: string) {
    this.#lab = lab;
    this.#program = program;
    this.host = host;
    this.setup = { origins: lab.hosts.map((one) => clientUrl(one)), ca };
    this.#children = lab.hosts.map((one) => startMember(one, lab.hosts, program));
    this.client = new ClientProcess(host, this.setup);
  }

  static async up(name: string, program: EtcdProgram): Promise<EtcdCluster> {
    const lab = await Lab.up({ name, managers: MEMBERS, workers: 0, plain: true, owned: true });
    try {
      const [first] = lab.hosts;
      if (first === undefined) throw new Error('a lab has hosts');
      const etcd = new EtcdCluster(lab, first, await certify(lab.hosts), program.path);
      await whenHealthy(etcd.client);
      return etcd;
    } catch (error) {
      await lab.down();
      throw error;
    }
  }

  get pids(): readonly number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(member: number): Promise<void> {
    const child = this.#children[member];
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** With what it stored before. */
  start(member: number): void {
    const host = this.#lab.hosts[member];
    if (host === undefined) throw new Error(`there is no member ${member}`);
    this.#children[member] = startMember(host, this.#lab.hosts, this.#program);
  }

  async down(): Promise<void> {
    this.client.stop();
    await this.#lab.down();
  }
}

const clientUrl = (host: LabHost): string => `https://${host.address}:${CLIENT_PORT}`;
const peerUrl = (host: LabHost): string => `https://${host.address}:${PEER_PORT}`;

/** Writes each member's key and certificate into its host; resolves with the root. */
async function certify(hosts: readonly LabHost[]): Promise<string> {
  const clusterId = `cluster-${randomBytes(8).toString('hex')}`;
  const nodeIds = hosts.map(({ name }) => `node-${name}`);
  const addresses = [...hosts.map(({ address }) => address), '127.0.0.1'];
  const issued = await issueCertificates(clusterId, nodeIds, addresses);
  let root = '';
  for (const host of hosts) {
    const credentials = issued.get(`node-${host.name}`);
    if (credentials === undefined) throw new Error(`${host.name} has no certificate`);
    const file = (name: string): string => join(host.paths.etc, name);
    writeFileSync(file('cert.pem'), credentials.certificate);
    writeFileSync(file('key.pem'), credentials.key, { mode: 0o600 });
    writeFileSync(file('ca.pem'), credentials.ca);
    root = credentials.ca;
  }
  return root;
}

/** Ends with the lab. */
function startMember(host: LabHost, all: readonly LabHost[], program: string): ChildProcess {
  const members = all.map((one) => `${one.name}=${peerUrl(one)}`).join(',');
  const [cert, key, ca] = ['cert', 'key', 'ca'].map((name) => `/etc/ovnet/${name}.pem`);
  const flags = {
    name: host.name,
    // The same disk as that of our managers.
    'data-dir': '/var/lib/ovnet/etcd',
    'listen-client-urls': `${clientUrl(host)},https://127.0.0.1:${CLIENT_PORT}`,
    'advertise-client-urls': clientUrl(host),
    'listen-peer-urls': peerUrl(host),
    'initial-advertise-peer-urls': peerUrl(host),
    'initial-cluster': members,
    'cert-file': cert,
    'key-file': key,
    'peer-cert-file': cert,
    'peer-key-file': key,
    'peer-trusted-ca-file': ca,
    'log-level': 'error',
  };
  const argv = Object.entries(flags).map(([name, value]) => `--${name}=${value ?? ''}`);
  const child = host.spawn([program, '--peer-client-cert-auth', ...argv], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error(`etcd does not start on ${host.name}`);
  return child;
}

async function whenHealthy(client: ClientProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (let origin = 0; origin < MEMBERS;) {
    const answer = await client.single({ origin, method: 'GET', path: '/health' });
    if (answer.status === 200) origin += 1;
    else if (performance.now() > deadline) throw new Error('etcd does not become healthy');
    else await delay(POLL_MS);
  }
}
