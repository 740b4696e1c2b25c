/** Nodes: joining, draining, leaving. */
import t from 'tap';
import { FEATURE_LEVEL } from '../../server/state/feature-level.js';
import {
  START_MS,
  endpoint,
  INIT,
  joinWorker,
  networkOf,
  StateFixture,
} from '../support/state-fixture.js';

t.test('the first manager joins without a token; each one is to be a voter', (t) => {
  const lab = StateFixture.start();
  t.match(lab.state.node('m1'), { role: 'manager', raft: 'voter', status: 'ready', raftId: 1 });
  const join = {
    kind: 'node.join',
    id: 'node-m2',
    role: 'manager',
    name: 'm2',
    keyDigest: 'key-m2',
    raftId: 2,
    featureLevel: FEATURE_LEVEL,
  } as const;
  t.equal(lab.code(join), 'invalid-token');
  lab.accept({ kind: 'token.create', id: 'tok-m', role: 'manager', secretHash: 'hm', ttlMs: 1000 });
  t.match(lab.make('node', { ...join, tokenHash: 'hm' }), { raft: 'voter', raftId: 2 });
  t.end();
});

t.test('a worker joins down and active, with its own addresses', (t) => {
  const lab = StateFixture.start(0);
  const made = lab.make('node', { ...joinWorker(1), labels: { rack: 'a' } });
  t.match(made, { status: 'down', availability: 'active', vtep: '192.0.2.101', raftId: 0 });
  t.equal(made.raft, undefined);
  t.same(made.labels, { rack: 'a' });
  t.end();
});

t.test('joining again with the same key is the same node and uses no token', (t) => {
  const lab = StateFixture.start(0);
  lab.accept({
    kind: 'token.create',
    id: 'tok-1',
    role: 'worker',
    secretHash: 'once',
    ttlMs: 1000,
    uses: 1,
  });
  const first = lab.make('node', { ...joinWorker(1), tokenHash: 'once' });
  const again = lab.accept({ ...joinWorker(1), id: 'node-other', tokenHash: 'once' });
  t.equal(again.object, first);
  t.notOk(again.changed);
  const moved = lab.make('node', { ...joinWorker(1), id: 'node-x', vtep: '192.0.2.200' });
  t.match(moved, { id: 'node-w1', vtep: '192.0.2.200' });
  t.equal(lab.state.token('tok-1')?.usesLeft, 0);
  t.end();
});

t.test('names are unique per role and an ambiguous one needs the role', (t) => {
  const lab = StateFixture.start(1);
  const taken = lab.refuse({ ...joinWorker(2), name: 'w1' });
  t.equal(taken.code, 'name-taken');
  t.match(taken.detail, "worker 'w1' exists (node-w1)");
  lab.accept({ ...joinWorker(3), name: 'm1' });
  t.equal(lab.state.node('m1'), undefined);
  t.equal(lab.state.node('m1', 'worker')?.id, 'node-w3');
  t.equal(lab.state.node('manager/m1')?.id, 'node-m1');
  t.equal(lab.state.node('node-m1', 'worker'), undefined);
  const refusal = lab.refuse({ kind: 'node.update', node: 'm1', availability: 'drain' });
  t.equal(refusal.code, 'not-found');
  t.match(refusal.detail, 'say manager/m1 or worker/m1');
  t.equal(lab.code({ ...joinWorker(4), name: 'Bad Name' }), 'invalid-name');
  t.equal(
    lab.make('node', { ...joinWorker(4), name: 'host.example.net' }).name,
    'host.example.net',
  );
  t.end();
});

t.test(
  '[check 7] an unknown, expired, used-up or wrong-role token is refused with the reason',
  (t) => {
    const lab = StateFixture.start(0);
    const create = { kind: 'token.create', role: 'worker', ttlMs: 1000 } as const;
    lab.accept({ ...create, id: 'tok-1', secretHash: 'once', uses: 1 });
    lab.accept({ ...create, id: 'tok-2', secretHash: 'short' });
    lab.accept({ ...create, id: 'tok-3', secretHash: 'manager', role: 'manager' });
    const join = (tokenHash: string) => lab.refuse({ ...joinWorker(2), tokenHash });
    t.equal(join('nobody').code, 'invalid-token');
    t.equal(join('manager').code, 'token-role');
    lab.accept({ ...joinWorker(1), tokenHash: 'once' });
    t.match(join('once'), { code: 'invalid-token', detail: 'the token is used up' });
    lab.timeMs = START_MS + 999;
    lab.accept({ ...joinWorker(3), tokenHash: 'short' });
    lab.timeMs = START_MS + 1000;
    t.equal(join('short').code, 'token-expired');
    lab.accept({ kind: 'token.delete', token: 'tok-2' });
    t.equal(join('short').code, 'invalid-token');
    t.end();
  },
);

