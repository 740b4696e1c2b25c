/** Reservations: addresses and a MAC kept under a name. */
import t from 'tap';
import {
  endpoint,
  network,
  networkOf,
  reservation,
  StateFixture,
} from '../support/state-fixture.js';

t.test('an endpoint of the name takes the kept addresses and MAC, and leaves them kept', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const kept = lab.make(
    'reservation',
    reservation('n', 'web', { addresses: ['10.9.0.50'], mac: '0A-00-00-00-00-01' }),
  );
  t.match(kept, { addresses: ['10.9.0.50/24'], mac: '0a:00:00:00:00:01', network: 'net-n' });
  t.equal(lab.state.holderOf(kept), undefined);
  const first = lab.make('endpoint', endpoint('n', 'web'));
  t.match(first, { addresses: kept.addresses, mac: kept.mac });
  t.equal(lab.state.holderOf(kept), first);
  lab.accept({ kind: 'endpoint.delete', endpoint: 'web.n' });
  const again = lab.make('endpoint', { ...endpoint('n', 'web'), id: 'ep-2', node: 'w2' });
  t.match(again, { addresses: kept.addresses, mac: kept.mac });
  t.end();
});

t.test('what is not asked for is allocated, one address per family', (t) => {
  const lab = StateFixture.start();
  lab.accept(network('n', { ipv6: true, subnets: [{ id: 'sub-a', cidr: '10.9.0.0/24' }] }));
  const kept = lab.make('reservation', reservation('n', 'web'));
  t.equal(kept.addresses.length, 2);
  t.equal(kept.addresses[0], '10.9.0.2/24');
  t.equal(kept.mac, '02:42:0a:09:00:02');
  t.same(lab.make('endpoint', endpoint('n', 'other')).addresses[0], '10.9.0.3/24');
  t.end();
});

t.test('nobody else gets what is kept, and the refusal names the reservation', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const { mac } = lab.make('reservation', reservation('n', 'web', { addresses: ['10.9.0.50'] }));
  for (const taken of [
    lab.refuse(endpoint('n', 'x', { addresses: ['10.9.0.50'] })),
    lab.refuse(reservation('n', 'x', { addresses: ['10.9.0.50'] })),
  ]) {
    t.equal(taken.code, 'address-taken');
    t.match(taken.detail, "reservation 'web' (res-n-web)");
  }
  for (const taken of [
    lab.refuse(endpoint('n', 'x', { mac })),
    lab.refuse(reservation('n', 'x', { mac })),
  ]) {
    t.equal(taken.code, 'mac-taken');
    t.match(taken.detail, "reservation 'web' (res-n-web)");
  }
  const name = lab.refuse({ ...reservation('n', 'web'), id: 'res-2' });
  t.equal(name.code, 'name-taken');
  t.match(name.detail, 'res-n-web');
  t.end();
});

t.test('an endpoint may take a reservation of another name, and one has it at a time', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const kept = lab.make('reservation', reservation('n', 'vip'));
  const blue = lab.make('endpoint', endpoint('n', 'blue', { reservation: 'vip' }));
  t.same(blue.addresses, kept.addresses);
  for (const wish of [
    endpoint('n', 'green', { reservation: 'vip.n' }),
    endpoint('n', 'vip', { reservation: kept.id }),
    endpoint('n', 'vip'),
  ]) {
    const refusal = lab.refuse(wish);
    t.equal(refusal.code, 'address-taken');
    t.match(refusal.detail, /'blue' \(ep-n-blue\).*reservation 'vip' \(res-n-vip\)/);
  }
  lab.accept({ kind: 'endpoint.delete', endpoint: 'blue.n' });
  t.equal(
    lab.make('endpoint', {
      kind: 'endpoint.create',
      id: 'ep-x',
      network: 'n',
      node: 'w1',
      reservation: 'vip',
    }).name,
    'vip',
    'without a name of its own it has that of the reservation',
  );
  t.end();
});

t.test('other addresses or another MAC than the kept ones are refused', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const kept = lab.make('reservation', reservation('n', 'web'));
  const address = lab.refuse(endpoint('n', 'web', { addresses: ['10.9.0.9'] }));
  t.equal(address.code, 'reservation-mismatch');
  t.match(address.detail, "'web' (res-n-web) has 10.9.0.2/24, not 10.9.0.9");
  t.equal(lab.code(endpoint('n', 'web', { mac: '0a:00:00:00:00:01' })), 'reservation-mismatch');
  t.equal(lab.code(endpoint('n', 'x', { reservation: 'nothing' })), 'not-found');
  lab.accept(network('m'));
  t.equal(lab.code(endpoint('m', 'x', { reservation: kept.id })), 'not-found');
  const same = { addresses: ['10.9.0.2/24'], mac: kept.mac };
  t.same(lab.make('endpoint', endpoint('n', 'web', same)).addresses, kept.addresses);
  t.end();
});

