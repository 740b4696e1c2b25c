/** The comparison of raft-ts with etcd as JSON and Markdown. */
import type { PutAnswer } from '../load/put-protocol.js';
import { conditionLines, type Conditions } from './conditions.js';
import { mean, summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

export const SUBJECTS = ['raft-ts', 'etcd, peers in clear text', 'etcd, peers with TLS'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

export interface PutRound {
  readonly subject: SubjectName;
  readonly clients: number;
  readonly load: PutAnswer;
  /** Of the three servers together. */
  readonly serverCpuMs: number;
}

export interface VsEtcdResult {
  readonly rounds: readonly PutRound[];
  /** In ms: one record written and synced on the same disk, between the rounds. */
  readonly syncs: readonly number[];
  readonly warmUpMs: number;
  readonly valueBytes: number;
  readonly connections: number;
  readonly version: string;
  readonly conditions: Conditions;
}

/** By number of clients, of etcd's rate. */
const LIMITS: Readonly<Record<number, { readonly floor: number; readonly goal: number }>> = {
  1: { floor: 0.8, goal: 1.0 },
  64: { floor: 1.0, goal: 1.2 },
  256: { floor: 1.0, goal: 1.2 },
};

export function vsEtcdReport(result: VsEtcdResult): Report {
  const { rounds, syncs, warmUpMs, valueBytes, connections, version, conditions } = result;
  const counts = [...new Set(rounds.map(({ clients }) => clients))];
  const seconds = rounds[0]?.load.seconds ?? NaN;
  const turns = rounds.length / counts.length / SUBJECTS.length;
  const sync = summarize(syncs);
  const markdown = [
    ...conditionLines(conditions),
    `etcd ${version}. ${turns} rounds of ${seconds.toFixed(0)} s for each number of clients, in turns, after ` +
      `${warmUpMs / 1000} s of warm-up each; values of ${valueBytes} B, up to ${connections} connections to the leader.`,
    '',
    ...table(
      ['', 'clients', 'writes/s', 'p50 ms', 'p99 ms', 'server CPU µs/write', 'failed'],
      counts.flatMap((clients) => SUBJECTS.map((name) => row(name, of(rounds, name, clients)))),
    ),
    '',
    `One record written and synced alone: p50 ${ms(sync.p50)} ms, p99 ${ms(sync.p99)} ms.`,
    '',
    ...table(
      ['raft-ts per etcd', 'clients', 'writes/s', 'p50', 'CPU per write', 'floor', 'goal'],
      counts.flatMap((clients) => SUBJECTS.slice(1).map((peer) => ratioRow(rounds, peer, clients))),
    ),
  ];
  return { name: 'raft-vs-etcd', json: result, markdown };
}

function of(rounds: readonly PutRound[], name: SubjectName, clients: number): PutRound[] {
  return rounds.filter((round) => round.subject === name && round.clients === clients);
}

interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicros: number;
  readonly failed: number;
}

function figures(rounds: readonly PutRound[]): Figures {
  const sum = (value: (round: PutRound) => number): number =>
    rounds.reduce((total, round) => total + value(round), 0);
  const done = sum(({ load }) => load.done);
  return {
    rate: done / sum(({ load }) => load.seconds),
    p50: mean(rounds.map(({ load }) => load.p50)),
    p99: mean(rounds.map(({ load }) => load.p99)),
    cpuMicros: (1000 * sum(({ serverCpuMs }) => serverCpuMs)) / done,
    failed: sum(({ load }) => Object.values(load.failures).reduce((all, one) => all + one, 0)),
  };
}

function row(name: SubjectName, rounds: readonly PutRound[]): string[] {
  const { rate, p50, p99, cpuMicros, failed } = figures(rounds);
  const clients = String(rounds[0]?.clients ?? 0);
  return [name, clients, rate.toFixed(0), ms(p50), ms(p99), cpuMicros.toFixed(0), String(failed)];
}

function ratioRow(rounds: readonly PutRound[], peer: SubjectName, clients: number): string[] {
  const ours = figures(of(rounds, 'raft-ts', clients));
  const theirs = figures(of(rounds, peer, clients));
  const rate = ours.rate / theirs.rate;
  const limits = LIMITS[clients];
  const word = (limit: number | undefined): string =>
    limit === undefined ? '–' : `${limit.toFixed(1)} ${rate >= limit ? 'met' : '**missed**'}`;
  return [
    peer,
    String(clients),
    rate.toFixed(2),
    (ours.p50 / theirs.p50).toFixed(2),
    (ours.cpuMicros / theirs.cpuMicros).toFixed(2),
    word(limits?.floor),
    word(limits?.goal),
  ];
}
