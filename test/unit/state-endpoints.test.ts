/** Endpoints: leases, uniqueness, place. */
import t from 'tap';
import { endpoint, network, networkOf, StateFixture } from '../support/state-fixture.js';

t.test('an endpoint gets the address after the gateway, a MAC made of it, and a name', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('front'));
  const made = lab.make('endpoint', {
    kind: 'endpoint.create',
    id: 'ep-0123456789abcdefghj',
    network: 'front',
    node: 'w1',
  });
  t.same(made.addresses, ['10.0.0.2/24']);
  t.equal(made.mac, '02:42:0a:00:00:02');
  t.equal(made.name, 'ebcdefghj');
  t.equal(made.version, lab.state.revision);
  t.equal(lab.state.endpoint('ebcdefghj.front'), made);
  t.end();
});

t.test('[check 29] a static address and MAC are honoured', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('front'));
  const made = lab.make(
    'endpoint',
    endpoint('front', 'a', { addresses: ['10.0.0.77'], mac: '0A-00-00-00-00-01' }),
  );
  t.same(made.addresses, ['10.0.0.77/24']);
  t.equal(made.mac, '0a:00:00:00:00:01');
  t.end();
});

t.test('[check 29] a taken address, MAC or name is refused and its holder named', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('front'));
  lab.accept(endpoint('front', 'a', { addresses: ['10.0.0.7'] }));
  const address = lab.refuse(endpoint('front', 'b', { addresses: ['10.0.0.7/24'] }));
  t.equal(address.code, 'address-taken');
  t.match(address.detail, "'a' (ep-front-a)");
  const mac = lab.refuse(endpoint('front', 'b', { mac: '02:42:0a:00:00:07' }));
  t.equal(mac.code, 'mac-taken');
  t.match(mac.detail, "'a' (ep-front-a)");
  const name = lab.refuse({ ...endpoint('front', 'a'), id: 'ep-other' });
  t.equal(name.code, 'name-taken');
  t.match(name.detail, 'ep-front-a');
  t.end();
});

t.test('[check 29] a released address is not given again at once', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('front'));
  lab.accept(endpoint('front', 'a'));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'a.front' });
  t.same(lab.make('endpoint', endpoint('front', 'b')).addresses, ['10.0.0.3/24']);
  lab.accept(endpoint('front', 'c', { addresses: ['10.0.0.4'] }));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'c.front' });
  t.same(lab.make('endpoint', endpoint('front', 'd')).addresses, ['10.0.0.5/24']);
  t.end();
});

t.test(
  '[check 30] a full subnet is refused with its capacity; freeing one lets a retry in',
  (t) => {
    const lab = StateFixture.start();
    lab.accept(networkOf('tiny', '10.9.0.0/29'));
    for (const name of ['a', 'b', 'c', 'd', 'e']) lab.accept(endpoint('tiny', name));
    const refusal = lab.refuse(endpoint('tiny', 'f'));
    t.equal(refusal.code, 'subnet-full');
    t.match(refusal.detail, '10.9.0.0/29 (0 of 5 free)');
    t.same(lab.state.usage('sub-tiny'), { total: 6, used: 5, reserved: 1, free: 0 });
    lab.accept({ kind: 'endpoint.delete', endpoint: 'c.tiny' });
    t.same(lab.make('endpoint', endpoint('tiny', 'f')).addresses, ['10.9.0.4/29']);
    t.end();
  },
);

t.test('gateway, reserved, network and broadcast addresses are never given', (t) => {
  const lab = StateFixture.start();
  lab.accept(
    network('n', {
      subnets: [{ id: 'sub-n', cidr: '10.9.0.0/29', gateway: '10.9.0.2', reserved: ['10.9.0.4'] }],
    }),
  );
  const given = ['a', 'b', 'c', 'd'].map((name) => lab.make('endpoint', endpoint('n', name)));
  t.same(
    given.map((one) => one.addresses[0]),
    ['10.9.0.1/29', '10.9.0.3/29', '10.9.0.5/29', '10.9.0.6/29'],
  );
  for (const last of [0, 2, 4, 7]) {
    const refusal = lab.refuse(endpoint('n', 'x', { addresses: [`10.9.0.${last}`] }));
    t.equal(refusal.code, 'address-reserved', `10.9.0.${last}`);
  }
  t.equal(lab.code(endpoint('n', 'x')), 'subnet-full');
  t.end();
});

t.test('a range limits what is given, not what may be asked for', (t) => {
  const lab = StateFixture.start();
  lab.accept(
    network('n', { subnets: [{ id: 'sub-n', cidr: '10.9.0.0/24', range: '10.9.0.128/31' }] }),
  );
  t.same(lab.make('endpoint', endpoint('n', 'a')).addresses, ['10.9.0.128/24']);
  t.same(lab.make('endpoint', endpoint('n', 'b', { addresses: ['10.9.0.9'] })).addresses, [
    '10.9.0.9/24',
  ]);
  t.same(lab.state.usage('sub-n'), { total: 2, used: 1, reserved: 0, free: 1 });
  t.same(lab.make('endpoint', endpoint('n', 'c')).addresses, ['10.9.0.129/24']);
  t.equal(lab.code(endpoint('n', 'd')), 'subnet-full');
  t.end();
});

t.test('a MAC that another endpoint took by hand is passed over', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a', { addresses: ['10.0.0.9'], mac: '02:42:0a:00:00:02' }));
  const made = lab.make('endpoint', endpoint('n', 'b'));
  t.same(made.addresses, ['10.0.0.2/24']);
  t.not(made.mac, '02:42:0a:00:00:02');
  t.match(made.mac, /^02:42:/);
  t.end();
});

