/** Who holds a revision: acknowledgements of agents of one manager, told to all managers, waited for at any. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { RestClient } from '../../cli/client/rest-client.js';
import type { ConvergenceWait } from '../../server/dispatch/convergence-port.js';
import type { RunningManager } from '../../server/manager.js';
import { eventually, networkCommand, propose, testCluster } from '../support/managers.js';
import { TestAgent, type AgentBehaviour } from '../support/test-agent.js';
import { addWorker, endpointCommand, type TestWorker } from '../support/workers.js';

type Dial = (at: RunningManager, worker: TestWorker, behaviour?: AgentBehaviour) => TestAgent;

async function two(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  await eventually('two voters', () => {
    return second.core.raft.status().configuration.voters.length === 2;
  });
  const a = await addWorker(cluster, manager, 'a', '192.0.2.1');
  const b = await addWorker(cluster, manager, 'b', '192.0.2.2');
  const { id: blue } = await propose(manager, networkCommand('blue'));
  await propose(manager, endpointCommand(blue, a.id, 'one'));
  await propose(manager, endpointCommand(blue, b.id, 'two'));
  const dial: Dial = (at, worker, behaviour) => {
    const target = `127.0.0.1:${at.info.grpcPort}`;
    const agent = new TestAgent(target, worker.credentials, new Map(), behaviour);
    t.teardown(() => agent.close());
    return agent;
  };
  return { cluster, manager, second, a, b, blue, dial };
}

/** Until then a worker that never had a stream counts as unreachable. */
async function known(ats: readonly RunningManager[], ids: readonly string[]): Promise<void> {
  await eventually('the workers to be known', () =>
    ats.every(({ core }) => ids.every((id) => core.dispatch.presence.isConnected(id))),
  );
}

function wait(at: RunningManager, revision: number, over: Partial<ConvergenceWait> = {}) {
  const { signal } = new AbortController();
  const request = {
    revision,
    network: undefined,
    mode: 'applied',
    timeoutMs: 20_000,
    signal,
  } as const;
  return at.core.dispatch.convergence.wait({ ...request, ...over });
}

t.test(
  'a revision has converged, on every manager, when agents of different managers hold it',
  async (t) => {
    const { manager, second, a, b, blue, dial } = await two(t);
    dial(manager, a);
    dial(second, b);
    const { revision } = await propose(manager, endpointCommand(blue, a.id, 'three'));
    for (const at of [manager, second]) {
      const report = await wait(at, revision, { network: blue, mode: 'all' });
      t.ok(report.converged);
      t.same(report.workers.map(({ node, state }) => [node, state]).sort(), [
        [a.id, 'applied'],
        [b.id, 'applied'],
      ]);
      t.ok(report.workers.every((one) => one.revision >= revision && one.appliedAt !== undefined));
      t.equal(at.core.dispatch.convergence.worker(b.id, revision, blue)?.state, 'applied');
    }
  },
);

t.test(
  'a worker that does not acknowledge is pending, and a wait ends in time without it',
  async (t) => {
    const { manager, a, b, blue, dial } = await two(t);
    dial(manager, a);
    const lazy = dial(manager, b, { acks: false });
    const { revision } = await propose(manager, endpointCommand(blue, a.id, 'three'));
    await lazy.holds(blue, revision);
    await known([manager], [a.id, b.id]);
    const late = await wait(manager, revision, { network: blue, timeoutMs: 300 });
    t.notOk(late.converged);
    t.equal(late.workers.find(({ node }) => node === b.id)?.state, 'pending');
    const waiting = wait(manager, revision, { network: blue });
    lazy.ack(blue);
    t.ok((await waiting).converged);
  },
);

t.test('a worker without a stream is unreachable: not waited for, unless all are', async (t) => {
  const { manager, second, a, b, blue, dial } = await two(t);
  dial(manager, a);
  await known([manager, second], [a.id]);
  const { revision } = await propose(manager, endpointCommand(blue, a.id, 'three'));
  for (const at of [manager, second]) {
    const report = await wait(at, revision, { network: blue });
    t.notOk(report.converged);
    t.match(Object.fromEntries(report.workers.map(({ node, state }) => [node, state])), {
      [a.id]: 'applied',
      [b.id]: 'unreachable',
    });
  }
  const all = wait(manager, revision, { network: blue, mode: 'all' });
  dial(second, b);
  t.ok((await all).converged);
});

