/** The result of the fleet benchmark as JSON and Markdown. */
import type { FleetShape } from '../fleet/fleet-cluster.js';
import type { FleetSync } from '../fleet/fleet.js';
import type { FleetStatus } from '../fleet/protocol.js';
import { conditionLines, type Conditions } from './conditions.js';
import { summarize } from './quantiles.js';
import { ms, table, type Report } from './report.js';

/** What costs when nothing happens. */
export interface Idle {
  /** Both ways, with all headers. */
  readonly bytesPerAgentSecond: number;
  /** Of one manager. */
  readonly managerCpuMsPerSecond: number;
  readonly agentCpuMsPerSecond: number;
  readonly managerBytes: readonly number[];
}

export interface Storm {
  /** Until the last agent was in sync. */
  readonly tookMs: number;
  readonly attemptMs: readonly number[];
  /** Until every manager served again. */
  readonly servingMs: number;
  readonly steadyBytes: readonly number[];
  readonly peakBytes: readonly number[];
  /** Complete images that agents took meanwhile. */
  readonly images: number | undefined;
}

export interface FleetResult {
  readonly shape: FleetShape;
  readonly endpoints: number;
  readonly joinMs: number;
  readonly first: FleetSync;
  readonly quiet: Idle;
  /** From sending the change to the answer that all have applied it, in ms. */
  readonly narrow: readonly number[];
  readonly wide: readonly number[];
  readonly cut: Storm;
  readonly out: Storm;
  readonly status: FleetStatus;
  readonly conditions: Conditions;
}

const GOAL = { narrowMs: 250, wideMs: 600, idleBytes: 100, peak: 1.5 };
const MIB = 2 ** 20;

export function fleetReport(result: FleetResult): Report {
  const { shape, endpoints, quiet, conditions, status } = result;
  const markdown = [
    ...conditionLines(conditions),
    '',
    `${shape.agents} simulated agents, each with a certificate and a connection of its own, in ${shape.processes} processes; ` +
      `${shape.networks} networks of ${shape.members} members, one of ${shape.agents}; ${endpoints} endpoints; three managers.`,
    '',
    ...changeTable(result),
    '',
    ...goalLines(result),
    '',
    `Idle: ${quiet.bytesPerAgentSecond.toFixed(0)} B/s per worker (${word(quiet.bytesPerAgentSecond <= GOAL.idleBytes)}: goal ${GOAL.idleBytes}), ` +
      `${quiet.managerCpuMsPerSecond.toFixed(1)} ms CPU/s per manager, ${quiet.agentCpuMsPerSecond.toFixed(3)} per simulated agent; ` +
      `managers hold ${quiet.managerBytes.map((bytes) => (bytes / MIB).toFixed(0)).join(', ')} MiB.`,
    '',
    ...stormTable(result),
    '',
    `In all: ${status.images} images, ${status.deltas} deltas, ${status.acks} acknowledgements, ${status.resyncs} resyncs, ${status.mismatches} wrong digests.`,
  ];
  return { name: 'fleet', json: result, markdown };
}

function changeTable({ narrow, wide, shape }: FleetResult): string[] {
  const row = (name: string, times: readonly number[]): string[] => {
    const { count, p50, p99, max } = summarize(times);
    return [name, String(count), ms(p50), ms(p99), ms(max)];
  };
  return table(
    ['change sent → answer: all have applied it, ms', 'changes', 'p50', 'p99', 'max'],
    [row(`${shape.members} members`, narrow), row(`${shape.agents} members`, wide)],
  );
}

function goalLines({ narrow, wide, shape }: FleetResult): string[] {
  const line = (times: readonly number[], goal: number, members: number): string =>
    `p99 of ${members} members at most ${goal} ms: ${word(summarize(times).p99 <= goal)}.`;
  return [`${line(narrow, GOAL.narrowMs, shape.members)} ${line(wide, GOAL.wideMs, shape.agents)}`];
}

function stormTable({ first, cut, out }: FleetResult): string[] {
  const seconds = (value: number): string => (value / 1000).toFixed(1);
  const peak = (storm: Storm): string =>
    Math.max(...storm.peakBytes.map((bytes, at) => bytes / (storm.steadyBytes[at] ?? NaN))).toFixed(
      2,
    );
  const row = (name: string, sync: FleetSync, storm?: Storm): string[] => {
    const { p50, p99 } = summarize(sync.attemptMs);
    const images = storm?.images;
    return [
      name,
      seconds(sync.tookMs),
      ms(p50),
      ms(p99),
      storm === undefined ? '–' : peak(storm),
      images === undefined ? '–' : String(images),
    ];
  };
  return [
    ...table(
      ['all in sync', 'after s', 'attempt p50 ms', 'p99 ms', 'peak / steady memory', 'images'],
      [
        row('first start, whole images', first),
        row('agents were cut off, changes meanwhile', cut, cut),
        row('managers were away', out, out),
      ],
    ),
    '',
    `Managers served again ${seconds(out.servingMs)} s after their start.`,
  ];
}

function word(met: boolean): string {
  return met ? 'met' : '**missed**';
}