t.test('one address per family; those not asked for are allocated', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('dual', { ipv6: true, subnets: [{ id: 'sub-a', cidr: '10.9.0.0/24' }] }));
  const made = lab.make('endpoint', endpoint('dual', 'a'));
  t.equal(made.addresses[0], '10.9.0.2/24');
  t.match(made.addresses[1], /^fd[0-9a-f:]+::2\/64$/);
  const static6 = made.addresses[1]!.replace('::2/', '::77/');
  const other = lab.make('endpoint', endpoint('dual', 'b', { addresses: [static6] }));
  t.same(other.addresses, ['10.9.0.3/24', static6]);
  t.equal(
    lab.code(endpoint('dual', 'c', { addresses: ['10.9.0.8', '10.9.0.9'] })),
    'invalid-address',
  );
  t.end();
});

t.test('an IPv6-only endpoint has a MAC made of network and address', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('six', 'fd00:1::/64'));
  const a = lab.make('endpoint', endpoint('six', 'a'));
  const b = lab.make('endpoint', endpoint('six', 'b'));
  t.same(a.addresses, ['fd00:1::2/64']);
  t.match(a.mac, /^02:42:/);
  t.not(a.mac, b.mac);
  t.end();
});

t.test('malformed input and unknown objects are refused by their code', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  const cases = [
    ['not-found', endpoint('none', 'a')],
    ['not-found', endpoint('n', 'a', { node: 'w9' })],
    ['not-found', endpoint('n', 'a', { node: 'm1' })],
    ['invalid-name', endpoint('n', 'a', { name: 'Big' })],
    ['invalid-name', endpoint('n', 'a', { aliases: ['a b'] })],
    ['invalid-address', endpoint('n', 'a', { addresses: ['10.0.0.300'] })],
    ['invalid-address', endpoint('n', 'a', { addresses: ['10.0.0.7/16'] })],
    ['address-outside-subnet', endpoint('n', 'a', { addresses: ['10.0.1.7'] })],
    ['invalid-mac', endpoint('n', 'a', { mac: '01:00:5e:00:00:01' })],
    ['invalid-body', endpoint('n', 'a', { labels: { 'a b': 'c' } })],
  ] as const;
  for (const [code, command] of cases) t.equal(lab.code(command), code, JSON.stringify(command));
  t.equal([...lab.state.endpoints()].length, 0);
  t.end();
});

t.test('a drained worker takes no new endpoints, by creation or by move', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a'));
  lab.accept({ kind: 'node.update', node: 'w2', availability: 'drain' });
  t.equal(lab.code(endpoint('n', 'b', { node: 'w2' })), 'node-draining');
  t.equal(lab.code({ kind: 'endpoint.move', endpoint: 'a.n', node: 'w2' }), 'node-draining');
  t.end();
});

t.test('a move keeps addresses and MAC and changes the host', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  const attachment = { netns: 'a', ifname: 'eth0', create: false };
  const before = lab.make('endpoint', endpoint('n', 'a', { attachment }));
  const after = lab.make('endpoint', { kind: 'endpoint.move', endpoint: 'a.n', node: 'w2' });
  t.same([after.addresses, after.mac], [before.addresses, before.mac]);
  t.equal(after.node, 'node-w2');
  t.equal(after.attachment, undefined);
  t.same(lab.state.membersOf('net-n'), ['node-w2']);
  t.same(lab.state.networksOn('node-w1'), []);
  t.same([...lab.state.endpointsOn('node-w2')], [after]);
  t.end();
});

t.test('labels and aliases change; the same ones again raise neither version nor revision', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  lab.accept(endpoint('n', 'a', { labels: { x: '1', y: '2' } }));
  const command = {
    kind: 'endpoint.update',
    endpoint: 'a.n',
    labels: { x: null, z: '3' },
    aliases: ['web', 'db', 'web'],
  } as const;
  const made = lab.make('endpoint', command);
  t.same(made.labels, { y: '2', z: '3' });
  t.same(made.aliases, ['db', 'web']);
  const again = lab.accept(command);
  t.notOk(again.changed);
  t.equal(again.revision, made.version);
  t.equal(lab.state.endpoint('a.n'), made);
  t.end();
});

t.test('[check 34] every change with a stale version is refused and says the current one', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n'));
  const { version } = lab.make('endpoint', endpoint('n', 'a'));
  const stale = { endpoint: 'a.n', ifVersion: version - 1 };
  const commands = [
    { kind: 'endpoint.update', labels: { a: 'b' }, ...stale },
    { kind: 'endpoint.move', node: 'w2', ...stale },
    { kind: 'endpoint.delete', ...stale },
    { kind: 'network.update', network: 'n', flood: true, ifVersion: 1 },
    { kind: 'network.delete', network: 'n', force: true, ifVersion: 1 },
    { kind: 'subnet.remove', network: 'n', subnet: 'sub-n', ifVersion: 1 },
    { kind: 'node.update', node: 'w1', availability: 'drain', ifVersion: 1 },
    { kind: 'node.remove', node: 'w1', force: true, ifVersion: 1 },
    { kind: 'cluster.update', dataPort: 4790, ifVersion: 99 },
  ] as const;
  for (const command of commands) {
    const refusal = lab.refuse(command);
    t.equal(refusal.code, 'version-stale', command.kind);
    t.match(refusal.detail, /has version \d+, not \d+/);
  }
  t.ok(lab.accept({ kind: 'endpoint.delete', endpoint: 'a.n', ifVersion: version }).changed);
  t.end();
});
