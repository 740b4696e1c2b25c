/** The result of the failover benchmark as JSON and Markdown. */
import { conditionLines, type Conditions } from './conditions.js';
import { summarize } from './quantiles.js';
import { table, type Report } from './report.js';

export interface KillResult {
  readonly name: string;
  /** From SIGKILL to the next acknowledgement, in ms. */
  readonly times: readonly number[];
  readonly acknowledged: number;
  /** Acknowledged and not there at the end. */
  readonly lost: number;
}

export interface TransferResult {
  /** Longest time without an acknowledgement around each handover, in ms. */
  readonly pauses: readonly number[];
  /** The same in windows of that length without a handover. */
  readonly ordinary: readonly number[];
  /** Writes without an acknowledgement. */
  readonly failed: number;
  /** Handovers that did not take place. */
  readonly unmoved: number;
}

export interface FailoverResult {
  readonly killed: readonly KillResult[];
  readonly transferred: TransferResult;
  readonly conditions: Conditions;
}

const GOAL = { medianMs: 700, maxMs: 2_000, transferMs: 50 };

export function failoverReport(result: FailoverResult): Report {
  const { killed, transferred, conditions } = result;
  const markdown = [
    ...conditionLines(conditions),
    '',
    ...table(
      [
        'leader killed → next acknowledged write, ms',
        'kills',
        'p50',
        'max',
        'acknowledged',
        'lost',
      ],
      killed.map(({ name, times, acknowledged, lost }) => {
        const { count, p50, max } = summarize(times);
        return [name, count, p50.toFixed(0), max.toFixed(0), acknowledged, lost].map(String);
      }),
    ),
    '',
    ...killVerdict(killed[0]),
    '',
    ...table(
      ['longest time without an acknowledged write, ms', 'windows', 'p50', 'max'],
      [
        ['around a planned handover', transferred.pauses] as const,
        ['without one', transferred.ordinary] as const,
      ].map(([title, times]) => {
        const { count, p50, max } = summarize(times);
        return [title, String(count), p50.toFixed(1), max.toFixed(1)];
      }),
    ),
    '',
    ...transferVerdict(transferred),
  ];
  return { name: 'failover', json: result, markdown };
}

const word = (good: boolean): string => (good ? 'met' : '**missed**');

function killVerdict(ours: KillResult | undefined): string[] {
  if (ours === undefined || ours.times.length === 0) return [];
  const { p50, max } = summarize(ours.times);
  return [
    `Median at most ${GOAL.medianMs} ms: ${word(p50 <= GOAL.medianMs)}; maximum at most ${GOAL.maxMs} ms: ` +
      `${word(max <= GOAL.maxMs)}; no acknowledged write lost: ${word(ours.lost === 0)}.`,
  ];
}

function transferVerdict({ pauses, failed, unmoved }: TransferResult): string[] {
  if (pauses.length === 0) return [];
  const { p50 } = summarize(pauses);
  return [
    `Pause of at most ${GOAL.transferMs} ms: ${word(p50 <= GOAL.transferMs)} at the median; ` +
      `${failed} writes were refused or got no answer, ${unmoved} handovers did not take place.`,
  ];
}
