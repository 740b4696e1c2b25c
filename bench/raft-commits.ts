/**
 * Commits per second of raft-ts without any client protocol: proposals made inside the leader, three processes, mTLS
 * between them, logs on disk, a state machine that does nothing.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RaftCluster } from './kv/raft-cluster.js';
import { commitsReport, type CommitRound } from './measure/commits-report.js';
import { observeConditions } from './measure/conditions.js';
import { cpuMs } from './measure/processes.js';
import { writeReport } from './measure/report.js';

const VALUE_BYTES = 200;

async function round(cluster: RaftCluster, outstanding: number, ms: number): Promise<CommitRound> {
  const leader = await cluster.leader();
  const followers = cluster.members.filter((member) => member !== leader);
  const cpu = () => ({
    leader: cpuMs(leader.pid),
    followers: followers.reduce((sum, { pid }) => sum + cpuMs(pid), 0),
  });
  const before = cpu();
  const load = await leader.load({ outstanding, measureMs: ms, valueBytes: VALUE_BYTES });
  const after = cpu();
  return {
    outstanding,
    load,
    leaderCpuMs: after.leader - before.leader,
    followerCpuMs: (after.followers - before.followers) / followers.length,
  };
}

async function measure(options: {
  readonly outstanding: readonly number[];
  readonly rounds: number;
  readonly measureMs: number;
  readonly warmUpMs: number;
  readonly profile: string | undefined;
}): Promise<readonly CommitRound[]> {
  const { outstanding, rounds, measureMs, warmUpMs, profile } = options;
  const root = join(import.meta.dirname, '..', '..', 'bench', 'results');
  const cluster = await RaftCluster.up({ machine: 'noop', root });
  try {
    await round(cluster, Math.max(...outstanding), warmUpMs);
    if (profile !== undefined) await cluster.beginProfiles();
    const done: CommitRound[] = [];
    for (let turn = 0; turn < rounds; turn++)
      for (const count of outstanding) done.push(await round(cluster, count, measureMs));
    if (profile !== undefined) await cluster.saveProfiles(profile);
    return done;
  } finally {
    await cluster.down();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      outstanding: { type: 'string', default: '1,64,256' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      'warm-up': { type: 'string', default: '10' },
      /** A directory for CPU profiles; the figures then mean little. */
      profile: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const warmUpMs = Number(values['warm-up']) * 1000;
  const rounds = await measure({
    outstanding: values.outstanding.split(',').map(Number),
    rounds: Number(values.rounds),
    measureMs: Number(values.seconds) * 1000,
    warmUpMs,
    profile: values.profile,
  });
  const report = commitsReport({
    rounds,
    warmUpMs,
    valueBytes: VALUE_BYTES,
    conditions: conditions(),
  });
  writeReport(report, {
    root: join(import.meta.dirname, '..', '..'),
    publish: values.publish,
  });
}

await main();
