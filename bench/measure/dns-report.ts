/** The result of the benchmark of names as JSON and Markdown. */
import { conditionLines, type Conditions } from './conditions.js';
import { quantile } from './quantiles.js';
import { table, type Report } from './report.js';

/** One run of dnsperf against one server. */
export interface DnsRun {
  readonly server: string;
  readonly sent: number;
  readonly lost: number;
  readonly perSecond: number;
  readonly meanLatencyMs: number;
  /** CPU time of the server. */
  readonly cpuUsPerQuery: number;
}

export interface DnsResult {
  readonly names: number;
  readonly clients: number;
  readonly outstanding: number;
  readonly seconds: number;
  /** In the order in which they ran: servers take turns. */
  readonly runs: readonly DnsRun[];
  readonly residentBytes: number;
  readonly conditions: Conditions;
}

const MIB = 2 ** 20;

export function dnsReport(result: DnsResult): Report {
  const { names, clients, outstanding, seconds, runs, residentBytes, conditions } = result;
  const servers = [...new Set(runs.map(({ server }) => server))];
  const of = (server: string): readonly DnsRun[] => runs.filter((run) => run.server === server);
  const [own = '', peer = ''] = servers;
  const ratios = of(own).map(
    ({ perSecond }, at) => perSecond / (of(peer)[at]?.perSecond ?? Number.NaN),
  );
  const markdown = [
    ...conditionLines(conditions),
    `${names} names, ${clients} clients, ${outstanding} queries outstanding, ${seconds} s a run; medians of ${of(own).length} runs.`,
    '',
    ...table(
      ['server', 'queries/s', 'sent', 'lost', 'mean latency, ms', 'CPU a query, µs'],
      servers.map((server) => row(server, of(server))),
    ),
    '',
    `Queries/s, ${own} : ${peer}, median of the pairs: ${median(ratios).toFixed(2)}. ` +
      `The resolver with ${names} names takes ${(residentBytes / MIB).toFixed(0)} MiB.`,
  ];
  return { name: 'dns', json: result, markdown };
}

function row(server: string, runs: readonly DnsRun[]): string[] {
  const middle = (value: (run: DnsRun) => number): number => median(runs.map(value));
  const total = (value: (run: DnsRun) => number): number =>
    runs.reduce((sum, run) => sum + value(run), 0);
  return [
    server,
    middle(({ perSecond }) => perSecond).toFixed(0),
    String(total(({ sent }) => sent)),
    String(total(({ lost }) => lost)),
    middle(({ meanLatencyMs }) => meanLatencyMs).toFixed(2),
    middle(({ cpuUsPerQuery }) => cpuUsPerQuery).toFixed(1),
  ];
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Of dnsperf 2.x. Throws when it printed something else. */
export function parseDnsperf(
  text: string,
): Pick<DnsRun, 'sent' | 'lost' | 'perSecond' | 'meanLatencyMs'> {
  const value = (pattern: RegExp): number => {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`dnsperf printed no ${pattern.source}: ${text}`);
    return Number(found);
  };
  return {
    sent: value(/Queries sent:\s+(\d+)/),
    lost: value(/Queries lost:\s+(\d+)/),
    perSecond: value(/Queries per second:\s+([\d.]+)/),
    meanLatencyMs: value(/Average Latency \(s\):\s+([\d.]+)/) * 1000,
  };
}
