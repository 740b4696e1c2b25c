/** An agent that is told to go over to another manager, in virtual time: when it does, when it stays, what is lost: nothing. */
import t from 'tap';
import { digestOf } from '../../model/digest.js';
import { member, TestNetwork } from '../support/desired-network.js';
import type { Line } from '../support/moving-agent.js';
import { SECOND, THIRD, image, delta, synced, move, more, agent } from '../support/moving-agent.js';

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

t.test('several changes in one, of which the old manager brought the first, lead on', async (t) => {
  const { sync, reconciler, line, first, network, settled } = await agent(t);
  await first.say(move(SECOND));
  const second = line(1);
  const three = network.delta([more('ep-2', 3), more('ep-3', 6)]);
  const four = network.delta([more('ep-4', 4)], ['endpoint/ep-2']);
  const { upserts } = network.delta([more('ep-5', 5)]);
  const removals = ['endpoint/ep-2'] as const;
  const fold = {
    ...four,
    ...{ from: three.from, to: 5, removals, digest: digestOf(network.image().entries) },
    upserts: [more('ep-3', 6), more('ep-4', 4), ...upserts],
  };
  await second.say(second.welcome(), delta(fold));
  await first.say(delta(three));
  await second.say(synced(5));
  await settled();
  t.match(reconciler.held(), [{ revision: 5, digest: fold.digest }]);
  t.match(sync.status(), { state: 'in-sync', manager: { nodeId: 'node-m2' } });
  t.match(sync.status().counters, { moved: 1, resyncs: 0, digestMismatches: 0 });
  t.equal(second.acks().at(-1), 'net-blue@5');
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
