/** Managers ask workers: whichever manager is asked, and each way of getting no answer is told apart. */
import { Client, credentials } from '@grpc/grpc-js';
import t, { type Test } from 'tap';
import { canAnswer } from '../../proto/agent-messages.js';
import { CODE_METADATA, PEER_SERVICE } from '../../proto/services.js';
import type { RunningManager } from '../../server/manager.js';
import { eventually, testCluster } from '../support/managers.js';
import { TestAgent } from '../support/test-agent.js';
import { addWorker, type TestWorker } from '../support/workers.js';

async function two(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager, managerToken } = await cluster.init('m1');
  const second = await cluster.join('m2', managerToken);
  await eventually('two voters', () => {
    return second.core.raft.status().configuration.voters.length === 2;
  });
  const worker = await addWorker(cluster, manager, 'a', '192.0.2.1');
  return { manager, second, worker };
}

async function dial(
  t: Test,
  at: RunningManager,
  managers: readonly RunningManager[],
  { id, credentials }: TestWorker,
  capabilities: readonly string[] = [canAnswer('verify')],
): Promise<TestAgent> {
  const target = `127.0.0.1:${at.info.grpcPort}`;
  const agent = new TestAgent(target, credentials, new Map(), { capabilities });
  t.teardown(() => agent.close());
  await eventually('the worker to be known', () =>
    managers.every(({ core }) => core.dispatch.presence.isConnected(id)),
  );
  return agent;
}

function ask(at: RunningManager, nodeId: string, timeoutMs = 20_000): Promise<unknown> {
  return at.core.workers.ask({ nodeId, kind: 'verify', request: { network: 'n' }, timeoutMs });
}

t.test('any manager asks a worker that any manager serves, several things at once', async (t) => {
  const { manager, second, worker } = await two(t);
  const managers = [manager, second];
  const agent = await dial(t, second, managers, worker);
  const answers = [ask(manager, worker.id), ask(second, worker.id), ask(manager, worker.id)];
  const queries = await Promise.all([0, 1, 2].map((at) => queryAt(agent, at)));
  for (const { id, query, payload } of queries.reverse()) {
    t.equal(query, 'verify');
    t.same(JSON.parse(payload.toString()), { network: 'n' });
    const answer = Buffer.from(JSON.stringify({ id }));
    agent.say({ kind: 'answer', id, payload: answer, errorCode: '', errorDetail: '' });
  }
  t.same(
    (await Promise.all(answers)).map((answer) => (answer as { id: number }).id).sort(),
    queries.map(({ id }) => id).sort(),
  );
});

async function queryAt(agent: TestAgent, at: number) {
  await agent.next('query', () => agent.received.filter((m) => m.kind === 'query').length > at);
  const found = agent.received.filter((message) => message.kind === 'query')[at];
  if (found?.kind !== 'query') throw new Error('no query');
  return found;
}

t.test('a worker without a stream, a late one and an old one are told apart', async (t) => {
  const { manager, second, worker } = await two(t);
  const managers = [manager, second];
  for (const at of managers) {
    await t.rejects(ask(at, worker.id), { code: 'worker-unreachable' });
  }
  const agent = await dial(t, second, managers, worker);
  for (const at of managers) {
    await t.rejects(ask(at, worker.id, 50), { code: 'query-timeout' });
  }
  agent.close();
  await eventually('the worker to be gone', () =>
    managers.every(({ core }) => !core.dispatch.presence.isConnected(worker.id)),
  );
  await dial(t, second, managers, worker, []);
  for (const at of managers) await t.rejects(ask(at, worker.id), { code: 'not-supported' });
});

t.test('the stream of an agent ends: who waits for its answer learns it at once', async (t) => {
  const { manager, second, worker } = await two(t);
  const agent = await dial(t, second, [manager, second], worker);
  const asked = ask(manager, worker.id, 60_000);
  await agent.next('query');
  agent.close();
  await t.rejects(asked, { code: 'worker-unreachable' });
});

t.test('the code of an agent is passed on, and that of a newer one is not lost', async (t) => {
  const { manager, second, worker } = await two(t);
  const agent = await dial(t, second, [manager, second], worker);
  const errors = [
    ['missing-program', { code: 'missing-program', message: 'why' }],
    ['of-the-future', { code: 'internal', message: 'of-the-future: why' }],
  ] as const;
  for (const [at, [errorCode, wanted]] of errors.entries()) {
    const asked = ask(manager, worker.id);
    const { id } = await queryAt(agent, at);
    const payload = Buffer.alloc(0);
    agent.say({ kind: 'answer', id, payload, errorCode, errorDetail: 'why' });
    await t.rejects(asked, wanted);
  }
});

t.test('a worker may not ask other workers', async (t) => {
  const { manager, second, worker } = await two(t);
  const agent = await dial(t, second, [manager, second], worker);
  const { key, certificate, ca } = worker.credentials;
  const tls = credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(certificate));
  const target = `localhost:${second.info.grpcPort}`;
  const client = new Client(target, tls, { 'grpc.ssl_target_name_override': 'localhost' });
  t.teardown(() => client.close());
  const { path, requestSerialize, responseDeserialize } = PEER_SERVICE.query;
  const request = { nodeId: worker.id, kind: 'verify', payload: Buffer.alloc(0), timeoutMs: 1000 };
  const code = await new Promise((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error) =>
      resolve(error?.metadata.get(CODE_METADATA)[0]),
    );
  });
  t.equal(code, 'forbidden');
  t.notOk(agent.received.some(({ kind }) => kind === 'query'));
});

t.test('an agent has few questions at once: the next one is refused', async (t) => {
  const { manager, second, worker } = await two(t);
  const agent = await dial(t, manager, [manager, second], worker);
  const asked = Array.from({ length: 16 }, () => ask(manager, worker.id, 60_000));
  await t.rejects(ask(second, worker.id), { code: 'busy' });
  agent.close();
  for (const one of asked) await t.rejects(one, { code: 'worker-unreachable' });
});
