/** A manager joins, or comes back: agents go over to it one by one, while what is written converges and nobody is missed. */
import t, { type Test } from 'tap';
import type { EventPosition } from '../../model/event-position.js';
import type { RunningManager } from '../../server/manager.js';
import {
  eventually,
  networkCommand,
  propose,
  testCluster,
  tokenFor,
  type TestCluster,
} from '../support/managers.js';
import { startSyncAgent, type SyncAgent } from '../support/sync-agent.js';
import { voting } from '../support/three-managers.js';
import { addWorker, endpointCommand } from '../support/workers.js';

/** As many as make the excess of the two worth a move. */
const AGENTS = 18;
const SOON = {
  shedding: { lookMs: 200, calmMs: 1000, patienceMs: 5000, restMs: 1000, perSecond: 1 },
};

const countsOf = (managers: readonly RunningManager[]): number[] =>
  managers.map(({ core }) => core.dispatch.sessions.count);

async function attached(t: Test, cluster: TestCluster, managers: readonly RunningManager[]) {
  const [manager] = managers;
  if (!manager) throw new Error('no manager');
  const { id: blue } = await propose(manager, networkCommand('blue'));
  const agents: SyncAgent[] = [];
  t.teardown(() => Promise.all(agents.map((agent) => agent.stop())));
  for (let n = 0; n < AGENTS; n++) {
    const vtep = `192.0.2.${n + 1}`;
    const worker = await addWorker(cluster, manager, `w${n}`, vtep);
    await propose(manager, endpointCommand(blue, worker.id, `first-${n}`));
    agents.push(await startSyncAgent(worker, vtep, managers[n % managers.length] ?? manager));
  }
  await eventually('every agent to be ready', () =>
    agents.every(
      ({ nodeId, sync }) =>
        sync.status().state === 'in-sync' && manager.core.state.node(nodeId)?.status === 'ready',
    ),
  );
  return { blue, agents };
}

/** Writes one endpoint after the other, each waited for on all workers, until told to stop. Answers what went wrong. */
function writing(managers: readonly RunningManager[], blue: string, agents: readonly SyncAgent[]) {
  const faults: unknown[] = [];
  let isOn = true;
  let writes = 0;
  const { signal } = new AbortController();
  const run = async (): Promise<void> => {
    while (isOn) {
      const at = managers[writes % managers.length];
      const node = agents[writes % agents.length]?.nodeId ?? '';
      if (!at) return;
      const { id, revision } = await propose(at, endpointCommand(blue, node, `more-${writes}`));
      const { convergence } = at.core.dispatch;
      const asked = { revision, network: blue, mode: 'all', timeoutMs: 20_000, signal } as const;
      const { converged, workers } = await convergence.wait(asked);
      const bad = workers.filter(({ state }) => state !== 'applied');
      if (!converged || workers.length !== agents.length) faults.push(bad);
      await propose(at, { kind: 'endpoint.delete', endpoint: id });
      writes += 1;
    }
  };
  const done = run();
  return async () => {
    isOn = false;
    await done;
    return { faults, writes };
  };
}

/** Workers that were called down after that. */
function downSince({ core }: RunningManager, position: EventPosition): string[] {
  return core.state
    .historyAfter(position, 100_000)
    .filter(({ kind, type }) => kind === 'node' && type === 'updated')
    .filter(({ object }) => object['role'] === 'worker' && object['status'] === 'down')
    .map(({ name }) => name);
}

function moves(agents: readonly SyncAgent[]): number {
  return agents.reduce((sum, { sync }) => sum + sync.status().counters.moved, 0);
}

t.test('agents spread over a manager that joins, and nobody misses anything', async (t) => {
  const cluster = await testCluster(SOON);
  t.teardown(() => cluster.close());
  const { manager: first, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  await voting([first, second]);
  const { blue, agents } = await attached(t, cluster, [first, second]);
  t.same(countsOf([first, second]), [AGENTS / 2, AGENTS / 2]);
  const before = first.core.state.historyEnd();
  const stop = writing([first, second], blue, agents);
  const third = await cluster.join('m3', await tokenFor(cluster, first, 'manager'));
  const all = [first, second, third];
  await eventually('the agents to be spread', () =>
    countsOf(all).every((count) => count === AGENTS / 3),
  );
  const { faults, writes } = await stop();
  t.same(faults, [], `${writes} writes, each on all workers`);
  t.ok(writes > 0);
  t.same(downSince(third, before), []);
  t.equal(moves(agents), AGENTS / 3);
  for (const { sync } of agents) {
    const { state, lastEnd, counters } = sync.status();
    t.same([state, lastEnd], ['in-sync', undefined], 'no session ended but by a move');
    t.match(counters, { resyncs: 0, digestMismatches: 0, olderRefused: 0 });
  }
});

/** By so much a manager may be above its share for good. */
const EXCESS = 2;

t.test('agents go over to a manager that comes back, and nobody misses anything', async (t) => {
  const cluster = await testCluster(SOON);
  t.teardown(() => cluster.close());
  const { manager: first, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  const third = await cluster.join('m3', await tokenFor(cluster, first, 'manager'));
  await voting([first, second, third]);
  const { blue, agents } = await attached(t, cluster, [first, second, third]);
  await cluster.stop('m3');
  const left = [first, second];
  await eventually('the agents to be with the others', () =>
    agents.every(
      ({ sync }) =>
        sync.status().state === 'in-sync' && sync.status().manager?.nodeId !== third.info.nodeId,
    ),
  );
  t.equal(
    countsOf(left).reduce((sum, count) => sum + count, 0),
    AGENTS,
  );
  const back = await cluster.run('m3');
  const before = first.core.state.historyEnd();
  const stop = writing(left, blue, agents);
  await eventually('the agents to be spread', () =>
    countsOf([...left, back]).every((count) => count <= AGENTS / 3 + EXCESS),
  );
  const { faults, writes } = await stop();
  t.same(faults, [], `${writes} writes, each on all workers`);
  t.same(downSince(first, before), []);
  t.ok(moves(agents) >= AGENTS / 3 - 2 * EXCESS);
});
