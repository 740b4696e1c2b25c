/** Networks: names, VNIs, subnets from the pools, deletion. */
import t from 'tap';
import { networkMtu } from '../../server/state/network-mtu.js';
import { endpoint, network, networkOf, StateFixture } from '../support/state-fixture.js';

t.test('a network without options gets the first subnet of the pool, a VNI and gateway .1', (t) => {
  const lab = StateFixture.start();
  const made = lab.make('network', network('front'));
  t.match(made, { name: 'front', vni: 1_048_576, mtu: 0, internal: false, ipv6: false });
  t.match(made.subnets, [{ id: 'sub-front', cidr: '10.0.0.0/24', gateway: '10.0.0.1' }]);
  t.equal(made.createdAt, '2026-09-21T14:13:20.000Z');
  t.equal(made.version, lab.state.revision);
  t.equal(lab.state.network('front'), made);
  t.equal(lab.state.subnet(made.id, '10.0.0.0/24')?.id, 'sub-front');
  t.same(lab.state.usage('sub-front'), { total: 254, used: 0, reserved: 1, free: 253 });
  t.end();
});

t.test('[check 23] subnets from the pool overlap no network and no route of a node', (t) => {
  const lab = StateFixture.start();
  lab.accept({
    kind: 'node.report',
    node: 'w1',
    mtu: 1500,
    routes: ['0.0.0.0/0', '10.0.0.0/23', '10.0.4.128/25', '192.168.0.0/16'],
    capabilities: [],
    agentVersion: '0.1.0',
  });
  lab.accept(networkOf('by-hand', '10.0.2.64/26'));
  const cut = ['a', 'b', 'c'].map((name) => lab.make('network', network(name)).subnets[0]?.cidr);
  t.same(cut, ['10.0.3.0/24', '10.0.5.0/24', '10.0.6.0/24']);
  t.end();
});

t.test('a released subnet and VNI are not given again at once', (t) => {
  const lab = StateFixture.start();
  const first = lab.make('network', network('a'));
  lab.accept({ kind: 'network.delete', network: 'a', force: false });
  const second = lab.make('network', network('b'));
  t.equal(second.vni, first.vni + 1);
  t.equal(second.subnets[0]?.cidr, '10.0.1.0/24');
  t.end();
});

t.test('[check 25] of several creates of one name exactly one succeeds', (t) => {
  const lab = StateFixture.start();
  const results = [1, 2, 3, 4, 5].map(
    (n) => lab.propose({ ...network('front'), id: `net-${n}`, defaultSubnetId: `sub-${n}` }).result,
  );
  t.same(
    results.map((result) => result.ok),
    [true, false, false, false, false],
  );
  const refusal = lab.refuse({ ...network('front'), id: 'net-6' });
  t.equal(refusal.code, 'name-taken');
  t.match(refusal.detail, "'front' exists (net-1)");
  t.equal([...lab.state.networks()].length, 1);
  t.end();
});

t.test('[check 26] an explicit VNI is used; a taken one is refused and its holder named', (t) => {
  const lab = StateFixture.start();
  t.equal(lab.make('network', network('a', { vni: 5000 })).vni, 5000);
  const refusal = lab.refuse(network('b', { vni: 5000 }));
  t.equal(refusal.code, 'vni-taken');
  t.match(refusal.detail, "'a' (net-a)");
  for (const vni of [0, -1, 1.5, 16_777_216]) {
    t.equal(lab.code(network('b', { vni })), 'invalid-vni', `${vni}`);
  }
  t.equal(lab.make('network', network('top', { vni: 16_777_215 })).vni, 16_777_215);
  t.end();
});

t.test('[check 26] an allocated VNI lies in the range and passes over those taken by hand', (t) => {
  const lab = StateFixture.start();
  lab.accept({ kind: 'cluster.update', vniRange: { first: 7000, last: 7002 } });
  lab.accept(network('hand', { vni: 7001 }));
  t.equal(lab.make('network', network('a')).vni, 7000);
  t.equal(lab.make('network', network('b')).vni, 7002);
  const refusal = lab.refuse(network('c'));
  t.equal(refusal.code, 'vni-exhausted');
  t.match(refusal.detail, '0 of 3 VNIs of 7000-7002');
  lab.accept({ kind: 'network.delete', network: 'a', force: false });
  t.equal(lab.make('network', network('c')).vni, 7000);
  t.end();
});

