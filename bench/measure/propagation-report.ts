/** The propagation benchmark's result as JSON and Markdown. */
import { conditionLines, type Conditions } from './conditions.js';
import { mean, summarize, type Summary } from './quantiles.js';
import { ms, table, type Report } from './report.js';
import type { GrowthStep } from '../propagation/growth.js';
import { slowest, type Parts, type Way } from './stages.js';

/** In ms, measured between the creates. */
export interface Floors {
  /** `bridge fdb replace` through a pipe until a monitor reports it. */
  readonly fdb: number[];
  /** One record overwritten and synced on the managers' disk. */
  readonly sync: number[];
  /** GET answered from the asked manager's memory. */
  readonly staleRead: number[];
  /** Linearizable GET. */
  readonly read: number[];
}

export interface PropagationResult {
  readonly ways: readonly Way[];
  readonly floors: Floors;
  readonly growth: readonly GrowthStep[];
  readonly conditions: Conditions;
}

/** Of creates that the leader is asked for. */
const GOAL_MS = { p50: 3, p99: 15 };
const STAGES = ['http', 'commit', 'push', 'kernel'] as const;
const STAGE_TITLES = {
  http: 'HTTP in',
  commit: 'commit',
  push: 'push',
  kernel: 'kernel',
} as const;

export function propagationReport({ ways, floors, growth, conditions }: PropagationResult): Report {
  const last = slowest(ways);
  const leases = last.filter(({ create }) => !create.attached);
  const attached = last.filter(({ create }) => create.attached);
  const markdown = [
    ...conditionLines(conditions),
    '',
    ...totals(leases, attached),
    '',
    ...verdict(leases, attached),
    '',
    ...stages(leases, attached),
    '',
    ...parts(ways),
    '',
    ...floorTable(floors, leases),
    ...growthTable(growth),
  ];
  const json = {
    conditions,
    leases: summarize(leases.map(({ total }) => total)),
    attached: summarize(attached.map(({ total }) => total)),
    growth,
    floors: Object.fromEntries(
      Object.entries(floors).map(([name, values]) => [name, summarize(values as number[])]),
    ),
    ways: ways.map(({ create, ...way }) => ({
      ...way,
      revision: create.revision,
      attached: create.attached,
      manager: create.manager,
    })),
  };
  return { name: 'propagation', json, markdown };
}

function totals(leases: readonly Way[], attached: readonly Way[]): string[] {
  const row = (title: string, values: readonly number[]): string[] => {
    const { count, p50, p99, max } = summarize(values);
    return [title, String(count), ms(p50), ms(p99), ms(max)];
  };
  const total = (ways: readonly Way[]): number[] => ways.map((way) => way.total);
  const answer = (ways: readonly Way[]): number[] =>
    ways.map(({ create }) => create.answeredAt - create.sentAt);
  const led = (ways: readonly Way[], leaderAsked: boolean): Way[] =>
    ways.filter(({ parts: { leaderAsked: asked } }) => asked === leaderAsked);
  return table(
    ['POST sent → entry in the last remote kernel, ms', 'creates', 'p50', 'p99', 'max'],
    [
      row('lease alone', total(leases)),
      row('– the leader was asked', total(led(leases, true))),
      row('– a follower was asked', total(led(leases, false))),
      row('plugged into a new namespace', total(attached)),
      row('answer without `wait`', answer([...leases, ...attached])),
    ],
  );
}

function verdict(leases: readonly Way[], attached: readonly Way[]): string[] {
  const all = [...leases, ...attached];
  const led = all.filter(({ parts: { leaderAsked } }) => leaderAsked);
  const [every, asked] = [all, led].map((ways) => summarize(ways.map(({ total }) => total)));
  const word = (value: number, goal: number): string =>
    `${ms(value)} ms (goal ≤ ${goal} ms: ${value <= goal ? 'reached' : '**missed**'})`;
  return [
    `All ${all.length} creates together: p50 ${ms(every?.p50 ?? NaN)} ms, p99 ${ms(every?.p99 ?? NaN)} ms. ` +
      `The ${led.length} of which the leader was asked: p50 ${word(asked?.p50 ?? NaN, GOAL_MS.p50)}, ` +
      `p99 ${word(asked?.p99 ?? NaN, GOAL_MS.p99)}.`,
  ];
}

