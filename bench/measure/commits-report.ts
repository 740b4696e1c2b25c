/** The result of the commits benchmark as JSON and Markdown. */
import type { LoadedAnswer } from '../kv/protocol.js';
import { conditionLines, type Conditions } from './conditions.js';
import { mean } from './quantiles.js';
import { ms, table, type Report } from './report.js';

export interface CommitRound {
  readonly outstanding: number;
  readonly load: LoadedAnswer;
  readonly leaderCpuMs: number;
  /** Of one follower, averaged. */
  readonly followerCpuMs: number;
}

export interface CommitsResult {
  readonly rounds: readonly CommitRound[];
  readonly warmUpMs: number;
  readonly valueBytes: number;
  readonly conditions: Conditions;
}

const FLOOR = 12_000;
const GOAL = 20_000;
const JUDGED = 256;

export function commitsReport(result: CommitsResult): Report {
  const { rounds, warmUpMs, valueBytes, conditions } = result;
  const counts = [...new Set(rounds.map(({ outstanding }) => outstanding))];
  const seconds = rounds[0]?.load.seconds ?? NaN;
  const markdown = [
    ...conditionLines(conditions),
    `${rounds.length / counts.length} rounds of ${seconds.toFixed(0)} s for each number outstanding, after ` +
      `${warmUpMs / 1000} s of warm-up; entries of ${valueBytes} B.`,
    '',
    ...table(
      [
        'outstanding',
        'commits/s',
        'best round',
        'p50 ms',
        'p99 ms',
        'leader CPU µs/commit',
        'each follower CPU µs/commit',
        'failed',
      ],
      counts.map((count) => row(rounds, count)),
    ),
    ...verdict(rounds),
  ];
  return { name: 'raft-commits', json: result, markdown };
}

const rate = ({ load }: CommitRound): number => load.done / load.seconds;

function row(rounds: readonly CommitRound[], count: number): string[] {
  const mine = rounds.filter(({ outstanding }) => outstanding === count);
  const done = mine.reduce((sum, { load }) => sum + load.done, 0);
  const micros = (total: number): string => ((1000 * total) / done).toFixed(1);
  return [
    String(count),
    mean(mine.map(rate)).toFixed(0),
    Math.max(...mine.map(rate)).toFixed(0),
    ms(mean(mine.map(({ load }) => load.p50))),
    ms(mean(mine.map(({ load }) => load.p99))),
    micros(mine.reduce((sum, { leaderCpuMs }) => sum + leaderCpuMs, 0)),
    micros(mine.reduce((sum, { followerCpuMs }) => sum + followerCpuMs, 0)),
    String(mine.reduce((sum, { load }) => sum + load.failed, 0)),
  ];
}

function verdict(rounds: readonly CommitRound[]): string[] {
  const judged = rounds.filter(({ outstanding }) => outstanding === JUDGED);
  if (judged.length === 0) return [];
  const reached = mean(judged.map(rate));
  const word = (limit: number): string => (reached >= limit ? 'met' : '**missed**');
  return [
    '',
    `${reached.toFixed(0)} commits/s with ${JUDGED} outstanding: floor ${FLOOR} ${word(FLOOR)}, goal ${GOAL} ${word(GOAL)}.`,
  ];
}
