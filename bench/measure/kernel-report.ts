/** The result of the kernel benchmark as JSON and Markdown. */
import type { Took } from '../kernel/floor-program.js';
import type { WorkerDeltas, WorkerStarted } from '../kernel/worker-process.js';
import { conditionLines, type Conditions } from './conditions.js';
import { quantile, summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

interface Turn {
  readonly add: Took;
  readonly remove: Took;
}

export interface Round {
  /** Undefined without a C compiler. */
  readonly c: { readonly [Op in keyof Turn]: Took | undefined };
  readonly ours: Turn;
}

export interface Start {
  readonly endpoints: number;
  readonly cold: WorkerStarted;
  /** The next process, with a kernel that holds everything. */
  readonly again: WorkerStarted;
  readonly deltas: WorkerDeltas;
}

export interface KernelResult {
  readonly entries: number;
  readonly transport: string;
  readonly rounds: readonly Round[];
  readonly singles: readonly number[];
  readonly starts: readonly Start[];
  readonly conditions: Conditions;
}

const GOAL_RATIO = 2.5;
const GOAL_SINGLE_MS = 1;

export function kernelReport(result: KernelResult): Report {
  const markdown = [
    ...conditionLines(result.conditions),
    '',
    ...entryLines(result),
    '',
    ...startLines(result.starts),
  ];
  return { name: 'kernel', json: result, markdown };
}

function entryLines({ entries, transport, rounds, singles }: KernelResult): string[] {
  const rows = (['add', 'remove'] as const).map((op) => {
    const ours = rounds.map((round) => round.ours[op]);
    const c = rounds.flatMap((round) => round.c[op] ?? []);
    const ratios = rounds.flatMap(({ c: floor, ours: own }) => {
      const took = floor[op];
      return took ? [own[op].wallMs / took.wallMs] : [];
    });
    const times = [c.map(wall), ours.map(wall), c.map(cpu), ours.map(cpu)].map(median);
    return [op, ...times.map((value) => value.toFixed(0)), median(ratios).toFixed(2)];
  });
  const ratio = Number(rows[0]?.at(-1));
  const single = summarize(singles);
  return [
    `${entries} FDB entries, medians of ${rounds.length} turns each, through ${transport}:`,
    '',
    ...table(['', 'C, ms', 'ours, ms', 'C, CPU ms', 'ours, CPU ms', 'ratio'], rows),
    '',
    Number.isFinite(ratio)
      ? `At most ${GOAL_RATIO} times the C program: ${verdict(ratio <= GOAL_RATIO)} (${ratio}).`
      : 'No C compiler was found: nothing to compare with.',
    `One entry: p50 ${ms(single.p50)} ms, p99 ${ms(single.p99)} ms. At most ${GOAL_SINGLE_MS} ms: ${verdict(single.p50 <= GOAL_SINGLE_MS)} (p50).`,
  ];
}

function startLines(starts: readonly Start[]): string[] {
  const rows = starts.map(({ endpoints, cold, again, deltas }) => {
    const each = summarize(deltas.ms);
    return [
      String(endpoints),
      ...[cold.wallMs, cold.cpuMs, cold.rssMiB].map((value) => value.toFixed(0)),
      ...[again.wallMs, again.cpuMs, again.writes].map((value) => value.toFixed(0)),
      ...[ms(each.p50), ms(each.p99), ms(deltas.cpuMsEach)],
    ];
  });
  const header = [
    'remote endpoints',
    'start, ms',
    'CPU, ms',
    'RSS, MiB',
    'again, ms',
    'CPU, ms',
    'writes',
    'delta p50, ms',
    'p99, ms',
    'CPU, ms',
  ];
  return [
    'A worker that starts on an empty kernel, the next process on the kernel it left, and a delta of one endpoint:',
    '',
    ...table(header, rows),
  ];
}

const wall = ({ wallMs }: Took): number => wallMs;
const cpu = ({ cpuMs }: Took): number => cpuMs;

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function verdict(met: boolean): string {
  return met ? 'met' : '**missed**';
}