function stages(leases: readonly Way[], attached: readonly Way[]): string[] {
  const cells = (ways: readonly Way[], stage: (typeof STAGES)[number]): string[] => {
    const values = ways.map((way) => way[stage]);
    const { p50, p99 } = summarize(values);
    const share = mean(values) / mean(ways.map(({ total }) => total));
    return [ms(p50), ms(p99), `${(share * 100).toFixed(0)} %`];
  };
  return table(
    ['stage (slowest worker), ms', 'lease p50', 'p99', 'share', 'plugged p50', 'p99', 'share'],
    STAGES.map((stage) => [
      STAGE_TITLES[stage],
      ...cells(leases, stage),
      ...cells(attached, stage),
    ]),
  );
}

const PART_TITLES: Readonly<Record<Exclude<keyof Parts, 'leaderAsked'>, string>> = {
  forward: 'HTTP in: from the asked follower to the leader',
  leaderCommit: 'commit: until the leader applies',
  leaderSync: "commit: the leader's own write and sync",
  spread: "commit: leader's apply → apply of the worker's manager",
  encode: 'push: apply, project, encode, write',
  stream: "push: stream → agent's reconciler",
  plan: 'kernel: reconciler → first operation',
};

function parts(ways: readonly Way[]): string[] {
  const rows = Object.entries(PART_TITLES).map(([name, title]) => {
    const key = name as keyof typeof PART_TITLES;
    const values = ways
      .filter(({ parts: { leaderAsked } }) => key !== 'forward' || !leaderAsked)
      .map((way) => way.parts[key])
      .filter((value) => !Number.isNaN(value));
    const { p50, p99 } = summarize(values);
    return [title, ms(p50), ms(p99)];
  });
  return table(['within the stages (all workers), ms', 'p50', 'p99'], rows);
}

function floorTable(floors: Floors, leases: readonly Way[]): string[] {
  const row = (title: string, values: readonly number[]): string[] => {
    const { p50, p99 } = summarize(values);
    return [title, ms(p50), ms(p99)];
  };
  const p50 = (values: readonly number[]): number => summarize(values).p50;
  const least = p50(floors.staleRead) + p50(floors.sync) + p50(floors.fdb);
  const total: Summary = summarize(leases.map((way) => way.total));
  return [
    ...table(
      ['floor, same run, ms', 'p50', 'p99'],
      [
        row('GET from memory (`consistency=stale`)', floors.staleRead),
        row('GET linearizable', floors.read),
        row('write and fdatasync of 512 B', floors.sync),
        row('`bridge fdb replace` through a pipe → monitor', floors.fdb),
      ],
    ),
    '',
    `One GET from memory, one sync and one FDB entry need ${ms(least)} ms on this machine; ` +
      `a lease needs ${(total.p50 / least).toFixed(1)} times that.`,
  ];
}

function growthTable(growth: readonly GrowthStep[]): string[] {
  const [first, last] = [growth[0], growth.at(-1)];
  if (!first || !last) return [];
  const times = ({ entries, pings, pingAlone }: GrowthStep) => [
    ...[entries, pings.map(({ applied }) => applied), pings.map(({ answered }) => answered)],
    pingAlone,
  ];
  const cells = (values: readonly number[]): string[] => {
    const { p50, p99 } = summarize(values);
    return [ms(p50), ms(p99)];
  };
  const rows = growth.map((step) => [
    ...[String(step.endpoints), String(step.entries.length)],
    ...times(step).flatMap(cells),
  ]);
  const [entry, , ping] = times(first).map((values, at) => {
    return summarize(times(last)[at] ?? []).p50 / summarize(values).p50;
  });
  const titles = ['→ entry p50', '→ applied p50', '→ first ping p50', 'a ping alone p50'];
  const header = ['endpoints, ms', 'creates', ...titles.flatMap((title) => [title, 'p99'])];
  return [
    '',
    ...table(header, rows),
    '',
    `With ${last.endpoints} endpoints on the network a create takes ${(entry ?? NaN).toFixed(2)} times as long to the last ` +
      `remote kernel as with ${first.endpoints}, and ${(ping ?? NaN).toFixed(2)} times as long to its first ping.`,
  ];
}