t.test(
  '[check 33] a removed node frees all its leases in the same entry and is remembered',
  (t) => {
    const lab = StateFixture.start();
    lab.accept(networkOf('n', '10.9.0.0/24'));
    lab.accept(endpoint('n', 'a'));
    lab.accept(endpoint('n', 'b', { node: 'w2' }));
    lab.accept({ kind: 'node.status', changes: [{ node: 'node-w1', status: 'ready' }] });
    const refusal = lab.refuse({ kind: 'node.remove', node: 'w1', force: false });
    t.equal(refusal.code, 'in-use');
    t.match(refusal.detail, "hosts 'a'");
    const { events } = lab.propose({ kind: 'node.remove', node: 'w1', force: true });
    t.same(
      events.map(({ kind, id, type }) => `${kind} ${id} ${type}`),
      ['endpoint ep-n-a deleted', 'node node-w1 deleted'],
    );
    t.ok(lab.state.isRemoved('node-w1'));
    t.notOk(lab.state.isRemoved('node-w2'));
    t.same(lab.state.membersOf('net-n'), ['node-w2']);
    t.equal(lab.state.usage('sub-n').used, 1);
    t.match(lab.make('node', { ...joinWorker(1), id: 'node-again' }), { id: 'node-again' });
    t.end();
  },
);

t.test('[check 33] a node that is merely down keeps its leases', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(endpoint('n', 'a'));
  lab.accept({ kind: 'node.status', changes: [{ node: 'w1', status: 'ready' }] });
  const { events } = lab.propose({
    kind: 'node.status',
    changes: [
      { node: 'w1', status: 'down' },
      { node: 'gone', status: 'down' },
    ],
  });
  t.equal(events.length, 1);
  t.ok(lab.state.endpoint('a.n'));
  t.equal(lab.code({ kind: 'node.status', changes: [{ node: 'x', status: 'down' }] }), 'not-found');
  t.end();
});

t.test('a node goes without force when it is down, or drained and empty', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(endpoint('n', 'a'));
  const up = ['w1', 'w2'].map((node) => ({ node, status: 'ready' as const }));
  lab.accept({ kind: 'node.status', changes: up });
  const remove = (node: string) => ({ kind: 'node.remove', node, force: false }) as const;
  t.equal(lab.code(remove('w2')), 'in-use');
  lab.accept({ kind: 'node.update', node: 'w2', availability: 'drain' });
  lab.accept(remove('w2'));
  lab.accept({ kind: 'node.update', node: 'w1', availability: 'drain' });
  t.equal(lab.code(remove('w1')), 'in-use');
  lab.accept({ kind: 'node.status', changes: [{ node: 'w1', status: 'down' }] });
  lab.accept(remove('w1'));
  t.same([...lab.state.endpoints()], []);
  t.end();
});

t.test('reports are kept sorted, without default routes, and only when they change', (t) => {
  const lab = StateFixture.start();
  const report = {
    kind: 'node.report',
    node: 'node-w1',
    mtu: 1500,
    routes: ['192.168.1.0/24', '0.0.0.0/0', '10.1.0.0/16', '::/0'],
    capabilities: ['vxlan', 'netlink', 'vxlan'],
    agentVersion: '0.1.0',
  } as const;
  const made = lab.make('node', report);
  t.same(made.routes, ['10.1.0.0/16', '192.168.1.0/24']);
  t.same(made.capabilities, ['netlink', 'vxlan']);
  t.notOk(lab.accept({ ...report, routes: [...report.routes].reverse() }).changed);
  t.equal(lab.code({ ...report, routes: ['10.1.0.1/16'] }), 'invalid-cidr');
  t.end();
});

t.test('an announcement updates the addresses of a node; a VTEP is an address', (t) => {
  const lab = StateFixture.start();
  const six = { kind: 'node.announce', node: 'w1', vtep: '2001:DB8:0::9' } as const;
  t.match(lab.make('node', six), { vtep: '2001:db8::9' });
  t.equal(lab.code({ ...six, vtep: 'host-1' }), 'invalid-address');
  t.equal(lab.code({ ...joinWorker(9), vtep: '192.0.2.300' }), 'invalid-address');
  const made = lab.make('node', {
    kind: 'node.announce',
    node: 'manager/m1',
    address: '192.0.2.9',
  });
  t.match(made, { address: '192.0.2.9', apiPort: 0 });
  t.end();
});

t.test('a cluster is made once and checks its settings', (t) => {
  const lab = new StateFixture();
  t.equal(
    lab.code({ kind: 'cluster.update', dataPort: 4790 }),
    'not-initialized',
    'before it is made',
  );
  t.equal(lab.code(networkOf('n', '10.9.0.0/24', { vni: 7 })), 'not-initialized');
  const cases = [
    ['invalid-cidr', { pools: [{ cidr: '10.0.0.1/8', subnetPrefix: 24 }] }],
    ['invalid-cidr', { pools: [{ cidr: '10.0.0.0/16', subnetPrefix: 8 }] }],
    ['invalid-cidr', { pools: [{ cidr: '10.0.0.0/8', subnetPrefix: 31 }] }],
    ['invalid-cidr', { pools: [{ cidr: '10.0.0.0/8', subnetPrefix: 30 }] }],
    ['not-supported', { pools: [{ cidr: 'fd00::/48', subnetPrefix: 64 }] }],
    ['invalid-vni', { vniRange: { first: 9, last: 8 } }],
    ['invalid-vni', { vniRange: { first: 0, last: 8 } }],
    ['invalid-body', { dataPort: 0 }],
    ['invalid-name', { name: 'No' }],
  ] as const;
  for (const [code, more] of cases) {
    t.equal(lab.code({ ...INIT, ...more }), code, JSON.stringify(more));
  }
  const made = lab.make('cluster', INIT);
  t.match(made, { epoch: 1, dataPort: 4789, pools: [{ cidr: '10.0.0.0/8', subnetPrefix: 24 }] });
  t.equal(lab.state.cluster(), made);
  t.equal(lab.code(INIT), 'already-initialized');
  t.end();
});
