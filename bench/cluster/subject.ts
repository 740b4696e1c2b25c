/** A cluster of three that suffers failures: ours and etcd's look the same to the benchmark. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LabHost } from '../../lab/host.js';
import { ClientProcess } from '../load/client-process.js';
import type { ClientSetup } from '../load/protocol.js';
import type { ProbeSetup } from '../load/probe-protocol.js';
import type { EtcdCluster } from '../peer/etcd.js';
import { BenchCluster } from './bench-cluster.js';

export interface Subject {
  readonly name: string;
  readonly work: ProbeSetup['work'];
  /** Origins in the order of members. */
  readonly setup: ClientSetup;
  /** Where clients run. */
  readonly host: LabHost;
  /** The member that leads, by its place. Waits until there is one. */
  leader(): Promise<number>;
  term(): Promise<number>;
  /** SIGKILL. */
  kill(member: number): Promise<void>;
  start(member: number): Promise<void>;
  /** Every key that is stored. */
  keys(): Promise<ReadonlySet<string>>;
  down(): Promise<void>;
}

const LEADER_TIMEOUT_MS = 15_000;
const POLL_MS = 50;
const PAGE = 500;

async function first<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + LEADER_TIMEOUT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`there is no ${what}`);
    await delay(POLL_MS);
  }
}

interface RaftAnswer {
  readonly term: number;
  readonly members: readonly { readonly name: string; readonly role: string }[];
}

export class OvnetSubject implements Subject {
  readonly name = 'ovnet';
  readonly work = 'network';
  readonly cluster: BenchCluster;
  readonly setup: ClientSetup;
  readonly host: LabHost;
  readonly #client: ClientProcess;

  private constructor(cluster: BenchCluster, host: LabHost) {
    this.cluster = cluster;
    this.host = host;
    this.setup = cluster.clientSetup();
    this.#client = new ClientProcess(host, this.setup);
  }

  static async up(name: string): Promise<OvnetSubject> {
    const cluster = await BenchCluster.up({ name, managers: 3, workers: 0, profile: false });
    const [host] = cluster.managers;
    if (host === undefined) throw new Error('a cluster needs a manager');
    return new OvnetSubject(cluster, host);
  }

  leader(): Promise<number> {
    return first(async () => {
      const { members } = await this.#raft();
      const name = members.find(({ role }) => role === 'leader')?.name;
      const at = this.cluster.managers.findIndex((host) => host.name === name);
      return at < 0 ? undefined : at;
    }, 'leader');
  }

  async term(): Promise<number> {
    return (await this.#raft()).term;
  }

  /** Hands over to the next member; resolves when that one leads, with false when it did not get there. */
  async transfer(): Promise<boolean> {
    const leader = await this.leader();
    const to = this.cluster.managers[(leader + 1) % this.cluster.managers.length]?.name;
    const path = '/v1/raft/transfer';
    const request = { origin: leader, method: 'POST', path, body: { to } } as const;
    return (await this.#client.single(request)).status === 200;
  }

  async kill(member: number): Promise<void> {
    await this.cluster.lab.fault.kill(this.#manager(member));
  }

  async start(member: number): Promise<void> {
    await this.cluster.lab.daemons.run(this.#manager(member));
  }

  async keys(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for (let path = `/v1/networks?limit=${PAGE}`; path !== '';) {
      const answer = await this.#client.single({ origin: 0, method: 'GET', path });
      const page = answer.body as { items?: { name: string }[]; continue?: string };
      if (page.items === undefined) throw new Error(JSON.stringify(answer.body));
      for (const { name } of page.items) keys.add(name);
      const { continue: next } = page;
      path =
        next === undefined ? '' : `/v1/networks?limit=${PAGE}&continue=${encodeURIComponent(next)}`;
    }
    return keys;
  }

  async down(): Promise<void> {
    this.#client.stop();
    await this.cluster.down();
  }

  /** By the member that has come furthest. */
  async #raft(): Promise<RaftAnswer> {
    const { managers } = this.cluster;
    const asked = managers.map((_, origin) =>
      this.#client.single({ origin, method: 'GET', path: '/v1/raft' }),
    );
    const answers = (await Promise.all(asked))
      .filter(({ status }) => status === 200)
      .map(({ body }) => body as RaftAnswer)
      .sort((a, b) => b.term - a.term);
    return answers[0] ?? { term: 0, members: [] };
  }

  #manager(member: number): LabHost {
    const host = this.cluster.managers[member];
    if (host === undefined) throw new Error(`there is no member ${member}`);
    return host;
  }
}

interface EtcdStatus {
  readonly header?: { readonly member_id?: string; readonly raft_term?: string };
  readonly leader?: string;
}

export class EtcdSubject implements Subject {
  readonly name: string;
  readonly work = 'etcd-put';
  readonly setup: ClientSetup;
  readonly host: LabHost;
  readonly #etcd: EtcdCluster;

  constructor(etcd: EtcdCluster, version: string) {
    this.name = `etcd ${version}`;
    this.#etcd = etcd;
    this.setup = etcd.setup;
    this.host = etcd.host;
  }

  leader(): Promise<number> {
    return first(async () => {
      const all = await this.#statuses();
      const at = all.findIndex(
        ({ header, leader }) =>
          leader !== undefined && leader !== '0' && leader === header?.member_id,
      );
      return at < 0 ? undefined : at;
    }, 'leader');
  }

  async term(): Promise<number> {
    const terms = (await this.#statuses()).map(({ header }) => Number(header?.raft_term ?? 0));
    return Math.max(...terms);
  }

  kill(member: number): Promise<void> {
    return this.#etcd.kill(member);
  }

  start(member: number): Promise<void> {
    this.#etcd.start(member);
    return Promise.resolve();
  }

  async keys(): Promise<ReadonlySet<string>> {
    const all = Buffer.from('\0').toString('base64');
    const body = { key: all, range_end: all, keys_only: true };
    const path = '/v3/kv/range';
    const answer = await this.#etcd.client.single({ origin: 0, method: 'POST', path, body });
    const { kvs = [] } = answer.body as { kvs?: { key: string }[] };
    return new Set(kvs.map(({ key }) => Buffer.from(key, 'base64').toString()));
  }

  down(): Promise<void> {
    return this.#etcd.down();
  }

  async #statuses(): Promise<EtcdStatus[]> {
    const asked = this.setup.origins.map(async (_, origin) => {
      const path = '/v3/maintenance/status';
      const answer = await this.#etcd.client.single({ origin, method: 'POST', path, body: {} });
      return answer.status === 200 ? (answer.body as EtcdStatus) : {};
    });
    return Promise.all(asked);
  }
}
