/** The fleet benchmark's figures next to what they are to be. */
import type { FleetResult } from './fleet-result.js';
import { summarize } from './quantiles.js';
import type { LoopLateness } from './readings.js';
import { table } from './report.js';
import { stormRatios } from './storm-ratios.js';

const LIMIT = {
  narrowMs: 250,
  wideMs: 600,
  idleBytes: 100,
  peak: 1.5,
  storm: 1.3,
  agentBytes: 16 * 1024,
  latenessMs: 20,
  bulkFloor: 8_000,
  bulkGoal: 20_000,
};

interface Goal {
  readonly figure: string;
  readonly value: number;
  readonly digits: number;
  readonly limit: number;
  /** The value is to be so large at least; else so large at most. */
  readonly atLeast?: boolean;
  /** The least that is accepted, where that is less than the goal. */
  readonly floor?: number;
}

/** Leader's lateness in each phase that was measured. */
export function latenessOf(result: FleetResult): readonly (readonly [string, LoopLateness])[] {
  const { quiet, narrow, wide, cut, out, bulk, shape } = result;
  const phases = [
    ['idle', quiet?.lateness],
    [`changes for ${shape.members} workers`, narrow?.lateness],
    [`changes for ${shape.agents} workers`, wide?.lateness],
    ['agents come back', cut?.lateness],
    ['managers come back, their start included', out?.lateness],
    ['bulk', bulk?.lateness],
  ] as const;
  return phases.flatMap(([phase, lateness]) => (lateness ? [[phase, lateness] as const] : []));
}

/** Highest peak per steady memory of a manager. */
export function peakRatio(storm: NonNullable<FleetResult['cut']>): number {
  const ratios = storm.peakBytes.map((bytes, at) => bytes / (storm.steadyBytes[at] ?? NaN));
  return Math.max(...ratios);
}

export function goalTable(result: FleetResult): string[] {
  const goals = [
    ...changeGoals(result),
    ...stormGoals(result),
    ...costGoals(result),
    ...loadGoals(result),
  ];
  return table(['figure', 'measured', 'goal', ''], goals.map(goalRow));
}

function goalRow({ figure, value, digits, limit, atLeast, floor }: Goal): string[] {
  const isMet = (bound: number): boolean => (atLeast === true ? value >= bound : value <= bound);
  const word = (bound: number): string => (isMet(bound) ? 'met' : '**missed**');
  const floorWord = floor === undefined ? '' : `, floor ${floor} ${word(floor)}`;
  const sign = atLeast === true ? '≥' : '≤';
  return [figure, value.toFixed(digits), `${sign} ${limit}`, `${word(limit)}${floorWord}`];
}

function changeGoals({ narrow, wide, shape }: FleetResult): Goal[] {
  const goal = (workers: number, times: readonly number[], limit: number): Goal => ({
    figure: `change → all of ${workers} workers have it, p99 ms`,
    value: summarize(times).p99,
    digits: 0,
    limit,
  });
  return [
    ...(narrow ? [goal(shape.members, narrow.times, LIMIT.narrowMs)] : []),
    ...(wide ? [goal(shape.agents, wide.times, LIMIT.wideMs)] : []),
  ];
}

function stormGoals({ cut, out, attached }: FleetResult): Goal[] {
  const goals = (name: string, storm: FleetResult['cut']): Goal[] => {
    if (storm === undefined) return [];
    const peak = { value: peakRatio(storm), digits: 2, limit: LIMIT.peak };
    const memory = { figure: `${name}: peak / steady memory of a manager`, ...peak };
    if (attached === undefined) return [memory];
    const { sameInstants, atOnce } = stormRatios(storm.sync, storm.bare, attached.bare);
    const shared = { digits: 2, limit: LIMIT.storm };
    return [
      { figure: `${name}: sync / bare streams, same instants`, value: sameInstants, ...shared },
      { figure: `${name}: sync / bare streams, all at once`, value: atOnce, ...shared },
      memory,
    ];
  };
  return [...goals('agents come back', cut), ...goals('managers come back', out)];
}

function costGoals({ quiet, attached }: FleetResult): Goal[] {
  const idle = quiet && {
    figure: 'idle, B/s per worker',
    value: quiet.bytesPerAgentSecond,
    digits: 0,
    limit: LIMIT.idleBytes,
  };
  const memory = attached && {
    figure: 'memory per agent above a bare stream, B',
    value: attached.agentBytes - attached.bareBytes,
    digits: 0,
    limit: LIMIT.agentBytes,
  };
  return [...(idle ? [idle] : []), ...(memory ? [memory] : [])];
}

function loadGoals(result: FleetResult): Goal[] {
  const { bulk } = result;
  const late = latenessOf(result).map(([, { leaderP99 }]) => leaderP99);
  const lateness = {
    figure: "leader's event loop late, p99 ms, worst phase",
    value: late.some(Number.isNaN) ? NaN : Math.max(0, ...late),
    digits: 1,
    limit: LIMIT.latenessMs,
  };
  if (bulk === undefined) return [lateness];
  const rate = {
    figure: 'bulk: endpoints/s acknowledged',
    value: bulk.endpoints / (bulk.ackedMs / 1000),
    digits: 0,
    limit: LIMIT.bulkGoal,
    floor: LIMIT.bulkFloor,
    atLeast: true,
  };
  return [rate, lateness];
}