t.test(
  '[check 24] overlap is refused inside a network and with a route, allowed between networks',
  (t) => {
    const lab = StateFixture.start();
    lab.accept(networkOf('a', '10.9.0.0/24'));
    t.equal(lab.make('network', networkOf('b', '10.9.0.0/24')).subnets[0]?.cidr, '10.9.0.0/24');
    const inside = lab.refuse({
      kind: 'subnet.add',
      network: 'a',
      subnet: { id: 'sub-2', cidr: '10.9.0.128/25' },
    });
    t.equal(inside.code, 'subnet-overlap');
    t.match(inside.detail, '10.9.0.0/24 (sub-a)');
    const twice = network('c', {
      subnets: [
        { id: 'sub-c1', cidr: '10.8.0.0/16' },
        { id: 'sub-c2', cidr: '10.8.3.0/24' },
      ],
    });
    t.equal(lab.code(twice), 'subnet-overlap');
    lab.accept({
      kind: 'node.report',
      node: 'w2',
      mtu: 1500,
      routes: ['172.16.0.0/12'],
      capabilities: [],
      agentVersion: '0.1.0',
    });
    const route = lab.refuse(networkOf('d', '172.20.0.0/24'));
    t.equal(route.code, 'subnet-overlap');
    t.match(route.detail, "172.16.0.0/12 of worker 'w2'");
    t.end();
  },
);

t.test('[check 24] gateway, range and reserved addresses outside the subnet are refused', (t) => {
  const lab = StateFixture.start();
  const cidr = '10.9.0.0/24';
  const cases = [
    ['gateway-outside-subnet', { gateway: '10.9.1.1' }],
    ['gateway-outside-subnet', { gateway: '10.9.0.0' }],
    ['gateway-outside-subnet', { gateway: '10.9.0.255' }],
    ['gateway-outside-subnet', { gateway: 'fd00::1' }],
    ['invalid-address', { gateway: '10.9.0' }],
    ['range-outside-subnet', { range: '10.9.0.0/23' }],
    ['range-outside-subnet', { range: '10.8.0.0/25' }],
    ['invalid-cidr', { range: '10.9.0.1/25' }],
    ['address-outside-subnet', { reserved: ['10.9.1.5'] }],
  ] as const;
  for (const [code, more] of cases) {
    const command = network('n', { subnets: [{ id: 'sub-n', cidr, ...more }] });
    t.equal(lab.code(command), code, JSON.stringify(more));
  }
  t.same([...lab.state.networks(), ...lab.state.subnets()], []);
  t.end();
});

t.test('malformed creates are refused by their code', (t) => {
  const lab = StateFixture.start();
  const cases = [
    ['invalid-name', network('Front')],
    ['invalid-cidr', networkOf('n', '10.9.0.1/24')],
    ['invalid-cidr', networkOf('n', '10.9.0.0')],
    ['invalid-cidr', networkOf('n', '10.9.0.7/32')],
    ['invalid-cidr', networkOf('n', '127.0.0.0/24')],
    ['invalid-cidr', networkOf('n', '224.1.0.0/24')],
    ['invalid-cidr', networkOf('n', 'fe80::/64')],
    ['invalid-mtu', network('n', { mtu: 500 })],
    ['invalid-mtu', networkOf('n', 'fd00:1::/64', { mtu: 1200 })],
  ] as const;
  for (const [code, command] of cases) t.equal(lab.code(command), code, JSON.stringify(command));
  t.match(lab.refuse(networkOf('n', '10.9.0.1/24')).detail, "expected '10.9.0.0/24'");
  t.end();
});

t.test('ipv6 adds a unique local /64 that stays the same for the id', (t) => {
  const [one, two] = [StateFixture.start(), StateFixture.start()];
  const made = one.make('network', network('six', { ipv6: true }));
  t.equal(made.ipv6, true);
  t.equal(made.subnets.length, 2);
  t.match(made.subnets[1]?.cidr, /^fd[0-9a-f:]+::\/64$/);
  t.same(two.make('network', network('six', { ipv6: true })).subnets, made.subnets);
  const other = one.make('network', network('other', { ipv6: true }));
  t.not(other.subnets[1]?.cidr, made.subnets[1]?.cidr);
  t.end();
});

t.test('an exhausted pool is refused with its size, and serves again after a deletion', (t) => {
  const lab = StateFixture.start();
  lab.accept({ kind: 'cluster.update', pools: [{ cidr: '10.9.0.0/23', subnetPrefix: 24 }] });
  lab.accept(network('a'));
  lab.accept(network('b'));
  const refusal = lab.refuse(network('c'));
  t.equal(refusal.code, 'pool-exhausted');
  t.match(refusal.detail, '0 of 2 subnets');
  lab.accept({ kind: 'network.delete', network: 'a', force: false });
  t.equal(lab.make('network', network('c')).subnets[0]?.cidr, '10.9.0.0/24');
  t.end();
});

