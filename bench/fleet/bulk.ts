/** Many endpoints by batch, in networks of their own with few workers each. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientProcess } from '../load/client-process.js';
import type { SingleAnswer } from '../load/protocol.js';
import { loopLateness, type LoopLateness } from '../measure/readings.js';
import { bulkCpuFrom, type BulkCpu } from './bulk-cpu.js';
import type { FleetCluster } from './fleet-cluster.js';
import type { FleetNode } from './fleet.js';

export interface BulkOptions {
  readonly endpoints: number;
  /** Operations of one batch. */
  readonly batch: number;
  /** Workers of each network: every worker is in one. */
  readonly members: number;
}

export interface Bulk extends BulkOptions {
  readonly networks: number;
  /** Batches sent again after a change of leader. */
  readonly repeats: number;
  /** From sending the first batch, in ms: until the last was answered, and until all workers had applied all. */
  readonly ackedMs: number;
  readonly appliedMs: number;
  readonly lateness: LoopLateness;
  /** Until all workers had applied all. */
  readonly cpu: BulkCpu;
}

const MAX_TRIES = 30;
const PAUSE_MS = 200;
const REQUEST = { method: 'POST', path: '/v1/batch', brief: true } as const;

export async function bulk(cluster: FleetCluster, options: BulkOptions): Promise<Bulk> {
  const groups = groupsOf(cluster.nodes, options.members);
  for (let at = 0; at < groups.length; at++) {
    const cidr = `10.${64 + (at >> 4)}.${(at & 15) << 4}.0/20`;
    await cluster.post('/v1/networks', { name: nameOf(at), subnets: [{ cidr }] });
  }
  const batches = batchesOf(groups, options);
  const clients = cluster.managers.map(() => cluster.newClient());
  try {
    await Promise.all(clients.map(connect));
    const made = await measured(cluster, clients, batches);
    return { ...options, networks: groups.length, ...made };
  } finally {
    for (const client of clients) client.stop();
  }
}

type Measured = Pick<Bulk, 'repeats' | 'ackedMs' | 'appliedMs' | 'lateness' | 'cpu'>;

async function measured(
  cluster: FleetCluster,
  clients: readonly ClientProcess[],
  batches: readonly string[],
): Promise<Measured> {
  await cluster.readings();
  const [managers, agents] = [cluster.managerPids(), cluster.fleet.pids];
  const cpuSince = bulkCpuFrom({ managers, agents, clients: clients.map(({ pid }) => pid) });
  const { answers, repeats } = await send(clients, batches);
  const sentAt = Math.min(...answers.map((answer) => answer.sentAt));
  const ackedMs = Math.max(...answers.map(({ answeredAt }) => answeredAt)) - sentAt;
  const appliedMs = (await cluster.allApplied()) - sentAt;
  const cpu = cpuSince();
  const lateness = loopLateness(await cluster.readings());
  return { repeats, ackedMs, appliedMs, lateness, cpu };
}

interface Sent {
  /** In the order in which they were answered by each manager. */
  readonly answers: readonly SingleAnswer[];
  readonly repeats: number;
}

/** A client for each manager, which sends its next batch when the last is answered. */
async function send(clients: readonly ClientProcess[], batches: readonly string[]): Promise<Sent> {
  const answers: SingleAnswer[] = [];
  let repeats = 0;
  const one = async (client: ClientProcess, origin: number): Promise<void> => {
    for (let at = origin; at < batches.length; at += clients.length) {
      const key = randomUUID();
      for (let tries = 1; ; tries++) {
        const answer = await client.single({ ...REQUEST, origin, key, body: batches[at] ?? '' });
        answers.push(answer);
        if (answer.status > 0 && answer.status < 300) break;
        refuse(answer, tries);
        repeats += 1;
        await delay(PAUSE_MS);
      }
    }
  };
  await Promise.all(clients.map(one));
  return { answers, repeats };
}

/** A client that has just been started compiles and loads; one that sends batches has done so. */
async function connect(client: ClientProcess, origin: number): Promise<void> {
  const { status, body } = await client.single({
    origin,
    method: 'GET',
    path: '/v1/nodes?limit=1',
  });
  if (status !== 200) throw new Error(`/v1/nodes: ${status} ${JSON.stringify(body)}`);
}

/** What a change of leader may bring is tried again under the same key; anything else ends the bulk. */
function refuse({ status, body }: SingleAnswer, tries: number): void {
  if ((status === 0 || status >= 503) && tries < MAX_TRIES) return;
  throw new Error(`/v1/batch: ${status} ${JSON.stringify(body).slice(0, 500)}`);
}

/** Their texts: what only the benchmark does is not to take place while the managers are at work. */
function batchesOf(groups: Groups, { endpoints, batch }: BulkOptions): string[] {
  const operations = [...creates(groups, endpoints)];
  const batches: string[] = [];
  for (let from = 0; from < operations.length; from += batch) {
    batches.push(JSON.stringify({ operations: operations.slice(from, from + batch) }));
  }
  return batches;
}

/** Network by network, so that a batch changes few of them. */
function* creates(groups: Groups, endpoints: number) {
  const share = Math.ceil(endpoints / groups.length);
  for (let number = 0; number < endpoints; number++) {
    const network = Math.floor(number / share);
    const nodes = groups[network] ?? [];
    const node = nodes[number % nodes.length]?.nodeId;
    yield { op: 'create', kind: 'endpoint', body: { network: nameOf(network), node } };
  }
}

type Groups = readonly (readonly FleetNode[])[];

function groupsOf(nodes: readonly FleetNode[], members: number): FleetNode[][] {
  const count = Math.max(1, Math.floor(nodes.length / members));
  return Array.from({ length: count }, (_, at) => nodes.filter((_node, n) => n % count === at));
}

function nameOf(network: number): string {
  return `bulk-${network}`;
}