t.test(
  'a failure ends the wait early, names the endpoint, and holds no later change up',
  async (t) => {
    const { manager, second, a, b, blue, dial } = await two(t);
    const one = await propose(manager, endpointCommand(blue, a.id, 'broken'));
    const failed = [{ endpointId: one.id, code: 'netns-missing', detail: 'no such namespace' }];
    dial(manager, a, { failed: () => failed });
    dial(second, b);
    await known([second], [a.id, b.id]);
    const report = await wait(second, one.revision, { network: blue });
    t.notOk(report.converged);
    t.match(
      report.workers.find(({ node }) => node === a.id),
      {
        state: 'failed',
        code: 'netns-missing',
        failedEndpoints: [{ endpoint: one.id, code: 'netns-missing' }],
      },
    );
    const next = await propose(manager, endpointCommand(blue, b.id, 'fine'));
    t.ok((await wait(second, next.revision, { network: blue })).converged);
  },
);

t.test('what an endpoint lacks beside its packets is told and holds nobody up', async (t) => {
  const { manager, second, a, b, blue, dial } = await two(t);
  const one = await propose(manager, endpointCommand(blue, a.id, 'nameless'));
  const failed = [{ endpointId: one.id, code: 'dns-port-taken', detail: 'taken' }];
  dial(manager, a, { failed: () => failed });
  dial(second, b);
  await known([second], [a.id, b.id]);
  const report = await wait(second, one.revision, { network: blue });
  t.ok(report.converged);
  t.match(
    report.workers.find(({ node }) => node === a.id),
    { state: 'applied', degradedEndpoints: [{ endpoint: one.id, code: 'dns-port-taken' }] },
  );
});

t.test('who left a network is waited for once, who came later never', async (t) => {
  const { manager, second, a, b, blue, dial } = await two(t);
  const { id } = await propose(manager, endpointCommand(blue, a.id, 'three'));
  const first = await propose(manager, { kind: 'endpoint.delete', endpoint: id });
  dial(manager, a);
  const leaving = dial(second, b);
  await leaving.next('synced');
  t.same(
    (await wait(manager, first.revision, { network: blue })).workers.map(({ node }) => node).sort(),
    [a.id, b.id].sort(),
  );
  const left = await propose(manager, { kind: 'endpoint.delete', endpoint: 'two.blue' });
  const report = await wait(manager, left.revision, { network: blue, mode: 'all' });
  t.ok(report.converged);
  t.equal(report.workers.find(({ node }) => node === b.id)?.state, 'applied');
  const later = manager.core.dispatch.convergence.snapshot(first.revision, blue);
  t.same(
    later.workers.map(({ node }) => node),
    [a.id],
  );
  const green = await propose(manager, networkCommand('green'));
  t.ok((await wait(manager, green.revision, { network: green.id })).converged, 'nobody concerned');
});

t.test(
  'acknowledgements outlive the manager that took them, also by a restart of another',
  async (t) => {
    const { cluster, manager, second, a, b, blue, dial } = await two(t);
    dial(manager, a);
    dial(manager, b);
    const { revision } = await propose(manager, endpointCommand(blue, a.id, 'three'));
    await wait(second, revision, { network: blue, mode: 'all' });
    await second.stop();
    const again = await cluster.run('m2');
    const report = await wait(again, revision, { network: blue, mode: 'all' });
    t.ok(report.converged);
  },
);

t.test(
  'workers are ready while they have a stream somewhere, and down when they have none',
  async (t) => {
    const { manager, second, a, dial } = await two(t);
    const agent = dial(second, a);
    const status = () => manager.core.state.node(a.id)?.status;
    await eventually('the worker to be ready', () => status() === 'ready');
    agent.close();
    await eventually('the worker to be down', () => status() === 'down');
    t.equal(second.core.state.node('m2', 'manager')?.status, 'ready');
  },
);

