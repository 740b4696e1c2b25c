/** An agent that is told to go over to another manager, in virtual time: when it does, when it stays, what is lost: nothing. */
import t, { type Test } from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { StreamHandlers } from '../../agent/sync/dial.js';
import { AgentSync } from '../../agent/sync/sync.js';
import type { NetworkDelta, NetworkImage } from '../../model/desired.js';
import type { AgentMessage, ManagerAddress, ManagerMessage } from '../../proto/agent-messages.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { idleSync } from '../support/idle-sync.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const address = (nodeId: string): ManagerAddress => {
  return { nodeId, address: '192.0.2.1', grpcPort: 7071, apiPort: 7070 };
};
const FIRST = address('node-m1');
const SECOND = address('node-m2');
const THIRD = address('node-m3');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One stream; the test is the manager. */
class Line {
  readonly heard: AgentMessage[] = [];
  isOpen = true;
  readonly to: string;
  readonly #handlers: StreamHandlers;

  constructor(to: string, handlers: StreamHandlers) {
    this.to = to;
    this.#handlers = handlers;
  }

  async say(...messages: ManagerMessage[]): Promise<void> {
    for (const message of messages) this.#handlers.message(message);
    await turn();
  }

  async break(): Promise<void> {
    this.isOpen = false;
    this.#handlers.ended({ status: 14, detail: 'broken', code: undefined });
    await turn();
  }

  welcome(epoch = 1): ManagerMessage {
    const names = { clusterId: 'clu-1', clusterName: 'c', nodeId: 'me', nodeName: 'w1' };
    return { kind: 'welcome', ...names, epoch, managers: [FIRST], managerId: this.to };
  }

  acks(): string[] {
    const acks = this.heard.flatMap((message) => (message.kind === 'ack' ? message : []));
    return acks.map(({ networkId, revision }) => `${networkId}@${revision}`);
  }
}

const image = (one: NetworkImage): ManagerMessage => {
  return { kind: 'image', ...one, chunk: 0, last: true };
};
const delta = (one: NetworkDelta): ManagerMessage => ({ kind: 'delta', ...one });
const synced = (revision: number): ManagerMessage => ({ kind: 'synced', epoch: 1, revision });
const move = (...managers: ManagerAddress[]): ManagerMessage => {
  return { kind: 'move', reason: 'more than its share', managers };
};

function blue(): TestNetwork {
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
  ]);
  return network;
}

const more = (id: string, host: number) =>
  endpoint({ id, node: 'other', address: `10.0.0.${host}/24` });

/** In sync with the first manager, holding one network. */
async function agent(t: Test) {
  const timers = new VirtualTimers();
  const kernel = new FakeKernel();
  const lines: Line[] = [];
  const nothing = (): undefined => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: (notice) => sync.applied(notice) },
    { clusterId: 'clu-1', nodeId: 'me', vtep: '192.0.2.1' },
  );
  const sync: AgentSync = new AgentSync(
    {
      dial: ({ nodeId }, handlers) => {
        const line = new Line(nodeId, handlers);
        lines.push(line);
        const close = (): void => void (line.isOpen = false);
        return { client: undefined, send: (message) => void line.heard.push(message), close };
      },
      target: reconciler,
      ...idleSync(timers),
    },
    {
      ...{ clusterId: 'clu-1', nodeId: 'me', bootId: 'b', version: 'v', vtep: '' },
      ...{ capabilities: [], managers: [FIRST] },
    },
  );
  await reconciler.start();
  sync.start();
  await turn();
  t.teardown(async () => {
    await sync.stop();
    await reconciler.stop();
  });
  const settled = async (): Promise<void> => {
    await turn();
    await reconciler.settled();
    await turn();
  };
  const pass = (ms: number): Promise<void> => timers.pass(ms, settled);
  const line = (at: number): Line => {
    const found = lines[at];
    if (!found) throw new Error(`stream ${at} was not opened`);
    return found;
  };
  const network = blue();
  const first = line(0);
  await first.say(first.welcome(), image(network.image()), synced(network.revision));
  await settled();
  return { sync, reconciler, kernel, lines, line, first, network, settled, pass };
}

t.test('it says that it can move', async (t) => {
  const { first } = await agent(t);
  t.match(first.heard[0], { kind: 'hello', capabilities: ['move'] });
});

t.test(
  'it leaves the old manager only when the new one has told all, and writes nothing to the kernel',
  async (t) => {
    const { sync, kernel, line, first, network, settled } = await agent(t);
    const writes = kernel.writes();
    await first.say(move(SECOND));
    const second = line(1);
    t.equal(second.to, 'node-m2');
    t.match(second.heard, [{ kind: 'hello', have: [{ networkId: 'net-blue', revision: 2 }] }]);
    await second.say(second.welcome());
    t.ok(first.isOpen, 'still served by the old one');
    t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m1' } });
    await second.say(synced(network.revision));
    t.notOk(first.isOpen);
    t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m2' } });
    await settled();
    t.same(second.acks(), ['net-blue@2'], 'the new manager is told what the kernel holds');
    t.equal(kernel.writes(), writes);
    t.match(sync.status().counters, { moved: 1, stayed: 0, sessions: 2, resyncs: 0 });
    const change = network.delta([more('ep-2', 3)]);
    await second.say(delta(change));
    await settled();
    t.equal(second.acks().at(-1), 'net-blue@3');
  },
);

