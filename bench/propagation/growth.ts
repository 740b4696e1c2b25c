/**
 * What the size of a network costs its next endpoint: until the entry is in the other kernels, and until a ping to it is
 * answered, on an empty network and on one with many endpoints.
 */
import { randomUUID } from 'node:crypto';
import type { BenchCluster } from '../cluster/bench-cluster.js';
import type { FdbMonitor } from '../cluster/fdb-monitor.js';
import { firstAnswer, type Source } from '../datapath/ping.js';
import type { ClientProcess } from '../load/client-process.js';

export interface GrowthOptions {
  /** Endpoints on the network, in growing order. */
  readonly sizes: readonly number[];
  /** Of each kind and size. */
  readonly creates: number;
}

/** In ms. */
export interface GrowthStep {
  readonly endpoints: number;
  /** A lease, sent until its entry was in the last remote kernel. */
  readonly entries: readonly number[];
  /** Plugged in on a second host: sent until answered with `?wait=applied`, and until a ping from the first one was. */
  readonly pings: readonly { readonly applied: number; readonly answered: number }[];
  /** A ping alone, to an endpoint that is there: what the program itself takes. */
  readonly pingAlone: readonly number[];
}

interface Endpoint {
  readonly id: string;
  readonly mac: string;
  readonly addresses: readonly string[];
}

const NETWORK = 'grown';
const SUBNET = '10.112.0.0/16';
const BATCH = 2_000;
const SEEN_TIMEOUT_MS = 10_000;
const WAIT = 'wait=applied&timeout=60s';

export class Growth {
  readonly #cluster: BenchCluster;
  readonly #client: ClientProcess;
  readonly #monitors: ReadonlyMap<string, FdbMonitor>;
  #filled = 0;
  #turns = 0;

  constructor(
    cluster: BenchCluster,
    client: ClientProcess,
    monitors: ReadonlyMap<string, FdbMonitor>,
  ) {
    this.#cluster = cluster;
    this.#client = client;
    this.#monitors = monitors;
  }

  async run({ sizes, creates }: GrowthOptions): Promise<readonly GrowthStep[]> {
    const body = { name: NETWORK, subnets: [{ cidr: SUBNET }] };
    await this.#call('POST', '/v1/networks', body);
    const seeds: Endpoint[] = [];
    for (const { name } of this.#cluster.workers) seeds.push(await this.#plug(name, NETWORK));
    const steps: GrowthStep[] = [];
    for (const endpoints of sizes) {
      await this.#fill(endpoints - seeds.length);
      steps.push(await this.#step(endpoints, seeds, creates));
    }
    return steps;
  }

  async #step(
    endpoints: number,
    [, second]: readonly Endpoint[],
    creates: number,
  ): Promise<GrowthStep> {
    const [entries, pings, pingAlone]: [number[], GrowthStep['pings'][number][], number[]] = [
      [],
      [],
      [],
    ];
    // The first of each is not counted: names are looked up and programs are read.
    for (let turn = -1; turn < creates; turn++) {
      const entry = await this.#untilEntry();
      const ping = await this.#untilPing();
      const alone = await this.#untilAnswer(second);
      if (turn < 0) continue;
      entries.push(entry);
      pings.push(ping);
      pingAlone.push(alone);
    }
    return { endpoints, entries, pings, pingAlone };
  }

  async #untilEntry(): Promise<number> {
    const owner = this.#worker(this.#turns++);
    const { body, sentAt } = await this.#call('POST', '/v1/endpoints', this.#lease(owner));
    const { id, mac } = body as Endpoint;
    const remote = [...this.#monitors].filter(([name]) => name !== owner);
    const seen = await Promise.all(remote.map(([, monitor]) => monitor.seen(mac, SEEN_TIMEOUT_MS)));
    await this.#remove(id);
    return Math.max(...seen) - sentAt;
  }

  async #untilPing() {
    const netns = `grown-${this.#turns++}`;
    const attachment = { netns, create: true };
    const body = { ...this.#lease(this.#worker(1)), attachment };
    const made = await this.#call('POST', `/v1/endpoints?${WAIT}`, body);
    const endpoint = made.body as Endpoint;
    const applied = made.answeredAt - made.sentAt;
    const answered = applied + (await this.#untilAnswer(endpoint));
    await this.#remove(endpoint.id);
    return { applied, answered };
  }

  /** Pinged from the first host. */
  async #untilAnswer(endpoint: Endpoint | undefined): Promise<number> {
    const [host] = this.#cluster.workers;
    if (!host || !endpoint) throw new Error('there are no workers');
    const from: Source = { host, netns: NETWORK };
    const begun = performance.now();
    await firstAnswer(from, (endpoint.addresses[0] ?? '').replace(/\/.*/, ''));
    return performance.now() - begun;
  }

  async #plug(node: string, netns: string): Promise<Endpoint> {
    const body = { ...this.#lease(node), attachment: { netns, create: true } };
    return (await this.#call('POST', `/v1/endpoints?${WAIT}`, body)).body as Endpoint;
  }

  /** Leases on all workers, applied everywhere. */
  async #fill(endpoints: number): Promise<void> {
    while (this.#filled < endpoints) {
      const count = Math.min(BATCH, endpoints - this.#filled);
      const operations = Array.from({ length: count }, (_, n) => ({
        op: 'create',
        kind: 'endpoint',
        body: this.#lease(this.#worker(n)),
      }));
      await this.#call('POST', `/v1/batch?${WAIT}`, { operations });
      this.#filled += count;
    }
  }

  async #remove(id: string): Promise<void> {
    await this.#call('DELETE', `/v1/endpoints/${id}?${WAIT}`);
  }

  #lease(node: string) {
    return { network: NETWORK, node };
  }

  #worker(turn: number): string {
    const { workers } = this.#cluster;
    return workers[turn % workers.length]?.name ?? '';
  }

  /** Of the first manager. */
  async #call(method: 'POST' | 'DELETE', path: string, body?: object) {
    const request = { origin: 0, method, path, key: randomUUID(), ...(body && { body }) };
    const answer = await this.#client.single(request);
    const { converged } = (answer.body ?? {}) as { readonly converged?: boolean };
    if (answer.status >= 300 || converged === false) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }
}
