/** What workers are told about a change, and who is concerned by it. */
import t from 'tap';
import type { Command } from '../../server/state/command.js';
import { deltaOf } from '../../server/project/delta.js';
import { entriesOf, imageOf, keyOf } from '../../server/project/entries.js';
import { endpoint, network, networkOf, StateFixture } from '../support/state-fixture.js';

function change(lab: StateFixture, command: Command) {
  const { events } = lab.propose(command);
  return [...deltaOf(events, lab.state).values()].map((delta) => ({
    network: delta.networkId,
    upserts: delta.upserts.map(keyOf),
    removals: delta.removals,
    concerned: delta.concerned,
    gone: delta.gone,
  }));
}

t.test('a new network is a network with its subnets and concerns nobody', (t) => {
  const lab = StateFixture.start();
  t.same(change(lab, network('n')), [
    {
      network: 'net-n',
      upserts: ['network/net-n', 'subnet/sub-n'],
      removals: [],
      concerned: [],
      gone: false,
    },
  ]);
  t.end();
});

t.test('the first endpoint on a node brings it in as a member, the last takes it out', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  t.match(change(lab, endpoint('n', 'a')), [
    { upserts: ['endpoint/ep-n-a', 'member/node-w1'], removals: [], concerned: ['node-w1'] },
  ]);
  t.match(change(lab, endpoint('n', 'b')), [
    { upserts: ['endpoint/ep-n-b'], concerned: ['node-w1'] },
  ]);
  t.match(change(lab, endpoint('n', 'c', { node: 'w2' })), [
    { upserts: ['endpoint/ep-n-c', 'member/node-w2'], concerned: ['node-w1', 'node-w2'] },
  ]);
  t.match(change(lab, { kind: 'endpoint.delete', endpoint: 'c.n' }), [
    {
      upserts: [],
      removals: ['endpoint/ep-n-c', 'member/node-w2'],
      concerned: ['node-w1', 'node-w2'],
    },
  ]);
  t.end();
});

t.test('a move changes the endpoint, and members where it was the only one', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  t.match(change(lab, { kind: 'endpoint.move', endpoint: 'a.n', node: 'w2' }), [
    {
      upserts: ['endpoint/ep-n-a', 'member/node-w2'],
      removals: ['member/node-w1'],
      concerned: ['node-w1', 'node-w2'],
    },
  ]);
  t.end();
});

t.test('what workers do not read makes no delta', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  const silent: Command[] = [
    { kind: 'endpoint.update', endpoint: 'a.n', labels: { x: 'y' } },
    { kind: 'network.update', network: 'n', labels: { x: 'y' } },
    { kind: 'node.update', node: 'w1', availability: 'drain' },
    { kind: 'node.status', changes: [{ node: 'w1', status: 'ready' }] },
    { kind: 'cluster.update', vniRange: { first: 1, last: 9 } },
    { kind: 'token.delete', token: 'tok-w' },
  ];
  for (const command of silent) t.same(change(lab, command), [], command.kind);
  t.end();
});

t.test('members are looked at for what workers read, and listed anew when some come or go', (t) => {
  const lab = StateFixture.start(3);
  const { state } = lab;
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  let looks = 0;
  const membersOf = state.membersOf.bind(state);
  state.membersOf = (networkId) => {
    looks += 1;
    return membersOf(networkId);
  };
  change(lab, { kind: 'node.status', changes: [{ node: 'w1', status: 'ready' }] });
  t.equal(looks, 0);
  const concerned = (command: Command) => change(lab, command)[0]?.concerned;
  const first = concerned(endpoint('n', 'b'));
  t.equal(looks, 1);
  t.equal(concerned(endpoint('n', 'c')), first, 'the very same list');
  t.same(concerned(endpoint('n', 'd', { node: 'w2' })), ['node-w1', 'node-w2']);
  t.same(concerned({ kind: 'endpoint.delete', endpoint: 'd.n' }), ['node-w1', 'node-w2']);
  t.same(concerned(endpoint('n', 'e')), ['node-w1']);
  t.end();
});

