/**
 * What a lost leader costs: SIGKILL to it until the next acknowledged write, next to etcd; nothing acknowledged may be
 * missing afterwards. And what a planned handover costs. Three managers in the lab, REST writes to all of them.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EtcdSubject, OvnetSubject, type Subject } from './cluster/subject.js';
import { ProbeProcess } from './load/probe-process.js';
import { monotonicMs } from './measure/clock.js';
import { observeConditions } from './measure/conditions.js';
import { failoverReport, type KillResult, type TransferResult } from './measure/failover-report.js';
import { writeReport } from './measure/report.js';
import { EtcdProgram } from './peer/etcd-program.js';
import { EtcdCluster } from './peer/etcd.js';

const KILL_PROBE_MS = 20;
const TRANSFER_PROBE_MS = 10;
const WARM_UP_MS = 2_000;
/** Between a member's return and the next kill, so that no election is still going on. */
const CALM_MS = 1_000;
const ACKNOWLEDGED_WITHIN_MS = 20_000;
/** Around a handover: what is looked at for the longest pause. */
const WINDOW_MS = { before: 200, after: 1_000 };

async function kills(subject: Subject, count: number): Promise<KillResult> {
  const { setup, work } = subject;
  const probe = new ProbeProcess(subject.host, { ...setup, work, everyMs: KILL_PROBE_MS });
  const times: number[] = [];
  try {
    await delay(WARM_UP_MS);
    for (let turn = 0; turn < count; turn++) {
      const leader = await subject.leader();
      const at = monotonicMs();
      await subject.kill(leader);
      const next = await probe.acknowledged(at, ACKNOWLEDGED_WITHIN_MS);
      times.push(next.answeredAt - at);
      await subject.start(leader);
      await probe.acknowledged(monotonicMs(), ACKNOWLEDGED_WITHIN_MS, leader);
      await delay(CALM_MS);
    }
  } finally {
    probe.stop();
  }
  const acknowledged = probe.answers.filter(({ done }) => done);
  const stored = await subject.keys();
  const lost = acknowledged.filter(({ key }) => !stored.has(key)).length;
  return { name: subject.name, times, acknowledged: acknowledged.length, lost };
}

async function transfers(subject: OvnetSubject, count: number): Promise<TransferResult> {
  const { setup, work } = subject;
  const probe = new ProbeProcess(subject.host, { ...setup, work, everyMs: TRANSFER_PROBE_MS });
  const result = { pauses: [] as number[], ordinary: [] as number[], failed: 0, unmoved: 0 };
  try {
    await delay(WARM_UP_MS);
    for (let turn = 0; turn < count; turn++) {
      const begunAt = monotonicMs();
      await delay(WINDOW_MS.before + WINDOW_MS.after);
      result.ordinary.push(probe.longestGap(begunAt, monotonicMs()));
      const at = monotonicMs();
      if (!(await subject.transfer())) result.unmoved += 1;
      await delay(WINDOW_MS.after);
      result.pauses.push(probe.longestGap(at - WINDOW_MS.before, monotonicMs()));
    }
    result.failed = probe.answers.filter(({ done }) => !done).length;
    return result;
  } finally {
    probe.stop();
  }
}

async function withEtcd(path: string | undefined, count: number): Promise<KillResult | undefined> {
  const program = path === 'none' ? undefined : await EtcdProgram.find(path);
  if (program === undefined) return undefined;
  try {
    const etcd = await EtcdCluster.up(`bench-etcd-${process.pid}`, program);
    const subject = new EtcdSubject(etcd, program.version);
    try {
      return await kills(subject, count);
    } finally {
      await subject.down();
    }
  } finally {
    program.remove();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      transfers: { type: 'string', default: '20' },
      /** A program, or `none`. */
      etcd: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const count = Number(values.kills);
  const conditions = await observeConditions();
  const subject = await OvnetSubject.up(`bench-${process.pid}`);
  try {
    const transferred = await transfers(subject, Number(values.transfers));
    const ours = await kills(subject, count);
    const etcd = await withEtcd(values.etcd, count);
    const killed = etcd === undefined ? [ours] : [ours, etcd];
    const report = failoverReport({ killed, transferred, conditions: conditions() });
    const root = join(import.meta.dirname, '..', '..');
    writeReport(report, { root, publish: values.publish });
  } finally {
    await subject.down();
  }
}

await main();
