/** The fleet benchmark's report: what storms are next to bare streams, and which goals are met. */
import t from 'tap';
import type { FleetSync } from '../../bench/fleet/fleet.js';
import type { Storm } from '../../bench/fleet/storms.js';
import { goalTable } from '../../bench/measure/fleet-goals.js';
import { fleetReport } from '../../bench/measure/fleet-report.js';
import type { FleetResult } from '../../bench/measure/fleet-result.js';
import { feedUse, loopLateness, Readings } from '../../bench/measure/readings.js';
import { stormRatios, underWayMs } from '../../bench/measure/storm-ratios.js';

/** Attempts as pairs of when they were dialled and how long they took. */
function sync(...attempts: (readonly [number, number])[]): FleetSync {
  return {
    tookMs: Math.max(...attempts.map(([dialledMs, tookMs]) => dialledMs + tookMs)),
    attempts: attempts.map(([dialledMs, tookMs]) => ({ dialledMs, tookMs })),
  };
}

const LATE = { leaderP99: 3, leaderMax: 9, worstP99: 4 };

function storm(peak: number): Storm {
  return {
    sync: sync([1000, 200], [5000, 200]),
    bare: sync([1000, 100], [5000, 100]),
    servingMs: 0,
    steadyBytes: [100, 200],
    peakBytes: [100, 200 * peak],
    images: 0,
    lateness: LATE,
    cpu: { managersMs: 30, agentsMs: 40 },
    bareCpu: { managersMs: 20, agentsMs: 20 },
  };
}

const RESULT: FleetResult = {
  shape: { agents: 2, processes: 1, networks: 1, members: 2 },
  endpoints: 4,
  joinMs: 10,
  first: sync([0, 5]),
  faults: [],
  conditions: {
    ...{ date: 'today', commit: 'c', kernel: 'k', cpus: '2', memoryGiB: 1, node: 'v20' },
    ...{ busyCoresBefore: 0, loadBefore: 0, loadAfter: 0 },
  },
};

function rowOf(result: FleetResult, figure: string): string[] {
  const line = goalTable(result).find((one) => one.includes(figure)) ?? '';
  return line
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
}

t.test('time in which nobody was dialling is no part of what a storm took', (t) => {
  t.equal(underWayMs(sync([0, 100], [50, 100], [1000, 10])), 160, 'overlaps count once');
  t.equal(underWayMs(sync([50, 10], [0, 100])), 100, 'one within the other');
  const { sameInstants, atOnce } = stormRatios(
    sync([1000, 200], [5000, 300]),
    sync([1000, 100], [5000, 100]),
    sync([0, 100], [0, 250]),
  );
  t.equal(sameInstants, 4300 / 4100, 'both from the first dial to the last one done');
  t.equal(atOnce, 500 / 250);
  t.end();
});

const BULK = {
  ...{ endpoints: 10_000, batch: 10_000, members: 10, networks: 1, repeats: 0 },
  ...{ ackedMs: 1000, appliedMs: 2000, lateness: LATE },
  cpu: { managersMainMs: 2000, managersOthersMs: 800, agentsMs: 405, clientsMs: 95 },
};

t.test('a goal is met or missed, and the floor of bulk is told apart', (t) => {
  const bulk = BULK;
  const rate = 'bulk: endpoints/s';
  t.match(rowOf({ ...RESULT, bulk }, rate), [
    rate,
    '10000',
    '≥ 20000',
    '**missed**, floor 8000 met',
  ]);
  const slow = { ...bulk, ackedMs: 2000 };
  t.match(rowOf({ ...RESULT, bulk: slow }, rate).at(-1), '**missed**, floor 8000 **missed**');
  const fast = { ...bulk, ackedMs: 500 };
  t.match(rowOf({ ...RESULT, bulk: fast }, rate).at(-1), 'met, floor 8000 met');
  t.end();
});

t.test('the CPU time of a bulk is told for each endpoint, by whose threads it was', (t) => {
  const text = fleetReport({ ...RESULT, bulk: BULK }).markdown.join('\n');
  t.match(
    text,
    'main threads of the managers 200.0, their other threads 80.0, agents 40.5, clients 9.5; in all 330.0',
  );
  t.end();
});

t.test('the manager with the highest peak decides', (t) => {
  const figure = 'agents come back: peak / steady';
  t.match(rowOf({ ...RESULT, cut: storm(1.5) }, figure), [figure, '1.50', '≤ 1.5', 'met']);
  t.match(rowOf({ ...RESULT, cut: storm(1.6) }, figure), [figure, '1.60', '≤ 1.5', '**missed**']);
  t.end();
});

t.test('memory per agent counts above that of a bare stream', (t) => {
  const bare = sync([0, 100]);
  const attached = { agentBytes: 30_000, bareBytes: 20_000, bare, again: bare };
  const figure = 'memory per agent above a bare stream, B';
  t.same(rowOf({ ...RESULT, attached }, figure), [figure, '10000', '≤ 16384', 'met']);
  t.end();
});

t.test('a leader whose loop was late in any phase misses the goal', (t) => {
  const out = { ...storm(1), lateness: { ...LATE, leaderP99: 21 } };
  const figure = "leader's event loop late";
  t.equal(rowOf({ ...RESULT, cut: storm(1) }, figure).at(-1), 'met');
  t.equal(rowOf({ ...RESULT, cut: storm(1), out }, figure).at(-1), '**missed**');
  const unknown = { ...storm(1), lateness: { ...LATE, leaderP99: NaN } };
  t.equal(rowOf({ ...RESULT, cut: unknown }, figure).at(-1), '**missed**', 'nobody led');
  t.end();
});

t.test('a phase that failed is told, and what was measured is shown without it', (t) => {
  const faults = [{ phase: 'out', reason: '3 agents are not in sync' }];
  const text = fleetReport({ ...RESULT, cut: storm(1), faults }).markdown.join('\n');
  t.match(text, '**out: failed.** 3 agents are not in sync');
  t.match(text, 'agents were cut off, changes meanwhile');
  t.notMatch(text, 'managers were away');
  t.end();
});

t.test('readings tell reuse of encodings and lateness of the one that leads', (t) => {
  const scrape = (updates: number, encodings: number, isLeader: number, late: number): Readings =>
    new Readings(
      [
        '# TYPE ovnet_dispatch_updates_total counter',
        `ovnet_dispatch_updates_total{type="delta"} ${updates}`,
        `ovnet_dispatch_updates_total{type="image"} 1000`,
        `ovnet_feed_encodings_total{type="delta"} ${encodings}`,
        `ovnet_dispatch_update_bytes_total{type="delta"} ${updates * 10}`,
        `ovnet_raft_is_leader ${isLeader}`,
        `ovnet_process_event_loop_lateness_seconds{quantile="0.99"} ${late}`,
        `ovnet_process_event_loop_lateness_seconds{quantile="1"} ${late * 2}`,
      ].join('\n'),
    );
  const before = [scrape(100, 10, 0, 0), scrape(100, 10, 1, 0)];
  const after = [scrape(600, 12, 0, 0.03), scrape(700, 12, 1, 0.01)];
  t.same(feedUse(before, after), { reuse: 1100 / 4, updateBytes: 11_000 });
  t.same(loopLateness(after), { leaderP99: 10, leaderMax: 20, worstP99: 30 });
  t.ok(Number.isNaN(loopLateness([scrape(0, 0, 0, 0)]).leaderP99));
  t.end();
});
