/**
 * raft-ts as a replicated log under a key-value store, next to etcd: three processes each on loopback, durable writes,
 * the same call on the wire (`KV/Put`), the same client program, in turns.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RaftCluster } from './kv/raft-cluster.js';
import type { PutAnswer, PutLoad } from './load/put-protocol.js';
import { RequestProcess } from './load/request-process.js';
import { observeConditions } from './measure/conditions.js';
import { SyncFloor } from './measure/floors.js';
import { cpuOf, inRounds, roundsOf, type Rounds } from './measure/rounds.js';
import { vsEtcdReport, type PutRound, type SubjectName } from './measure/vs-etcd-report.js';
import { writeReport } from './measure/report.js';
import { EtcdProgram } from './peer/etcd-program.js';
import { LocalEtcd } from './peer/local-etcd.js';

const VALUE_BYTES = 200;
const MAX_CONNECTIONS = 16;
const WARM_UP_CLIENTS = 64;
/** Before every round: new connections, the disk's state. */
const SETTLE_MS = 500;

interface Subject {
  readonly name: SubjectName;
  readonly pids: readonly number[];
  leaderPort(): Promise<number>;
  down(): Promise<void>;
}

interface Options extends Rounds {
  readonly measureMs: number;
  readonly warmUpMs: number;
}

const RESULTS = join(import.meta.dirname, '..', '..', 'bench', 'results');

async function raft(profile: string | undefined): Promise<Subject> {
  const cluster = await RaftCluster.up({ machine: 'kv', root: RESULTS });
  if (profile !== undefined) await cluster.beginProfiles();
  return {
    name: 'raft-ts',
    pids: cluster.pids,
    leaderPort: async () => cluster.clientPorts.get((await cluster.leader()).id) ?? 0,
    down: async () => {
      if (profile !== undefined) await cluster.saveProfiles(profile);
      await cluster.down();
    },
  };
}

async function etcd(program: EtcdProgram, tls: boolean): Promise<Subject> {
  const cluster = await LocalEtcd.up({ program, tls, root: RESULTS });
  return {
    name: tls ? 'etcd, peers with TLS' : 'etcd, peers in clear text',
    pids: cluster.pids,
    leaderPort: () => cluster.leaderPort(),
    down: () => cluster.down(),
  };
}

class Puts {
  readonly #process = new RequestProcess(
    spawn(process.execPath, [fileURLToPath(new URL('./load/put-client.js', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );

  async load(subject: Subject, clients: number, measureMs: number): Promise<PutAnswer> {
    const request: PutLoad = {
      port: await subject.leaderPort(),
      clients,
      connections: Math.min(clients, MAX_CONNECTIONS),
      measureMs,
      valueBytes: VALUE_BYTES,
    };
    return (await this.#process.ask(request)) as PutAnswer;
  }

  async round(subject: Subject, clients: number, measureMs: number): Promise<PutRound> {
    await this.load(subject, clients, SETTLE_MS);
    const before = cpuOf(subject.pids);
    const load = await this.load(subject, clients, measureMs);
    return { subject: subject.name, clients, load, serverCpuMs: cpuOf(subject.pids) - before };
  }

  stop(): void {
    this.#process.stop();
  }
}

async function measure(subjects: readonly Subject[], options: Options) {
  const { measureMs, warmUpMs } = options;
  const puts = new Puts();
  const floor = new SyncFloor(RESULTS);
  const rounds: PutRound[] = [];
  const turn = async (subject: Subject, clients: number): Promise<void> => {
    rounds.push(await puts.round(subject, clients, measureMs));
  };
  try {
    for (const subject of subjects) await puts.load(subject, WARM_UP_CLIENTS, warmUpMs);
    const syncs = await inRounds(subjects, options, turn, floor);
    return { rounds, syncs };
  } finally {
    puts.stop();
    floor.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '1,64,256' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '10' },
      /** A program. */
      etcd: { type: 'string' },
      profile: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const options = { ...roundsOf(values), warmUpMs: Number(values['warm-up']) * 1000 };
  const conditions = await observeConditions();
  const program = await EtcdProgram.find(values.etcd);
  if (program === undefined) throw new Error('there is no etcd to be had; name one with --etcd');
  const subjects: Subject[] = [];
  try {
    subjects.push(await raft(values.profile));
    subjects.push(await etcd(program, false), await etcd(program, true));
    const measured = await measure(subjects, options);
    const { warmUpMs } = options;
    const { version } = program;
    const about = { warmUpMs, valueBytes: VALUE_BYTES, connections: MAX_CONNECTIONS, version };
    const report = vsEtcdReport({ ...measured, ...about, conditions: conditions() });
    const root = join(import.meta.dirname, '..', '..');
    writeReport(report, { root, publish: values.publish });
  } finally {
    for (const subject of subjects) await subject.down();
    program.remove();
  }
}

await main();
