/** The result of the drift benchmark as JSON and Markdown. */
import type { Raid } from '../drift/intruder.js';
import type { WorkerDrift } from '../kernel/worker-process.js';
import { conditionLines, type Conditions } from './conditions.js';
import { summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

export interface DriftRun extends Raid {
  /** FDB and neighbour rows together. */
  readonly entries: number;
  readonly transport: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly worker: WorkerDrift;
}

export interface DriftResult {
  readonly runs: readonly DriftRun[];
  readonly conditions: Conditions;
}

/** Entries up to which the first goal holds. */
const FEW = 1_000;
const GOALS_MS = { few: 5, many: 100 };

export function driftReport(result: DriftResult): Report {
  const rows = result.runs.map((run) => {
    const { p50, p99, max } = summarize(run.repairMs);
    const goal = run.entries <= FEW ? GOALS_MS.few : GOALS_MS.many;
    const met = run.missed === 0 && p99 <= goal ? 'met' : '**missed**';
    const { repaired, overflows, cpuMs } = run.worker;
    const counted = (repaired['fdb'] ?? 0) + (repaired['neighbour'] ?? 0);
    return [
      String(run.entries),
      String(run.removed.fdb + run.removed.neighbour),
      String(counted),
      String(run.missed),
      ...[p50, p99, max].map(ms),
      `${goal} ms: ${met}`,
      String(overflows),
      (cpuMs / run.seconds / 10).toFixed(1),
    ];
  });
  const [first] = result.runs;
  const header = [
    'rows',
    'removed',
    'counted',
    'missed',
    'repair p50, ms',
    'p99, ms',
    'max, ms',
    'goal for p99',
    'overflows',
    'CPU, %',
  ];
  const markdown = [
    ...conditionLines(result.conditions),
    '',
    `FDB and neighbour rows removed at random, ${first?.perSecond ?? 0} a second for ${first?.seconds ?? 0} s, by another process, which also sees when each is there again:`,
    '',
    ...table(header, rows),
  ];
  return { name: 'drift', json: result, markdown };
}
