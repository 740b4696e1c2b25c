/** The result of the writes benchmark as JSON and Markdown. */
import type { LoadAnswer } from '../load/protocol.js';
import { conditionLines, type Conditions } from './conditions.js';
import { mean, summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

export interface Round {
  readonly clients: number;
  readonly load: LoadAnswer;
  /** Cores that the three servers used together. */
  readonly serverCpuShare: number;
}

export interface WritesResult {
  readonly ours: readonly Round[];
  /** Empty without etcd. */
  readonly peer: readonly Round[];
  /** In ms: one record written and synced on the same disk, between the rounds. */
  readonly syncs: readonly number[];
  readonly etcdVersion: string | undefined;
  readonly agent: boolean;
  readonly longWarmUpMs: number;
  readonly conditions: Conditions;
}

export function writesReport(result: WritesResult): Report {
  const { ours, peer, syncs, etcdVersion, agent, longWarmUpMs, conditions } = result;
  const counts = [...new Set(ours.map(({ clients }) => clients))];
  const sync = summarize(syncs);
  const [first] = ours;
  const seconds = first?.load.seconds ?? NaN;
  const markdown = [
    ...conditionLines(conditions),
    `${ours.length / counts.length} rounds of ${seconds} s for each number of clients after a warm-up of 2 s, and ` +
      `${longWarmUpMs / 1000} s with 64 clients before everything; ` +
      `the worker's agent ${agent ? 'runs' : 'is stopped'}.`,
    '',
    ...table(
      ['', 'clients', 'writes/s', 'p50 ms', 'p99 ms', 'server cores', 'client cores', 'failed'],
      counts.flatMap((clients) => [
        row('ovnet, endpoint creates', ours, clients),
        ...(peer.length === 0 ? [] : [row(`etcd ${etcdVersion ?? ''}, puts`, peer, clients)]),
      ]),
    ),
    '',
    `One record written and synced alone: p50 ${ms(sync.p50)} ms, p99 ${ms(sync.p99)} ms, ` +
      `that is ${(1000 / sync.p50).toFixed(0)} a second one after the other.`,
    '',
    ...ratios(counts, result, 1000 / sync.p50),
  ];
  return { name: 'writes', json: result, markdown };
}

function row(title: string, rounds: readonly Round[], clients: number): string[] {
  const mine = rounds.filter((round) => round.clients === clients);
  const failed = mine.flatMap(({ load }) => Object.values(load.failures));
  return [
    title,
    String(clients),
    rate(mine).toFixed(0),
    ms(mean(mine.map(({ load }) => load.p50))),
    ms(mean(mine.map(({ load }) => load.p99))),
    mean(mine.map(({ serverCpuShare }) => serverCpuShare)).toFixed(2),
    mean(mine.map(({ load }) => load.clientCpuMs / (load.seconds * 1000))).toFixed(2),
    String(failed.reduce((sum, count) => sum + count, 0)),
  ];
}

function rate(rounds: readonly Round[]): number {
  return mean(rounds.map(({ load }) => load.done / load.seconds));
}

function ratios(counts: readonly number[], result: WritesResult, syncRate: number): string[] {
  const at = (rounds: readonly Round[], clients: number): number =>
    rate(rounds.filter((round) => round.clients === clients));
  const line = (title: string, of: (clients: number) => number): string =>
    `${title}: ${counts.map((clients) => `${of(clients).toFixed(2)} with ${clients}`).join(', ')}.`;
  const { ours, peer } = result;
  return [
    line('Creates per sync of the disk', (clients) => at(ours, clients) / syncRate),
    ...(peer.length === 0
      ? ['No etcd to compare with.']
      : [line('Creates per put of etcd', (clients) => at(ours, clients) / at(peer, clients))]),
  ];
}