t.test('what both managers bring meanwhile takes effect once', async (t) => {
  const { sync, reconciler, line, first, network, settled } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  const three = network.delta([more('ep-2', 3)]);
  const four = network.delta([more('ep-3', 4)]);
  await second.say(second.welcome(), delta(three));
  await first.say(delta(three));
  await settled();
  t.equal(first.acks().at(-1), 'net-blue@3', 'acknowledged where it was brought');
  await second.say(synced(3), delta(four));
  await settled();
  t.notOk(first.isOpen);
  t.equal(second.acks().at(-1), 'net-blue@4');
  t.match(reconciler.held(), [{ revision: 4, digest: four.digest }]);
  t.match(sync.status(), { state: 'in-sync', counters: { moved: 1, resyncs: 0 } });
});

t.test('a manager that is behind is waited for, and what the old one brings waits', async (t) => {
  const { sync, reconciler, line, first, network, settled } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome());
  const three = network.delta([more('ep-2', 3)]);
  const four = network.delta([more('ep-3', 4)]);
  await first.say(delta(three));
  await second.say(synced(2));
  t.ok(first.isOpen);
  await first.say(delta(four));
  t.match(reconciler.held(), [{ revision: 3 }]);
  await second.say(delta(three));
  t.notOk(first.isOpen);
  await second.say(delta(four));
  await settled();
  t.match(reconciler.held(), [{ revision: 4 }]);
  t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m2' } });
  t.same(
    second.heard.flatMap((m) => (m.kind === 'ack' && m.revision < 3 ? m : [])),
    [],
    'nothing older is acknowledged there',
  );
});

t.test('it stays with the old manager when the new one stays behind', async (t) => {
  const { sync, reconciler, line, first, network, settled, pass } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome());
  const three = network.delta([more('ep-2', 3)]);
  const four = network.delta([more('ep-3', 4)]);
  await first.say(delta(three));
  await second.say(synced(2));
  await first.say(delta(four));
  await pass(1500);
  t.notOk(second.isOpen);
  t.ok(first.isOpen);
  await settled();
  t.match(reconciler.held(), [{ revision: 4 }], 'what waited took effect');
  t.equal(first.acks().at(-1), 'net-blue@4');
  t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m1' } });
  t.match(sync.status().counters, { moved: 0, stayed: 1 });
});

const REFUSALS: Readonly<Record<string, (line: Line) => Promise<void>>> = {
  'sends it elsewhere': (line) => line.say({ kind: 'elsewhere', reason: 'lags', managers: [] }),
  'is not reached': (line) => line.break(),
  'is of another epoch': (line) => line.say(line.welcome(2), synced(9)),
  'says that the node was removed': (line) => line.say({ kind: 'removed', revision: 9 }),
};

for (const [what, refuse] of Object.entries(REFUSALS)) {
  t.test(`it stays when the new manager ${what}, and tries the next one named`, async (t) => {
    const { sync, line, lines, first, network } = await agent(t);
    await first.say(move(SECOND, THIRD));
    await refuse(line(1));
    t.ok(first.isOpen);
    t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m1' } });
    t.equal(line(2).to, 'node-m3', 'at once');
    await refuse(line(2));
    t.ok(first.isOpen);
    t.equal(lines.length, 3);
    t.match(sync.status(), { state: 'in-sync', counters: { moved: 0, stayed: 1 } });
    await first.say(move(SECOND));
    await line(3).say(line(3).welcome(), synced(network.revision));
    t.match(sync.status(), { manager: { nodeId: 'node-m2' } }, 'a later word is followed');
  });
}

t.test('it stays when a network goes meanwhile', async (t) => {
  const { sync, line, first, network, settled } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome(), image({ ...network.image(), revision: 5 }));
  await first.say({ kind: 'gone', networkId: 'net-blue', epoch: 1, revision: 7 });
  await second.say(synced(6));
  await settled();
  t.ok(first.isOpen);
  t.notOk(second.isOpen);
  t.same(sync.status().counters.stayed, 1);
  t.equal(first.acks().at(-1), 'net-blue@7');
});

t.test('a network that only the old manager knew of yet is not pruned', async (t) => {
  const { reconciler, line, first, network, settled } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome());
  const green = new TestNetwork('green', 501);
  green.delta([member('me', '192.0.2.1')]);
  green.revision = 9;
  await first.say(image(green.image()));
  await second.say(synced(network.revision));
  t.ok(first.isOpen, 'the new one does not know of it yet');
  await second.say(image(green.image()));
  t.notOk(first.isOpen);
  await settled();
  t.same(
    reconciler.held().map(({ networkId }) => networkId),
    ['net-blue', 'net-green'],
  );
});

t.test('the end of the old stream ends the move; the agent comes back by itself', async (t) => {
  const { sync, line, first, network, pass } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome());
  await first.break();
  t.notOk(second.isOpen);
  await pass(1000);
  const third = line(2);
  await third.say(third.welcome(), synced(network.revision));
  t.match(sync.status(), { state: 'in-sync', counters: { moved: 0 } });
});

t.test('it does not move twice in a minute, nor to two managers at once', async (t) => {
  const { line, lines, first, network, pass } = await agent(t);
  await first.say(move(SECOND), move(THIRD));
  t.equal(lines.length, 2);
  const second = line(1);
  await second.say(second.welcome(), synced(network.revision));
  await second.say(move(THIRD));
  t.equal(lines.length, 2);
  for (let beat = 0; beat < 14; beat++) {
    await pass(5000);
    await second.say({ kind: 'heartbeat' });
  }
  await second.say(move(THIRD));
  t.equal(line(2).to, 'node-m3');
});

t.test('an agent that stops ends both streams', async (t) => {
  const { sync, line, first } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  await second.say(second.welcome());
  await sync.stop();
  t.notOk(first.isOpen);
  t.notOk(second.isOpen);
});