t.test(
  'of a worker that is down no manager shows endpoints as ready, whatever it had applied',
  async (t) => {
    const { cluster, manager, second, a, blue, dial } = await two(t);
    const agent = dial(second, a);
    await known([manager, second], [a.id]);
    const { revision } = await propose(manager, endpointCommand(blue, a.id, 'three'));
    const managers = [manager, second];
    for (const at of managers) {
      await eventually('the worker to have applied it, and be ready', () => {
        const told = at.core.dispatch.convergence.worker(a.id, revision, blue);
        return told?.state === 'applied' && at.core.state.node(a.id)?.status === 'ready';
      });
    }
    const clients = managers.map(({ info }) => {
      const path = join(cluster.dir, `run-${info.name}`, 'manager.sock');
      const client = new RestClient({ kind: 'socket', path }, { timeoutMs: 20_000 });
      t.teardown(() => client.close());
      return client;
    });
    const shown = async ({ api }: RestClient) => {
      const query = { consistency: 'stale' } as const;
      const params = { path: { node: a.id }, query };
      const of = { params: { query: { ...query, node: a.id } } };
      const [before, list, after, status] = [
        await api.GET('/v1/nodes/{node}', { params }),
        await api.GET('/v1/endpoints', of),
        await api.GET('/v1/nodes/{node}', { params }),
        await api.GET('/v1/nodes/{node}/status', { params }),
      ];
      return {
        before: before.data?.status,
        after: after.data?.status,
        applied: after.data?.conditions.find(({ type }) => type === 'Applied'),
        endpoints: [...new Set(list.data?.items.map(({ state }) => state))],
        networks: [...new Set(status.data?.networks.map(({ state }) => state))],
      };
    };
    for (const client of clients) {
      t.match(await shown(client), { after: 'ready', endpoints: ['ready'], networks: ['applied'] });
    }
    agent.close();
    const seen = new Map(clients.map((client) => [client, new Set<string>()]));
    for (const [client, states] of seen) {
      for (let status: string | undefined; status !== 'down';) {
        const { before, after, endpoints } = await shown(client);
        // What was read between two equal answers is of the same state.
        if (before === after) states.add(`${after}: ${endpoints.join()}`);
        status = before;
      }
    }
    for (const [client, states] of seen) {
      states.delete('ready: ready');
      t.same([...states], ['down: unreachable']);
      t.match(await shown(client), {
        endpoints: ['unreachable'],
        networks: ['unreachable'],
        applied: { status: false, code: 'unreachable', detail: /no connection to any manager/ },
      });
    }
    const report = await wait(manager, revision, { network: blue });
    const acked = report.workers.find(({ node }) => node === a.id);
    t.equal(acked?.state, 'applied', 'that it was applied stays a fact');
    dial(manager, a);
    await eventually('the worker to be ready again', () =>
      managers.every(({ core }) => core.state.node(a.id)?.status === 'ready'),
    );
    for (const client of clients) {
      t.match(await shown(client), { after: 'ready', endpoints: ['ready'], networks: ['applied'] });
    }
  },
);

t.test('a report changes the node once, and the same report nothing', async (t) => {
  const { manager, second, a, dial } = await two(t);
  const agent = dial(second, a);
  await agent.next('synced');
  const report = {
    kind: 'report',
    underlayMtu: 1500,
    routes: ['198.51.100.0/24'],
    capabilities: ['vxlan'],
    drift: [],
    agentVersion: '1',
  } as const;
  agent.say(report);
  const node = () => manager.core.state.node(a.id);
  await eventually('the report to be in the state', () => node()?.mtu === 1500);
  await eventually('the worker to be ready', () => node()?.status === 'ready');
  const { version } = node() ?? {};
  agent.say(report);
  const { revision } = await propose(second, networkCommand('later'));
  await manager.core.caughtUp(revision, 5000);
  t.equal(node()?.version, version);
});
