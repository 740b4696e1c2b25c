/** The result of the catch-up benchmark as JSON and Markdown. */
import type { LatenessAnswer, LoadedAnswer } from '../kv/protocol.js';
import { conditionLines, type Conditions } from './conditions.js';
import { ms, table, type Report } from './report.js';

export interface Phase {
  readonly lateness: LatenessAnswer;
  /** Small writes meanwhile, second by second. */
  readonly writes: readonly LoadedAnswer[];
}

export interface CatchUp {
  readonly rows: number;
  readonly rowBytes: number;
  /** Of the leader's log when the follower came back. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** From the follower's start until it had applied `lastIndex`. */
  readonly ms: number;
  /** States it took over. */
  readonly states: number;
  readonly elections: number;
  readonly calm: Phase;
  readonly busy: Phase;
}

const GOAL_MS = 20;

export function catchUpReport(result: CatchUp & { readonly conditions: Conditions }): Report {
  const { rows, rowBytes, firstIndex, lastIndex, states, elections, calm, busy } = result;
  const mega = (rows * rowBytes) / 1e6;
  const seconds = result.ms / 1000;
  const markdown = [
    ...conditionLines(result.conditions),
    '',
    `A follower without any of ${rows} rows of ${rowBytes} B (${mega.toFixed(0)} MB; the leader's log holds entries ` +
      `${firstIndex} to ${lastIndex}) had caught up ${seconds.toFixed(1)} s after its start, by ${states} ` +
      `state${states === 1 ? '' : 's'} sent: ${(mega / seconds).toFixed(1)} MB/s.`,
    '',
    ...table(
      [
        'leader meanwhile',
        'loop late p50 ms',
        'p99 ms',
        'max ms',
        'small writes/s',
        'worst p99 ms of a second',
        'failed',
      ],
      [row('calm', calm), row('follower catching up', busy)],
    ),
    '',
    `No election: ${word(elections === 0)} (${elections}). By a state: ${word(states > 0)}. ` +
      `Lateness p99 at most ${GOAL_MS} ms: ${word(busy.lateness.p99 <= GOAL_MS)}.`,
  ];
  return { name: 'catch-up', json: result, markdown };
}

const word = (good: boolean): string => (good ? 'met' : '**missed**');

function row(title: string, { lateness, writes }: Phase): string[] {
  const sum = (value: (answer: LoadedAnswer) => number): number =>
    writes.reduce((total, answer) => total + value(answer), 0);
  return [
    title,
    ms(lateness.p50),
    ms(lateness.p99),
    ms(lateness.max),
    (sum(({ done }) => done) / sum(({ seconds }) => seconds)).toFixed(0),
    ms(Math.max(...writes.map(({ p99 }) => p99))),
    String(sum(({ failed }) => failed)),
  ];
}
