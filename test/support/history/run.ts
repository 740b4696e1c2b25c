/** One run: load and faults together, healing, what is outstanding brought to its end, and everything read once more. */
import { inspect } from 'node:util';
import { SeededRandom } from '../../../raft/core/random.js';
import type { E2eCluster } from '../e2e-cluster.js';
import { LoadClient } from './client.js';
import { Connection } from './connection.js';
import { readFinalStates } from './final-states.js';
import type { History, Try } from './history.js';
import { RegisterLoad, runClaims, runLeases } from './load.js';
import { Nemesis } from './nemesis.js';
import { LEASE_NETWORK } from './requests.js';

export interface RunOptions {
  readonly seed: number;
  readonly loadMs: number;
}

const REGISTER_CLIENTS = 6;
const LEASE_CLIENTS = 2;
const CLAIM_CLIENTS = 3;
/** Everything outstanding has to end within this after healing. */
const END_MS = 30_000;
const WORKER = 'w1';

export const MANAGERS = ['m1', 'm2', 'm3'] as const;

/** The cluster needs three managers and a worker. What goes wrong is in the history. */
export async function runHistory(
  cluster: E2eCluster,
  { seed, loadMs }: RunOptions,
): Promise<History> {
  const run = new Run(cluster, seed);
  try {
    await cluster.network({ name: LEASE_NETWORK });
    await run.underFaults(loadMs);
    await run.writeAndReadOnAll();
    return { ...run.history(), finals: await readFinalStates(cluster, MANAGERS) };
  } catch (error) {
    return { ...run.history(), broken: inspect(error) };
  } finally {
    await run.close();
  }
}

class Run {
  readonly #cluster: E2eCluster;
  readonly #seed: number;
  readonly #nemesis: Nemesis;
  readonly #tries: Try[] = [];
  readonly #connections: Connection[] = [];
  #clients = 0;
  #retryUntil = Infinity;

  constructor(cluster: E2eCluster, seed: number) {
    this.#cluster = cluster;
    this.#seed = seed;
    this.#nemesis = new Nemesis(cluster.lab, new SeededRandom(seed));
  }

  async underFaults(loadMs: number): Promise<void> {
    const endsAt = performance.now() + loadMs;
    let healed = false;
    const isOver = () => healed;
    const registers = new RegisterLoad();
    const load = [
      ...this.#newClients(REGISTER_CLIENTS).map((client) => registers.run(client, isOver)),
      ...this.#newClients(LEASE_CLIENTS).map((client) => runLeases(client, isOver)),
      runClaims(this.#newClients(CLAIM_CLIENTS), isOver),
    ];
    await this.#nemesis
      .run(() => performance.now() >= endsAt)
      .finally(() => {
        healed = true;
        this.#retryUntil = performance.now() + END_MS;
      });
    await Promise.all(load);
  }

  /** Through each manager: a new write, then every register. */
  async writeAndReadOnAll(): Promise<void> {
    const registers = new Set(
      this.#tries.flatMap(({ work }) => (work.kind === 'register.create' ? [work.register] : [])),
    );
    for (const manager of MANAGERS) {
      const client = this.#newClient([manager]);
      await client.write({ kind: 'lease.create', name: `last-${manager}` });
      for (const register of registers) await client.read({ kind: 'register.read', register });
    }
  }

  history(): History {
    return { seed: this.#seed, tries: this.#tries, faults: this.#nemesis.faults, finals: [] };
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }

  #newClients(count: number): LoadClient[] {
    return Array.from({ length: count }, () => this.#newClient(MANAGERS));
  }

  #newClient(managers: readonly string[]): LoadClient {
    const id = (this.#clients += 1);
    const connections = managers.map((manager) => {
      const socket = this.#cluster.lab.host(manager).socket('manager');
      const place = { client: id, manager, socket, worker: WORKER };
      return new Connection(place, (tried) => this.#tries.push(tried));
    });
    this.#connections.push(...connections);
    const random = new SeededRandom(this.#seed + id);
    return new LoadClient({ id, random, connections, retryUntil: () => this.#retryUntil });
  }
}
