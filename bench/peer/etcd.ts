/** The peer of `bench:writes`: three etcd members over TLS in a lab of their own, with etcd's own defaults. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCsr, exportPrivateKey, generateKeyPair } from '../../identity/x509.js';
import { run } from '../../lab/command.js';
import type { LabHost } from '../../lab/host.js';
import { Lab } from '../../lab/lab.js';
import { CertificateAuthority, createRoot } from '../../server/identity/certificate-authority.js';
import { ClientProcess } from '../load/client-process.js';
import type { ClientSetup } from '../load/protocol.js';

const CLIENT_PORT = 2379;
const PEER_PORT = 2380;
const MEMBERS = 3;
const START_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

/** Debian's program, unpacked beside us and never installed; removed with `remove`. */
export class EtcdProgram {
  readonly path: string;
  readonly version: string;
  readonly #dir: string | undefined;

  private constructor(path: string, version: string, dir: string | undefined) {
    this.path = path;
    this.version = version;
    this.#dir = dir;
  }

  /** `path`: a program that is there already. Undefined when there is none to be had. */
  static async find(path: string | undefined): Promise<EtcdProgram | undefined> {
    if (path !== undefined) return new EtcdProgram(path, await versionOf(path), undefined);
    const dir = mkdtempSync(join(tmpdir(), 'ovnet-etcd-'));
    const script = 'cd "$1" && apt-get download etcd-server && dpkg -x ./*.deb .';
    await run(['sh', '-c', script, 'sh', dir]).catch(() => undefined);
    const unpacked = join(dir, 'usr', 'bin', 'etcd');
    if (existsSync(unpacked)) return new EtcdProgram(unpacked, await versionOf(unpacked), dir);
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  }

  remove(): void {
    if (this.#dir !== undefined) rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function versionOf(path: string): Promise<string> {
  const { stdout } = await run([path, '--version']);
  return /etcd Version: (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

export class EtcdCluster {
  readonly client: ClientProcess;
  readonly pids: readonly number[];
  readonly #lab: Lab;

  private constructor(lab: Lab, client: ClientProcess, pids: readonly number[]) {
    this.#lab = lab;
    this.client = client;
    this.pids = pids;
  }

  static async up(name: string, program: EtcdProgram): Promise<EtcdCluster> {
    const lab = await Lab.up({ name, managers: MEMBERS, workers: 0, plain: true, owned: true });
    try {
      const ca = await certify(lab.hosts);
      const pids = lab.hosts.map((host) => startMember(host, lab.hosts, program.path));
      const [first] = lab.hosts;
      if (first === undefined) throw new Error('a lab has hosts');
      const origins = lab.hosts.map((host) => clientUrl(host));
      const client = new ClientProcess(first, { origins, ca } satisfies ClientSetup);
      await whenHealthy(client);
      return new EtcdCluster(lab, client, pids);
    } catch (error) {
      await lab.down();
      throw error;
    }
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
  const nowMs = Date.now();
  const root = await createRoot(clusterId, nowMs);
  const authority = await CertificateAuthority.open(root);
  for (const host of hosts) {
    const keys = await generateKeyPair();
    const certificate = await authority.issueNode({
      clusterId,
      role: 'manager',
      nodeId: `node-${host.name}`,
      csr: await createCsr(keys),
      hosts: [host.address, '127.0.0.1'],
      nowMs,
    });
    const file = (name: string): string => join(host.paths.etc, name);
    writeFileSync(file('cert.pem'), certificate);
    writeFileSync(file('key.pem'), await exportPrivateKey(keys.privateKey), { mode: 0o600 });
    writeFileSync(file('ca.pem'), root.certificate);
  }
  return root.certificate;
}

/** Ends with the lab. Returns the pid. */
function startMember(host: LabHost, all: readonly LabHost[], program: string): number {
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
  const { pid } = host.spawn([program, '--peer-client-cert-auth', ...argv], { stdio: 'ignore' });
  if (pid === undefined) throw new Error(`etcd does not start on ${host.name}`);
  return pid;
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
