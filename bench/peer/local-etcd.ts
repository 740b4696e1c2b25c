/** Three etcd members on loopback with etcd's own defaults: clear text to clients, with or without TLS between them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { issueCertificates } from './certificates.js';
import type { EtcdProgram } from './etcd-program.js';
import { freePorts } from './free-ports.js';

const MEMBERS = ['e1', 'e2', 'e3'] as const;
const START_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

export interface LocalEtcdOptions {
  readonly program: EtcdProgram;
  /** Between members. */
  readonly tls: boolean;
  /** Holds the directory that is made, on the disk to be measured. */
  readonly root: string;
}

interface Member {
  readonly name: string;
  readonly clientPort: number;
  readonly peerUrl: string;
}

interface Status {
  readonly header?: { readonly member_id?: string };
  readonly leader?: string;
}

export class LocalEtcd {
  readonly #dir: string;
  readonly #members: readonly Member[];
  readonly #children: readonly ChildProcess[];

  private constructor(dir: string, members: readonly Member[], children: readonly ChildProcess[]) {
    this.#dir = dir;
    this.#members = members;
    this.#children = children;
  }

  static async up(options: LocalEtcdOptions): Promise<LocalEtcd> {
    const { program, tls, root } = options;
    mkdirSync(root, { recursive: true });
    const dir = mkdtempSync(join(root, 'etcd-'));
    const ports = await freePorts(2 * MEMBERS.length);
    const members = MEMBERS.map((name, at) => ({
      name,
      clientPort: ports[2 * at] ?? 0,
      peerUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${ports[2 * at + 1] ?? 0}`,
    }));
    if (tls) await certify(dir);
    const children = members.map((member) => start(member, members, { dir, tls, program }));
    const etcd = new LocalEtcd(dir, members, children);
    try {
      await etcd.leaderPort();
      return etcd;
    } catch (error) {
      await etcd.down();
      throw error;
    }
  }

  get pids(): readonly number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** Where the leader serves clients. Waits until there is one. */
  async leaderPort(): Promise<number> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      for (const { clientPort } of this.#members) {
        const { header, leader } = await status(clientPort);
        if (leader !== undefined && leader !== '0' && leader === header?.member_id)
          return clientPort;
      }
      if (performance.now() > deadline) throw new Error('etcd elects no leader');
      await delay(POLL_MS);
    }
  }

  async down(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await gone;
      }),
    );
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function status(port: number): Promise<Status> {
  try {
    const url = `http://127.0.0.1:${port}/v3/maintenance/status`;
    const answer = await fetch(url, { method: 'POST', body: '{}' });
    return (await answer.json()) as Status;
  } catch {
    return {};
  }
}

async function certify(dir: string): Promise<void> {
  const issued = await issueCertificates('bench', MEMBERS, ['127.0.0.1']);
  for (const [name, { key, certificate, ca }] of issued) {
    writeFileSync(join(dir, `${name}.key`), key, { mode: 0o600 });
    writeFileSync(join(dir, `${name}.pem`), certificate);
    writeFileSync(join(dir, 'ca.pem'), ca);
  }
}

interface StartOptions extends Pick<LocalEtcdOptions, 'program' | 'tls'> {
  readonly dir: string;
}

function start(member: Member, all: readonly Member[], options: StartOptions): ChildProcess {
  const { dir, tls, program } = options;
  const { name, clientPort, peerUrl } = member;
  const clientUrl = `http://127.0.0.1:${clientPort}`;
  const flags: Record<string, string> = {
    name,
    'data-dir': join(dir, name),
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': all.map((one) => `${one.name}=${one.peerUrl}`).join(','),
    'log-level': 'error',
    ...(tls && {
      'peer-cert-file': join(dir, `${name}.pem`),
      'peer-key-file': join(dir, `${name}.key`),
      'peer-trusted-ca-file': join(dir, 'ca.pem'),
      'peer-client-cert-auth': 'true',
    }),
  };
  const argv = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const child = spawn(program.path, argv, { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('etcd does not start');
  return child;
}