t.test('a second pool serves when the first is exhausted', (t) => {
  const lab = StateFixture.start();
  const pools = [
    { cidr: '10.9.0.0/24', subnetPrefix: 24 },
    { cidr: '172.30.0.0/16', subnetPrefix: 26 },
  ];
  lab.accept({ kind: 'cluster.update', pools });
  const cut = ['a', 'b', 'c'].map((name) => lab.make('network', network(name)).subnets[0]?.cidr);
  t.same(cut, ['10.9.0.0/24', '172.30.0.0/26', '172.30.0.64/26']);
  t.end();
});

t.test('[check 27] deleting a network in use is refused; force frees all of it', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  for (const name of ['a', 'b', 'c', 'd']) lab.accept(endpoint('n', name));
  const refusal = lab.refuse({ kind: 'network.delete', network: 'n', force: false });
  t.equal(refusal.code, 'in-use');
  t.match(refusal.detail, "4 endpoints: 'a', 'b', 'c' and 1 more");
  const { events } = lab.propose({ kind: 'network.delete', network: 'n', force: true });
  t.same(
    events.map(({ type, kind }) => `${kind} ${type}`),
    [...Array<string>(4).fill('endpoint deleted'), 'subnet deleted', 'network deleted'],
  );
  t.same([...lab.state.endpoints(), ...lab.state.subnets(), ...lab.state.networks()], []);
  t.same(lab.state.networksOn('node-w1'), []);
  lab.accept(networkOf('n', '10.9.0.0/24', { id: 'net-again' }));
  t.same(lab.make('endpoint', { ...endpoint('n', 'a'), id: 'ep-again' }).addresses, [
    '10.9.0.2/24',
  ]);
  t.end();
});

t.test('an MTU that is not asked for follows the underlay of the members', (t) => {
  const lab = StateFixture.start();
  const mtu = (name: string): number => {
    const found = lab.state.network(name);
    return found ? networkMtu(lab.state, found) : -1;
  };
  const report = (node: string, bytes: number): void => {
    const facts = { routes: [], capabilities: [], agentVersion: '1' };
    lab.accept({ kind: 'node.report', node, mtu: bytes, ...facts });
  };
  lab.accept(network('auto'));
  lab.accept(network('most', { mtu: 1400 }));
  t.same([mtu('auto'), mtu('most')], [1450, 1400], 'without members');
  for (const name of ['auto', 'most']) lab.accept(endpoint(name, `${name}-1`, { node: 'w1' }));
  t.same([mtu('auto'), mtu('most')], [1450, 1400], 'nothing reported');
  report('w1', 9000);
  t.same([mtu('auto'), mtu('most')], [8950, 1400]);
  report('w2', 1300);
  t.equal(mtu('auto'), 8950, 'w2 is no member');
  for (const name of ['auto', 'most']) lab.accept(endpoint(name, `${name}-2`, { node: 'w2' }));
  t.same(
    [mtu('auto'), mtu('most')],
    [1250, 1250],
    'the smallest counts, also below what was asked',
  );
  lab.accept({ kind: 'network.update', network: 'most', mtu: 0 });
  report('w2', 9000);
  t.same([mtu('auto'), mtu('most')], [8950, 8950]);
  t.end();
});

t.test('a cluster of older programs fixes MTUs', (t) => {
  const lab = StateFixture.start(2, 2);
  t.match(lab.make('network', network('n')), { mtu: 1450 });
  t.equal(lab.code({ kind: 'network.update', network: 'n', mtu: 0 }), 'feature-level');
  t.end();
});

t.test('labels merge, mtu and flood change, the same again changes nothing', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n', { labels: { a: '1', b: '2' } }));
  const command = {
    kind: 'network.update',
    network: 'n',
    labels: { a: null, c: '3' },
    mtu: 1400,
    flood: true,
  } as const;
  t.match(lab.make('network', command), { labels: { b: '2', c: '3' }, mtu: 1400, flood: true });
  const { revision } = lab.state;
  t.notOk(lab.accept(command).changed);
  t.equal(lab.state.revision, revision);
  t.equal(lab.code({ kind: 'network.update', network: 'n', mtu: 9 }), 'invalid-mtu');
  t.equal(lab.code({ kind: 'network.update', network: 'x' }), 'not-found');
  t.end();
});
