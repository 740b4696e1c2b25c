/**
 * A follower that is far behind gets the whole state while the leader goes on: how long that takes, whether anybody
 * campaigns, and how late the leader's event loop becomes. raft-ts with the product's state database, on loopback.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { MemberProcess } from './kv/member-process.js';
import type { LatenessAnswer, LoadedAnswer } from './kv/protocol.js';
import { RaftCluster } from './kv/raft-cluster.js';
import { catchUpReport, type CatchUp } from './measure/catch-up-report.js';
import { observeConditions } from './measure/conditions.js';
import { writeReport } from './measure/report.js';

const ROWS_PER_ENTRY = 500;
const LOAD_OUTSTANDING = 8;
const LOAD_TIMEOUT_MS = 200_000;
/** Small writes that go on meanwhile. */
const STEADY = { rowsPerEntry: 1, outstanding: 2, rows: 10_000_000 };
const CALM_MS = 5_000;
const ROUND_MS = 1_000;
const CATCH_UP_TIMEOUT_MS = 150_000;

/** Keeps small writes going until told to end; resolves with what became of them. */
function steadily(leader: MemberProcess, rowBytes: number) {
  const done: LoadedAnswer[] = [];
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted)
      done.push(await leader.rows({ ...STEADY, rowBytes, measureMs: ROUND_MS }));
  })();
  return {
    end: async (): Promise<readonly LoadedAnswer[]> => {
      stop.abort();
      await running;
      return done;
    },
  };
}

async function watched<T>(
  leader: MemberProcess,
  rowBytes: number,
  work: () => Promise<T>,
): Promise<{ result: T; lateness: LatenessAnswer; writes: readonly LoadedAnswer[] }> {
  const writing = steadily(leader, rowBytes);
  await leader.lateness(false);
  const result = await work();
  const lateness = await leader.lateness(true);
  return { result, lateness, writes: await writing.end() };
}

/** Resolves with the time until the follower has applied what the leader had at the beginning, in ms. */
async function caughtUp(follower: MemberProcess, index: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { applied } = await follower.status();
    const took = performance.now() - began;
    if (applied >= index) return took;
    if (took > CATCH_UP_TIMEOUT_MS) throw new Error(`it is at ${applied} of ${index} only`);
    await delay(100);
  }
}

function step(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function measure(rows: number, rowBytes: number): Promise<CatchUp> {
  const root = join(import.meta.dirname, '..', '..', 'bench', 'results');
  const cluster = await RaftCluster.up({ machine: 'rows', root });
  try {
    const leader = await cluster.leader();
    const follower = cluster.members.find((member) => member !== leader);
    if (follower === undefined) throw new Error('a cluster has followers');
    await follower.kill();
    step(`writing ${rows} rows without one follower`);
    const loaded = await leader.rows({
      rows,
      rowsPerEntry: ROWS_PER_ENTRY,
      rowBytes,
      outstanding: LOAD_OUTSTANDING,
      measureMs: LOAD_TIMEOUT_MS,
    });
    step(`written in ${loaded.seconds.toFixed(1)} s`);
    await delay(CALM_MS);
    const calm = await watched(leader, rowBytes, () => delay(CALM_MS));
    const before = await leader.status();
    step('starting the follower');
    const behind = await watched(leader, rowBytes, async () => {
      const back = await cluster.restart(follower);
      return { ms: await caughtUp(back, before.lastIndex), states: back.installed.length };
    });
    const after = await leader.status();
    return {
      rows: loaded.done * ROWS_PER_ENTRY,
      rowBytes,
      firstIndex: before.firstIndex,
      lastIndex: before.lastIndex,
      ms: behind.result.ms,
      states: behind.result.states,
      elections: after.term - before.term,
      calm: { lateness: calm.lateness, writes: calm.writes },
      busy: { lateness: behind.lateness, writes: behind.writes },
    };
  } finally {
    await cluster.down();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      'row-bytes': { type: 'string', default: '200' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const result = await measure(Number(values.rows), Number(values['row-bytes']));
  const root = join(import.meta.dirname, '..', '..');
  const report = catchUpReport({ ...result, conditions: conditions() });
  writeReport(report, { root, publish: values.publish });
}

await main();
