/** What an agent is sent by a manager over mTLS: image, deltas, resume, gone, and what it may not do. */
import t, { type Test } from 'tap';
import { Client, credentials, status, type StatusObject } from '@grpc/grpc-js';
import { decodeForwardResponses, encodeForwardRequests } from '../../proto/peer-codec.js';
import type { RunningManager } from '../../server/manager.js';
import { networkCommand, propose, testCluster } from '../support/managers.js';
import { TestAgent, type AgentBehaviour, type HeldSet } from '../support/test-agent.js';
import { addWorker, endpointCommand, type TestWorker } from '../support/workers.js';

async function lone(t: Test) {
  const cluster = await testCluster();
  t.teardown(() => cluster.close());
  const { manager } = await cluster.init('m1');
  const a = await addWorker(cluster, manager, 'a', '192.0.2.1');
  const b = await addWorker(cluster, manager, 'b', '192.0.2.2');
  const blue = await propose(manager, networkCommand('blue'));
  const dial = (
    worker: TestWorker,
    sets?: Map<string, HeldSet>,
    behaviour?: AgentBehaviour,
  ): TestAgent => {
    const agent = new TestAgent(target(manager), worker.credentials, sets, behaviour);
    t.teardown(() => agent.close());
    return agent;
  };
  return { cluster, manager, a, b, blue: blue.id, dial };
}

function target({ info }: RunningManager): string {
  return `127.0.0.1:${info.grpcPort}`;
}

t.test(
  'an agent is welcomed, gets the image of its network and each change as a delta',
  async (t) => {
    const { manager, a, b, blue, dial } = await lone(t);
    const first = await propose(manager, endpointCommand(blue, a.id, 'one'));
    const agent = dial(a);
    const welcome = await agent.next('welcome');
    t.match(welcome, { nodeId: a.id, nodeName: 'a', epoch: 1, clusterId: manager.info.clusterId });
    t.equal(welcome.managers[0]?.grpcPort, manager.info.grpcPort);
    const { entries } = await agent.holds(blue, first.revision);
    t.same([...entries.keys()].map((key) => key.split('/')[0]).sort(), [
      'endpoint',
      'member',
      'network',
      'subnet',
    ]);
    const synced = await agent.next('synced');
    t.ok(synced.revision >= first.revision);
    const second = await propose(manager, endpointCommand(blue, b.id, 'two'));
    await agent.holds(blue, second.revision);
    const delta = await agent.next('delta', ({ to }) => to === second.revision);
    t.same(delta.upserts.map(({ kind }) => kind).sort(), ['endpoint', 'member']);
    t.equal(agent.received.filter(({ kind }) => kind === 'image').length, 1);
  },
);

t.test('an agent hears nothing of networks it hosts nothing of', async (t) => {
  const { manager, a, b, blue, dial } = await lone(t);
  await propose(manager, endpointCommand(blue, a.id, 'one'));
  const agent = dial(b);
  await agent.next('synced');
  await propose(manager, endpointCommand(blue, a.id, 'two'));
  const own = await propose(manager, networkCommand('green'));
  const here = await propose(manager, endpointCommand(own.id, b.id, 'three'));
  await agent.holds(own.id, here.revision);
  t.same([...agent.sets.keys()], [own.id]);
});

t.test('the last endpoint leaving a worker takes the network with it', async (t) => {
  const { manager, a, b, blue, dial } = await lone(t);
  await propose(manager, endpointCommand(blue, b.id, 'other'));
  const { id } = await propose(manager, endpointCommand(blue, a.id, 'one'));
  const agent = dial(a);
  await agent.next('synced');
  const { revision } = await propose(manager, { kind: 'endpoint.delete', endpoint: id });
  const gone = await agent.next('gone');
  t.match(gone, { networkId: blue, epoch: 1 });
  t.ok(gone.revision >= revision);
  const back = await propose(manager, endpointCommand(blue, a.id, 'again'));
  await agent.holds(blue, back.revision);
  t.equal(agent.received.filter(({ kind }) => kind === 'image').length, 2);
});

t.test(
  'an agent resumes with nothing, with deltas, or with an image when they are gone',
  async (t) => {
    const { manager, a, blue, dial } = await lone(t);
    await propose(manager, endpointCommand(blue, a.id, 'one'));
    const before = dial(a);
    await before.next('synced');
    before.close();
    const same = dial(a, before.sets);
    await same.next('synced');
    t.notOk(same.received.some(({ kind }) => kind === 'image' || kind === 'delta'));
    same.close();
    const later = await propose(manager, endpointCommand(blue, a.id, 'two'));
    const behind = dial(a, same.sets);
    await behind.holds(blue, later.revision);
    await behind.next('synced');
    t.notOk(behind.received.some(({ kind }) => kind === 'image'));
    behind.close();
    const held = behind.sets.get(blue);
    held?.entries.delete([...held.entries.keys()][0] ?? '');
    const damaged = dial(a, behind.sets);
    await damaged.next('image');
    await damaged.next('synced');
    t.equal(damaged.sets.get(blue)?.entries.size, 5);
  },
);

