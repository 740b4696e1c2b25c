/**
 * A manager that was cut off and comes back: how many elections that costs, and the longest time without an acknowledged
 * write, from the cut until some seconds after the heal. Three managers in the lab, REST writes to the other two.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { OvnetSubject } from './cluster/subject.js';
import { ProbeProcess } from './load/probe-process.js';
import { monotonicMs } from './measure/clock.js';
import { observeConditions } from './measure/conditions.js';
import { cutOffReport, type Heal } from './measure/cut-off-report.js';
import { writeReport } from './measure/report.js';

const PROBE_MS = 20;
const WARM_UP_MS = 2_000;
/** Several election timeouts: whoever is disturbed shows it by then. */
const WATCH_MS = 5_000;

async function heal(subject: OvnetSubject, probe: ProbeProcess, cutMs: number): Promise<Heal> {
  const leader = await subject.leader();
  // Never the host of the client.
  const member = leader === 2 ? 1 : 2;
  const { lab, managers } = subject.cluster;
  const host = managers[member];
  if (host === undefined) throw new Error(`there is no member ${member}`);
  const termBefore = await subject.term();
  const cutAt = monotonicMs();
  await lab.fault.partition([host], []);
  await delay(cutMs);
  const healedAt = monotonicMs();
  await lab.fault.heal();
  await delay(WATCH_MS);
  const endedAt = monotonicMs();
  const [termAfter, leaderAfter] = [await subject.term(), await subject.leader()];
  return {
    elections: termAfter - termBefore,
    leaderChanged: leaderAfter !== leader,
    gapCutMs: probe.longestGap(cutAt, healedAt),
    gapHealedMs: probe.longestGap(healedAt, endedAt),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      heals: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '40' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const subject = await OvnetSubject.up(`bench-${process.pid}`);
  const { setup, work } = subject;
  let probe: ProbeProcess | undefined;
  try {
    const heals: Heal[] = [];
    const cutMs = Number(values.seconds) * 1000;
    probe = new ProbeProcess(subject.host, { ...setup, work, everyMs: PROBE_MS });
    await delay(WARM_UP_MS);
    for (let turn = 0; turn < Number(values.heals); turn++)
      heals.push(await heal(subject, probe, cutMs));
    const report = cutOffReport({ heals, cutMs, watchMs: WATCH_MS, conditions: conditions() });
    const root = join(import.meta.dirname, '..', '..');
    writeReport(report, { root, publish: values.publish });
  } finally {
    probe?.stop();
    await subject.down();
  }
}

await main();
