/**
 * How long from sending `POST /v1/endpoints` until the FDB entry is in every other concerned kernel, and where the
 * time goes. Three managers and three workers in the lab; the client runs beside the first manager.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LabHost } from '../lab/host.js';
import { BenchCluster } from './cluster/bench-cluster.js';
import { FdbMonitor } from './cluster/fdb-monitor.js';
import { ClientProcess } from './load/client-process.js';
import { observeConditions } from './measure/conditions.js';
import { FdbFloor, floorCommands, SyncFloor } from './measure/floors.js';
import { propagationReport, type Floors } from './measure/propagation-report.js';
import { writeReport } from './measure/report.js';
import { waysOf, type Create } from './measure/stages.js';
import { Growth } from './propagation/growth.js';

const FABRIC = '/run/netns/ovnet';
const NETWORK = 'bench';
const SUBNET = '10.99.0.0/20';
const SEEN_TIMEOUT_MS = 10_000;
/** Drawn between the two, so that creates do not fall into step with anybody's timers. */
const PAUSE_MS = { least: 5, most: 25 };
const FLOOR_EVERY = 4;
/** Until every daemon has taken the signal to begin. */
const BEGIN_MS = 300;
const FLOOR_NETNS = 'floor';

interface Options {
  readonly creates: number;
  readonly warmUp: number;
  /** Endpoints on a network, and creates of each kind for each of these sizes. */
  readonly sizes: readonly number[];
  readonly growthCreates: number;
  readonly profile: boolean;
  readonly publish: boolean;
}

interface Endpoint {
  readonly id: string;
  readonly mac: string;
  readonly revision: number;
}

class Propagation {
  readonly #cluster: BenchCluster;
  readonly #client: ClientProcess;
  readonly monitors: ReadonlyMap<string, FdbMonitor>;
  #count = 0;

  constructor(cluster: BenchCluster, client: ClientProcess) {
    this.#cluster = cluster;
    this.#client = client;
    this.monitors = new Map(
      cluster.workers.map((host) => [
        host.name,
        new FdbMonitor((argv) => host.spawn(argv), FABRIC),
      ]),
    );
  }

  /** Managers and workers take turns, so that every pair occurs. */
  async create(attached: boolean): Promise<Create> {
    const { managers, workers } = this.#cluster;
    const turn = this.#count++;
    const origin = turn % managers.length;
    const worker = workers[Math.floor(turn / managers.length) % workers.length];
    if (worker === undefined) throw new Error('there are no workers');
    const attachment = { netns: `bench-${turn}`, create: true };
    const answer = await this.#client.single({
      origin,
      method: 'POST',
      path: '/v1/endpoints',
      body: { network: NETWORK, node: worker.name, ...(attached && { attachment }) },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    const { id, mac, revision } = answer.body as Endpoint;
    const { sentAt, answeredAt } = answer;
    const sightings = await this.#sightings(mac, worker);
    const manager = managers[origin]?.name ?? '';
    return { id, revision, manager, attached, sentAt, answeredAt, sightings };
  }

  /** Until every worker, the owner too, has applied it: its work is not to fall into the next create. */
  async settled({ revision }: Create): Promise<void> {
    const path = `/v1/convergence?revision=${revision}&network=${NETWORK}`;
    for (;;) {
      const answer = await this.#client.single({ origin: 0, method: 'GET', path });
      if ((answer.body as { readonly converged?: boolean }).converged === true) return;
      await delay(PAUSE_MS.least);
    }
  }

  stop(): void {
    for (const monitor of this.monitors.values()) monitor.stop();
  }

  async #sightings(mac: string, owner: LabHost): Promise<Create['sightings']> {
    const remote = [...this.monitors].filter(([name]) => name !== owner.name);
    return Promise.all(
      remote.map(async ([worker, monitor]) => ({
        worker,
        at: await monitor.seen(mac, SEEN_TIMEOUT_MS),
      })),
    );
  }
}

/** One endpoint on each worker brings the network into every kernel. */
async function seed(cluster: BenchCluster, client: ClientProcess): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await client.single({ origin: 0, method: 'POST', path, body });
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    const { converged } = answer.body as { readonly converged?: boolean };
    if (converged === false) throw new Error(`not converged: ${JSON.stringify(answer.body)}`);
  };
  await post('/v1/networks', { name: NETWORK, subnets: [{ cidr: SUBNET }] });
  for (const { name } of cluster.workers) {
    const attachment = { netns: 'seed', create: true };
    const body = { network: NETWORK, node: name, attachment };
    await post('/v1/endpoints?wait=applied', body);
  }
}

