/** A real cluster in the lab for end-to-end tests: REST through a manager's socket, kernels read back, pings counted. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { RestClient } from '../../cli/client/rest-client.js';
import type {
  ConvergenceAnswer,
  EndpointAnswer,
  NetworkAnswer,
  NodeAnswer,
  Page,
  RaftAnswer,
  Written,
} from '../../cli/client/shapes.js';
import type { ExecResult } from '../../lab/command.js';
import { Lab, type LabUpOptions } from '../../lab/lab.js';

export interface FdbRow {
  readonly mac: string;
  readonly ifname: string;
  readonly dst?: string;
  readonly state?: string;
}

export interface NeighbourRow {
  readonly dst: string;
  readonly dev: string;
  readonly lladdr?: string;
  readonly state: readonly string[];
}

export interface LinkRow {
  readonly ifname: string;
  readonly mtu: number;
  readonly address: string;
  readonly operstate: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Readonly<Record<string, unknown>>;
  };
}

export const FABRIC = 'ovnet';
const CALL_TIMEOUT_MS = 30_000;
const POLL_MS = 20;

let ordinal = 0;

export interface E2eOptions extends Omit<LabUpOptions, 'owned' | 'name'> {
  /** Of the lab's name. */
  readonly prefix?: string;
}

export class E2eCluster {
  readonly lab: Lab;
  readonly #clients = new Map<string, RestClient>();

  private constructor(lab: Lab) {
    this.lab = lab;
  }

  static async up(options: E2eOptions = {}): Promise<E2eCluster> {
    ordinal += 1;
    const { prefix = 't', ...rest } = options;
    const name = `${prefix}${process.pid}-${ordinal}`;
    return new E2eCluster(await Lab.up({ ...rest, name, owned: true }));
  }

  async down(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
    await this.lab.down();
  }

  /** The REST API through the manager's local socket (admin). */
  api(manager = 'm1'): RestClient {
    const known = this.#clients.get(manager);
    if (known !== undefined) return known;
    const path = this.lab.host(manager).socket('manager');
    const client = new RestClient({ kind: 'socket', path }, { timeoutMs: CALL_TIMEOUT_MS });
    this.#clients.set(manager, client);
    return client;
  }

  ovctl(host: string, ...argv: string[]): Promise<ExecResult> {
    return this.lab.exec(host, ['ovctl', ...argv]);
  }

  network(body: object, manager = 'm1'): Promise<NetworkAnswer & Written> {
    return this.api(manager).call('POST', '/v1/networks', { body });
  }

  /** Plugged into a namespace of its own (named as the endpoint) and waited for. */
  endpoint(
    network: string,
    node: string,
    name: string,
    extra: object = {},
    manager = 'm1',
  ): Promise<EndpointAnswer & Written> {
    const attachment = { netns: name, create: true };
    const body = { network, node, name, attachment, ...extra };
    return this.api(manager).call('POST', '/v1/endpoints', {
      body,
      query: { wait: 'applied', timeout: '20s' },
    });
  }

  async remove(path: string, manager = 'm1'): Promise<Written> {
    return this.api(manager).call('DELETE', path, { query: { wait: 'applied', timeout: '20s' } });
  }

  convergence(query: Record<string, string> = {}, manager = 'm1'): Promise<ConvergenceAnswer> {
    return this.api(manager).get('/v1/convergence', query);
  }

  async nodes(manager = 'm1'): Promise<readonly NodeAnswer[]> {
    return (await this.api(manager).get<Page<NodeAnswer>>('/v1/nodes')).items;
  }

  /** Lab name of the manager that leads, as one of the others or itself says; waits for one. */
  async leader(among: readonly string[] = ['m1', 'm2', 'm3']): Promise<string> {
    return until('a leader', async () => {
      for (const manager of among) {
        const raft = await this.api(manager)
          .get<RaftAnswer>('/v1/raft')
          .catch(() => undefined);
        const leader = raft?.members.find(({ role }) => role === 'leader')?.name;
        if (leader !== undefined && among.includes(leader)) return leader;
      }
      return undefined;
    });
  }

  async links(host: string): Promise<readonly LinkRow[]> {
    return (await this.#json(host, ['ip', '-n', FABRIC, '-j', '-d', 'link', 'show'])) as LinkRow[];
  }

  /** Entries that name a VTEP. */
  async fdb(host: string): Promise<readonly FdbRow[]> {
    const rows = (await this.#json(host, [
      'bridge',
      '-n',
      FABRIC,
      '-j',
      'fdb',
      'show',
    ])) as FdbRow[];
    return rows.filter(({ dst }) => dst !== undefined);
  }

  async neighbours(host: string): Promise<readonly NeighbourRow[]> {
    return (await this.#json(host, [
      'ip',
      '-n',
      FABRIC,
      '-j',
      'neigh',
      'show',
      'nud',
      'permanent',
    ])) as NeighbourRow[];
  }

  /** Everything of ours in the kernel of a host, in a form in which two readings can be compared. */
  async kernel(host: string): Promise<object> {
    const [links, fdb, neighbours] = [
      await this.links(host),
      await this.fdb(host),
      await this.neighbours(host),
    ];
    const bySort = (rows: readonly object[]): string[] =>
      rows.map((row) => JSON.stringify(row)).sort();
    return {
      links: links.map(({ ifname, address, mtu }) => `${ifname} ${address} ${mtu}`).sort(),
      fdb: bySort(fdb),
      neighbours: bySort(neighbours),
    };
  }

  ping(host: string, netns: string, address: string, count = 3): Promise<ExecResult> {
    const wait = ['-c', String(count), '-i', '0.05', '-W', '2'];
    return this.lab.exec(host, ['ip', 'netns', 'exec', netns, 'ping', '-n', ...wait, address]);
  }

  /** Pings every 10 ms until `stop`, which tells how many went out and came back. */
  startPing(host: string, netns: string, address: string): RunningPing {
    const argv = ['ip', 'netns', 'exec', netns, 'ping', '-n', '-i', '0.01', address];
    return new RunningPing(this.lab.spawn(host, argv));
  }

  async #json(host: string, argv: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.lab.exec(host, argv);
    if (code !== 0 && /Cannot open network namespace|No such file/.test(stderr)) return [];
    if (code !== 0) throw new Error(`${argv.join(' ')} on ${host}: ${stderr}`);
    return stdout.trim() === '' ? [] : (JSON.parse(stdout) as unknown);
  }
}

export interface PingCount {
  readonly sent: number;
  readonly received: number;
}

export class RunningPing {
  readonly #child: ChildProcess;
  readonly #text: string[] = [];
  #lines = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      this.#text.push(text);
      this.#lines += text.split('\n').length - 1;
    });
  }

  /** Resolves once so many further answers have come. */
  async answers(count: number): Promise<void> {
    const from = this.#lines;
    await until(`${count} answers to ping`, () =>
      Promise.resolve(this.#lines - from >= count || undefined),
    );
  }

  async stop(): Promise<PingCount> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await closed;
    const match = /(\d+) packets transmitted, (\d+) received/.exec(this.#text.join(''));
    if (match === null) throw new Error(`ping said no totals: ${this.#text.join('').slice(-500)}`);
    return { sent: Number(match[1]), received: Number(match[2]) };
  }
}

/** Polls until `look` answers something; a generous bound, for events that no stream tells. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`${what} did not come within ${timeoutMs} ms`);
    await delay(POLL_MS);
  }
}
