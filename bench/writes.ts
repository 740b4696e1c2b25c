/**
 * Acknowledged endpoint creates per second through REST on three managers, at several numbers of clients, in turns
 * with etcd under the same conditions: same namespaces, disk, client program, TLS and HTTP/1.1 with JSON.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchCluster } from './cluster/bench-cluster.js';
import { ClientProcess } from './load/client-process.js';
import type { LoadAnswer, Work } from './load/protocol.js';
import { observeConditions } from './measure/conditions.js';
import { SyncFloor } from './measure/floors.js';
import { writeReport } from './measure/report.js';
import { cpuOf, inRounds, roundsOf, type Rounds } from './measure/rounds.js';
import { writesReport, type Round, type WritesResult } from './measure/writes-report.js';
import { EtcdProgram } from './peer/etcd-program.js';
import { EtcdCluster } from './peer/etcd.js';

const WARM_UP_MS = 2_000;
const LONG_WARM_UP_CLIENTS = 64;
const SETTLE_MS = 1_000;
const VALUE_BYTES = 200;

interface Options extends Rounds {
  readonly measureMs: number;
  /** Once, before everything: a manager that has just started is still compiling its code. */
  readonly longWarmUpMs: number;
  /** Whether the worker's agent runs and takes every endpoint into its set. */
  readonly agent: boolean;
}

interface Subject {
  readonly client: ClientProcess;
  readonly pids: readonly number[];
  readonly work: () => Promise<Work>;
}

async function one(subject: Subject, clients: number, measureMs: number): Promise<Round> {
  const work = await subject.work();
  await delay(SETTLE_MS);
  const before = cpuOf(subject.pids);
  const load: LoadAnswer = await subject.client.load({
    clients,
    warmUpMs: WARM_UP_MS,
    measureMs,
    work,
  });
  // Over warm-up and measurement alike, so that it is only good for a share.
  const serverCpuShare = (cpuOf(subject.pids) - before) / (WARM_UP_MS + measureMs);
  return { clients, load, serverCpuShare };
}

/** A network per turn: its subnet never gets full, its set starts empty. */
function endpoints(client: ClientProcess, node: string): () => Promise<Work> {
  let turn = 0;
  return async () => {
    const network = `writes-${turn}`;
    const cidr = `10.${100 + turn}.0.0/16`;
    turn += 1;
    const body = { name: network, subnets: [{ cidr }] };
    const path = '/v1/networks';
    const answer = await client.single({ origin: 0, method: 'POST', path, body });
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return { kind: 'endpoint', network, node };
  };
}

async function ours(
  cluster: BenchCluster,
  client: ClientProcess,
  agent: boolean,
): Promise<Subject> {
  const [worker] = cluster.workers;
  if (worker === undefined) throw new Error('endpoints need a worker');
  if (!agent) await cluster.lab.fault.kill(worker);
  const pids = cluster.managers.map((host) => cluster.pid(host));
  return { client, pids, work: endpoints(client, worker.name) };
}

async function measure(
  subject: Subject,
  etcd: EtcdCluster | undefined,
  floor: SyncFloor,
  options: Options,
): Promise<Pick<WritesResult, 'ours' | 'peer' | 'syncs'>> {
  const result = { ours: [] as Round[], peer: [] as Round[] };
  const put: Work = { kind: 'etcd-put', valueBytes: VALUE_BYTES };
  const peer = etcd && {
    client: etcd.client,
    pids: etcd.pids,
    work: () => Promise.resolve(put),
  };
  const subjects = peer === undefined ? [subject] : [subject, peer];
  for (const each of subjects) await one(each, LONG_WARM_UP_CLIENTS, options.longWarmUpMs);
  const turn = async (each: Subject, clients: number): Promise<void> => {
    const rounds = each === subject ? result.ours : result.peer;
    rounds.push(await one(each, clients, options.measureMs));
  };
  const syncs = await inRounds(subjects, options, turn, floor);
  return { ...result, syncs };
}

async function withEtcd<T>(
  path: string | undefined,
  use: (etcd: EtcdCluster | undefined, version: string | undefined) => Promise<T>,
): Promise<T> {
  const program = path === 'none' ? undefined : await EtcdProgram.find(path);
  if (program === undefined) return use(undefined, undefined);
  const etcd = await EtcdCluster.up(`bench-etcd-${process.pid}`, program);
  try {
    return await use(etcd, program.version);
  } finally {
    await etcd.down();
    program.remove();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '1,64,256' },
      rounds: { type: 'string', default: '2' },
      seconds: { type: 'string', default: '6' },
      'warm-up': { type: 'string', default: '15' },
      agent: { type: 'boolean', default: false },
      /** A program, or `none`. */
      etcd: { type: 'string' },
      profile: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const options = {
    ...roundsOf(values),
    longWarmUpMs: Number(values['warm-up']) * 1000,
    agent: values.agent,
  };
  const conditions = await observeConditions();
  const profile = values.profile;
  const name = `bench-${process.pid}`;
  const shape = { name, managers: 3, workers: 1, profile: profile !== undefined };
  const cluster = await BenchCluster.up(shape);
  let client: ClientProcess | undefined;
  const floor = new SyncFloor(cluster.dir);
  try {
    const [host] = cluster.managers;
    if (host === undefined) throw new Error('a cluster needs a manager');
    client = new ClientProcess(host, cluster.clientSetup());
    const subject = await ours(cluster, client, options.agent);
    const measured = await withEtcd(values.etcd, async (etcd, etcdVersion) => {
      if (profile !== undefined) cluster.begin(cluster.managers);
      const rounds = await measure(subject, etcd, floor, options);
      return { ...rounds, etcdVersion };
    });
    if (profile !== undefined) {
      await cluster.collect(cluster.managers);
      cluster.saveProfiles(profile, cluster.managers);
    }
    const root = join(import.meta.dirname, '..', '..');
    const { agent, longWarmUpMs } = options;
    const result = { ...measured, agent, longWarmUpMs, conditions: conditions() };
    writeReport(writesReport(result), { root, publish: values.publish });
  } finally {
    client?.stop();
    floor.close();
    await cluster.down();
  }
}

await main();
