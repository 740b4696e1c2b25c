/** The result of the data path benchmark as JSON and Markdown. */
import { conditionLines, type Conditions } from './conditions.js';
import { summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

export interface DatapathResult {
  /** Gbit/s, in interleaved pairs. */
  readonly throughput: readonly { readonly ours: number; readonly byHand: number }[];
  readonly seconds: number;
  /** ms from the first request (or line) until the first answer to a ping. */
  readonly firstPing: readonly { readonly ours: number; readonly byHand: number }[];
  /** Longest time without an answer around each move, in ms, and as long a time without a move. */
  readonly moves: readonly { readonly moved: number; readonly calm: number }[];
  readonly conditions: Conditions;
}

const GOAL_RATIO = 0.97;

export function datapathReport(result: DatapathResult): Report {
  const { throughput, seconds, firstPing, moves, conditions } = result;
  const ratios = throughput.map(({ ours, byHand }) => ours / byHand);
  const ratio = summarize(ratios);
  const word = ratio.p50 >= GOAL_RATIO ? 'met' : '**missed**';
  const markdown = [
    ...conditionLines(conditions),
    '',
    ...table(
      ['', 'count', 'p50', 'p99', 'max'],
      [
        row(
          'TCP through ovnet, Gbit/s',
          throughput.map(({ ours }) => ours),
        ),
        row(
          'TCP through a vxlan made by hand, Gbit/s',
          throughput.map(({ byHand }) => byHand),
        ),
        row(
          'new network and two endpoints → first ping, ms',
          firstPing.map(({ ours }) => ours),
        ),
        row(
          'the same objects by hand → first ping, ms',
          firstPing.map(({ byHand }) => byHand),
        ),
        row(
          'longest gap around a move, 1 ping/ms, ms',
          moves.map(({ moved }) => moved),
        ),
        row(
          'longest gap without a move, ms',
          moves.map(({ calm }) => calm),
        ),
      ],
    ),
    '',
    `Throughput, ${throughput.length} pairs of ${seconds} s: median ratio ${ratio.p50.toFixed(2)}, goal ${GOAL_RATIO} ${word}.`,
  ];
  return { name: 'datapath', json: result, markdown };
}

function row(title: string, values: readonly number[]): string[] {
  const { count, p50, p99, max } = summarize(values);
  return [title, String(count), ms(p50), ms(p99), ms(max)];
}