async function nodeIds(client: ClientProcess): Promise<ReadonlyMap<string, string>> {
  const answer = await client.single({ origin: 0, method: 'GET', path: '/v1/nodes' });
  const { items } = answer.body as { items: { id: string; name: string; role: string }[] };
  return new Map(items.filter(({ role }) => role === 'worker').map(({ id, name }) => [name, id]));
}

class FloorProbe {
  readonly #client: ClientProcess;
  readonly #sync: SyncFloor;
  readonly #fdb: FdbFloor;
  readonly floors: Floors = { fdb: [], sync: [], staleRead: [], read: [] };

  private constructor(client: ClientProcess, sync: SyncFloor, fdb: FdbFloor) {
    this.#client = client;
    this.#sync = sync;
    this.#fdb = fdb;
  }

  static async start(cluster: BenchCluster, client: ClientProcess): Promise<FloorProbe> {
    const [host] = cluster.managers;
    if (host === undefined) throw new Error('a cluster needs a manager');
    for (const argv of floorCommands(FLOOR_NETNS)) {
      const { code, stderr } = await host.exec(argv);
      if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    }
    const spawn = (argv: readonly string[]) =>
      host.spawn(argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    const fdb = new FdbFloor(spawn, join('/run/netns', FLOOR_NETNS));
    const probe = new FloorProbe(client, new SyncFloor(cluster.dir), fdb);
    await fdb.measure();
    return probe;
  }

  async measure(turn: number): Promise<void> {
    const { fdb, sync, read, staleRead } = this.floors;
    fdb.push(await this.#fdb.measure());
    sync.push(await this.#sync.measure());
    staleRead.push(await this.#get(turn % 3, `/v1/networks/${NETWORK}?consistency=stale`));
    read.push(await this.#get(turn % 3, `/v1/networks/${NETWORK}`));
  }

  stop(): void {
    this.#fdb.stop();
    this.#sync.close();
  }

  async #get(origin: number, path: string): Promise<number> {
    const { status, sentAt, answeredAt } = await this.#client.single({
      origin,
      method: 'GET',
      path,
    });
    if (status !== 200) throw new Error(`GET ${path} answered ${status}`);
    return answeredAt - sentAt;
  }
}

async function measure(cluster: BenchCluster, client: ClientProcess, options: Options) {
  await seed(cluster, client);
  const propagation = new Propagation(cluster, client);
  const probe = await FloorProbe.start(cluster, client);
  const creates: Create[] = [];
  try {
    for (let turn = -options.warmUp * 2; turn < options.creates * 2; turn++) {
      if (turn === 0) {
        cluster.begin();
        await delay(BEGIN_MS);
      }
      // Pairs: a lease alone, then one that is plugged in.
      const create = await propagation.create(Math.abs(turn % 2) === 1);
      if (turn >= 0) creates.push(create);
      await propagation.settled(create);
      await delay(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
      if (turn >= 0 && turn % FLOOR_EVERY === 0) await probe.measure(turn);
    }
    const stamps = await cluster.collect();
    const managers = cluster.managers.map(({ name }) => name);
    const ways = waysOf(creates, { stamps, managers, nodeIds: await nodeIds(client) });
    const growth = new Growth(cluster, client, propagation.monitors);
    const { sizes, growthCreates } = options;
    const steps = await growth.run({ sizes, creates: growthCreates });
    return { ways, floors: probe.floors, growth: steps };
  } finally {
    propagation.stop();
    probe.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      creates: { type: 'string', default: '200' },
      'warm-up': { type: 'string', default: '20' },
      sizes: { type: 'string', default: '10,1000,10000' },
      'growth-creates': { type: 'string', default: '30' },
      profile: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const profileDir = values.profile;
  const options = {
    creates: Number(values.creates),
    warmUp: Number(values['warm-up']),
    sizes: values.sizes.split(',').filter(Boolean).map(Number),
    growthCreates: Number(values['growth-creates']),
    profile: profileDir !== undefined,
    publish: values.publish,
  };
  const conditions = await observeConditions();
  const name = `bench-${process.pid}`;
  const cluster = await BenchCluster.up({ name, managers: 3, workers: 3, ...options });
  let client: ClientProcess | undefined;
  try {
    const [host] = cluster.managers;
    if (host === undefined) throw new Error('a cluster needs a manager');
    client = new ClientProcess(host, cluster.clientSetup());
    const result = await measure(cluster, client, options);
    if (profileDir !== undefined) cluster.saveProfiles(profileDir);
    const root = join(import.meta.dirname, '..', '..');
    const report = propagationReport({ ...result, conditions: conditions() });
    writeReport(report, { root, publish: options.publish });
  } finally {
    client?.stop();
    await cluster.down();
  }
}

await main();