t.test('a family that the network got later is allocated, or asked for', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(reservation('n', 'web'));
  lab.accept({ kind: 'subnet.add', network: 'n', subnet: { id: 'sub-6', cidr: 'fd00:9::/64' } });
  t.same(lab.make('endpoint', endpoint('n', 'web', { addresses: ['fd00:9::7'] })).addresses, [
    '10.9.0.2/24',
    'fd00:9::7/64',
  ]);
  t.end();
});

t.test('a reservation of the name of an endpoint keeps what that one has', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const web = lab.make('endpoint', endpoint('n', 'web'));
  const other = lab.refuse(reservation('n', 'web', { addresses: ['10.9.0.9'] }));
  t.equal(other.code, 'reservation-mismatch');
  t.match(other.detail, "endpoint 'web' (ep-n-web) has 10.9.0.2/24");
  const kept = lab.make('reservation', reservation('n', 'web'));
  t.match(kept, { addresses: web.addresses, mac: web.mac });
  t.same(lab.state.usage('sub-n'), { total: 254, used: 1, reserved: 1, free: 252 });
  const blue = lab.make('reservation', reservation('n', 'vip'));
  lab.accept(endpoint('n', 'blue', { reservation: 'vip' }));
  const twice = lab.refuse(reservation('n', 'blue'));
  t.equal(twice.code, 'address-taken');
  t.match(twice.detail, `reservation 'vip' (${blue.id})`);
  t.end();
});

t.test('a kept address counts as reserved until its endpoint is there, then as used', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/29'));
  const counts = () => lab.state.usage('sub-n');
  t.same(counts(), { total: 6, used: 0, reserved: 1, free: 5 });
  lab.accept(reservation('n', 'web'));
  t.same(counts(), { total: 6, used: 0, reserved: 2, free: 4 });
  lab.accept(endpoint('n', 'web'));
  t.same(counts(), { total: 6, used: 1, reserved: 1, free: 4 });
  lab.accept({ kind: 'reservation.delete', reservation: 'web.n' });
  t.same(counts(), { total: 6, used: 1, reserved: 1, free: 4 });
  lab.accept(reservation('n', 'web'));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'web.n' });
  t.same(counts(), { total: 6, used: 0, reserved: 2, free: 4 });
  for (const name of ['a', 'b', 'c', 'd']) lab.accept(endpoint('n', name));
  const full = lab.refuse(endpoint('n', 'e'));
  t.equal(full.code, 'subnet-full');
  t.match(full.detail, '10.9.0.0/29 (0 of 5 free, 1 in reservations)');
  lab.accept({ kind: 'reservation.delete', reservation: 'res-n-web' });
  t.same(lab.make('endpoint', endpoint('n', 'e')).addresses, ['10.9.0.2/29']);
  t.end();
});

t.test('reservations hold their subnet, and go with their network', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept({ kind: 'subnet.add', network: 'n', subnet: { id: 'sub-z', cidr: '10.9.1.0/24' } });
  lab.accept(reservation('n', 'web', { addresses: ['10.9.1.7'] }));
  const held = lab.refuse({ kind: 'subnet.remove', network: 'n', subnet: 'sub-z' });
  t.equal(held.code, 'in-use');
  t.match(held.detail, "1 reservations: 'web'");
  const { events } = lab.propose({ kind: 'network.delete', network: 'n', force: false });
  t.ok(events.some(({ kind, type }) => kind === 'reservation' && type === 'deleted'));
  t.same([...lab.state.reservations()], []);
  t.end();
});

t.test('a removed worker’s endpoint leaves its reservation; a stale version is refused', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  const kept = lab.make('reservation', reservation('n', 'web', { labels: { app: 'web' } }));
  lab.accept(endpoint('n', 'web', { node: 'w2' }));
  lab.accept({ kind: 'node.remove', node: 'w2', force: true });
  t.equal(lab.state.holderOf(kept), undefined);
  t.same(lab.make('endpoint', endpoint('n', 'web')).addresses, kept.addresses);
  const remove = { kind: 'reservation.delete', reservation: 'web.n' } as const;
  t.equal(lab.code({ ...remove, ifVersion: 1 }), 'version-stale');
  lab.accept({ ...remove, ifVersion: kept.version });
  t.equal(lab.code(remove), 'not-found');
  t.end();
});

t.test('a cluster with older managers refuses reservations', (t) => {
  const lab = StateFixture.start(1, 1);
  lab.accept(networkOf('n', '10.9.0.0/24'));
  t.equal(lab.code(reservation('n', 'web')), 'feature-level');
  t.end();
});