t.test('a new VTEP of a node is told in every network it hosts, and nowhere else', (t) => {
  const lab = StateFixture.start();
  for (const name of ['n', 'm', 'o']) lab.accept(network(name));
  lab.accept(endpoint('n', 'a'));
  lab.accept(endpoint('m', 'a'));
  lab.accept(endpoint('o', 'a', { node: 'w2' }));
  const deltas = change(lab, { kind: 'node.announce', node: 'w1', vtep: '192.0.2.77' });
  t.same(
    deltas.map((delta) => [delta.network, delta.upserts]),
    [
      ['net-m', ['member/node-w1']],
      ['net-n', ['member/node-w1']],
    ],
  );
  t.match(entriesOf(lab.state, 'net-n')[2], { value: { nodeId: 'node-w1', vtep: '192.0.2.77' } });
  const facts = { mtu: 9000, routes: [], capabilities: [], agentVersion: '1' };
  t.same(
    change(lab, { kind: 'node.report', node: 'w1', ...facts }).map((delta) => delta.network),
    ['net-m', 'net-n'],
    'and so is its MTU',
  );
  const usual = { kind: 'node.report', node: 'w2', ...facts, mtu: 1500 } as const;
  t.same(change(lab, usual), [], 'a first report of what was assumed makes no delta');
  t.end();
});

t.test('a new data port is told in every network', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  t.match(change(lab, { kind: 'cluster.update', dataPort: 4790 }), [
    { network: 'net-n', upserts: ['network/net-n'], concerned: ['node-w1'] },
  ]);
  t.end();
});

t.test('removing a node drops its endpoints and its membership in one delta', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  lab.accept(endpoint('n', 'b', { node: 'w2' }));
  t.match(change(lab, { kind: 'node.remove', node: 'w1', force: true }), [
    {
      upserts: [],
      removals: ['endpoint/ep-n-a', 'member/node-w1'],
      concerned: ['node-w1', 'node-w2'],
    },
  ]);
  t.end();
});

t.test('[check 32] a network deleted by force is gone for its hosts and touches no other', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(network('other'));
  lab.accept(endpoint('n', 'a'));
  lab.accept(endpoint('other', 'a'));
  const other = imageOf(lab.state, 'net-other', 1);
  const deltas = change(lab, { kind: 'network.delete', network: 'n', force: true });
  t.match(deltas, [{ network: 'net-n', upserts: [], concerned: ['node-w1'], gone: true }]);
  t.equal(deltas[0]?.removals.length, 4);
  t.equal(imageOf(lab.state, 'net-n', 1), undefined);
  t.equal(imageOf(lab.state, 'net-other', 1)?.digest, other?.digest);
  t.end();
});

t.test('an image holds network, subnets, members and endpoints as of the revision', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24', { vni: 77, mtu: 1400 }));
  const attachment = { netns: 'blue', ifname: 'eth0', create: true };
  lab.accept(endpoint('n', 'a', { aliases: ['web'], attachment }));
  const image = imageOf(lab.state, 'n', 3);
  t.match(image, { epoch: 3, revision: lab.state.revision, digest: /^[0-9a-f]{16}$/ });
  t.same(image?.entries, [
    {
      kind: 'network',
      id: 'net-n',
      value: {
        id: 'net-n',
        name: 'n',
        vni: 77,
        mtu: 1400,
        internal: false,
        flood: false,
        dataPort: 4789,
      },
    },
    {
      kind: 'subnet',
      id: 'sub-n',
      value: { id: 'sub-n', cidr: '10.9.0.0/24', gateway: '10.9.0.1' },
    },
    { kind: 'member', id: 'node-w1', value: { nodeId: 'node-w1', vtep: '192.0.2.101', mtu: 1500 } },
    {
      kind: 'endpoint',
      id: 'ep-n-a',
      value: {
        id: 'ep-n-a',
        name: 'a',
        nodeId: 'node-w1',
        mac: '02:42:0a:09:00:02',
        addresses: ['10.9.0.2/24'],
        aliases: ['web'],
        attachment,
      },
    },
  ]);
  t.end();
});
