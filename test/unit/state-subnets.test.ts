/** Subnets of a live network. */
import t from 'tap';
import { endpoint, networkOf, StateFixture } from '../support/state-fixture.js';

t.test('a subnet added to a live network appears in it with an event of the network', (t) => {
  const lab = StateFixture.start();
  const before = lab.make('network', networkOf('n', '10.9.0.0/24'));
  const { events, result } = lab.propose({
    kind: 'subnet.add',
    network: 'n',
    subnet: { id: 'sub-2', cidr: '10.9.1.0/24' },
  });
  t.match(result, { ok: true, kind: 'subnet', object: { cidr: '10.9.1.0/24', network: 'net-n' } });
  const after = lab.state.network('n')!;
  t.same(
    after.subnets.map(({ cidr }) => cidr),
    ['10.9.1.0/24', '10.9.0.0/24'],
  );
  const event = events.find(({ kind }) => kind === 'network');
  t.equal(event?.before, before);
  t.equal(event?.object, after);
  t.equal(after.version, lab.state.revision);
  t.end();
});

t.test('an added subnet serves when the first is full', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/30'));
  lab.accept(endpoint('n', 'a'));
  t.equal(lab.code(endpoint('n', 'b')), 'subnet-full');
  lab.accept({ kind: 'subnet.add', network: 'n', subnet: { id: 'sub-z', cidr: '10.9.1.0/24' } });
  t.same(lab.make('endpoint', endpoint('n', 'b')).addresses, ['10.9.1.2/24']);
  t.end();
});

t.test('a subnet without CIDR is cut from the pools', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const made = lab.make('subnet', { kind: 'subnet.add', network: 'n', subnet: { id: 'sub-2' } });
  t.equal(made.cidr, '10.0.0.0/24');
  t.end();
});

t.test('a subnet in use, and the last one, are not removed', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const last = lab.refuse({ kind: 'subnet.remove', network: 'n', subnet: '10.9.0.0/24' });
  t.equal(last.code, 'in-use');
  t.match(last.detail, "last of network 'n'");
  lab.accept({ kind: 'subnet.add', network: 'n', subnet: { id: 'sub-z', cidr: '10.9.1.0/24' } });
  lab.accept(endpoint('n', 'a'));
  const used = lab.refuse({ kind: 'subnet.remove', network: 'n', subnet: 'sub-n' });
  t.equal(used.code, 'in-use');
  t.match(used.detail, "1 leases: 'a'");
  t.equal(lab.code({ kind: 'subnet.remove', network: 'n', subnet: 'sub-x' }), 'not-found');
  lab.accept({ kind: 'subnet.remove', network: 'n', subnet: 'sub-z' });
  t.equal(lab.state.network('n')?.subnets.length, 1);
  t.end();
});

t.test('an IPv6 subnet makes the network dual stack, and needs an MTU for it', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24', { mtu: 1000 }));
  const add = {
    kind: 'subnet.add',
    network: 'n',
    subnet: { id: 'sub-2', cidr: 'fd00:1::/64' },
  } as const;
  t.equal(lab.code(add), 'invalid-mtu');
  lab.accept({ kind: 'network.update', network: 'n', mtu: 1400 });
  lab.accept(add);
  t.equal(lab.state.network('n')?.ipv6, true);
  t.same(lab.make('endpoint', endpoint('n', 'a')).addresses, ['10.9.0.2/24', 'fd00:1::2/64']);
  t.end();
});

t.test('a subnet of two addresses has a gateway and one endpoint', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/31'));
  t.same(lab.make('endpoint', endpoint('n', 'a')).addresses, ['10.9.0.1/31']);
  t.equal(lab.code(endpoint('n', 'b')), 'subnet-full');
  t.end();
});