t.test('what an agent holds of a network it no longer hosts is gone when it returns', async (t) => {
  const { manager, a, blue, dial } = await lone(t);
  const { id } = await propose(manager, endpointCommand(blue, a.id, 'one'));
  const agent = dial(a);
  await agent.next('synced');
  agent.close();
  await propose(manager, { kind: 'endpoint.delete', endpoint: id });
  const again = dial(a, agent.sets);
  t.match(await again.next('gone'), { networkId: blue });
  await again.next('synced');
  t.equal(again.sets.size, 0);
});

t.test('a removed node is told so, on an open stream and on a new one', async (t) => {
  const { manager, a, dial } = await lone(t);
  const agent = dial(a);
  await agent.next('synced');
  await propose(manager, { kind: 'node.remove', node: a.id, force: true });
  await agent.next('removed');
  await agent.ended();
  const again = dial(a);
  await again.next('removed');
});

t.test('an agent that holds more than this manager has applied is sent elsewhere', async (t) => {
  const { a, blue, dial } = await lone(t);
  const ahead = new Map([[blue, { epoch: 1, revision: 1_000_000, entries: new Map() }]]);
  const agent = dial(a, ahead);
  const { reason } = await agent.next('elsewhere');
  t.match(reason, /lags/);
  t.notOk(agent.received.some(({ kind }) => kind === 'welcome'));
});

t.test('a digest that differs is answered with an image', async (t) => {
  const { manager, a, blue, dial } = await lone(t);
  const { revision } = await propose(manager, endpointCommand(blue, a.id, 'one'));
  const agent = dial(a);
  await agent.next('synced');
  const so = agent.received.length;
  const networkId = blue;
  const digest = '0123456789abcdef';
  agent.say({ kind: 'ack', networkId, epoch: 1, revision, digest, failed: [], gone: false });
  t.match(await agent.next('image', () => true, so), { networkId: blue });
});

t.test('a worker may not speak as a manager, and nobody without a certificate', async (t) => {
  const { manager, a } = await lone(t);
  const tls = credentials.createSsl(
    Buffer.from(a.credentials.ca),
    Buffer.from(a.credentials.key),
    Buffer.from(a.credentials.certificate),
    { checkServerIdentity: () => undefined },
  );
  const forward = (client: Client) =>
    new Promise<number | undefined>((resolve) => {
      const stream = client.makeBidiStreamRequest(
        '/ovnet.v1.Peer/Forward',
        encodeForwardRequests,
        decodeForwardResponses,
      );
      stream.on('error', () => undefined);
      stream.on('status', ({ code }: StatusObject) => {
        client.close();
        resolve(code);
      });
      stream.write([{ id: 1, proposal: Buffer.from('{}'), hops: 1 }]);
      stream.resume();
    });
  t.equal(await forward(new Client(target(manager), tls)), status.PERMISSION_DENIED);
  const bare = credentials.createSsl(Buffer.from(a.credentials.ca), null, null, {
    checkServerIdentity: () => undefined,
  });
  t.equal(await forward(new Client(target(manager), bare)), status.UNAVAILABLE);
});

t.test('the address that an agent was started with reaches the state and the others', async (t) => {
  const { manager, a, b, blue, dial } = await lone(t);
  await propose(manager, endpointCommand(blue, a.id, 'one'));
  await propose(manager, endpointCommand(blue, b.id, 'two'));
  const { state: view } = manager.core;
  const other = dial(b);
  await other.next('synced');
  const moved = dial(a, undefined, { vtep: '192.0.2.77' });
  const delta = await other.next('delta');
  t.match(delta.upserts, [{ kind: 'member', value: { nodeId: a.id, vtep: '192.0.2.77' } }]);
  t.equal(delta.upserts.length, 1, 'nothing else changed');
  t.equal(view.node(a.id)?.vtep, '192.0.2.77');
  await moved.holds(blue, delta.to);
  moved.close();
  for (const vtep of ['192.0.2.77', 'nonsense', '']) {
    const again = dial(a, moved.sets, { vtep });
    await again.next('synced');
    again.close();
  }
  const last = await propose(manager, endpointCommand(blue, b.id, 'three'));
  await other.holds(blue, last.revision);
  t.equal(view.node(a.id)?.vtep, '192.0.2.77');
  const members = other.received.filter(
    (message) => message.kind === 'delta' && message.upserts.some(({ kind }) => kind === 'member'),
  );
  t.equal(members.length, 1, 'the same again, or what is no address, changes nothing');
});
