/** What comes next, how soon again, and at what cost. */
import t from 'tap';
import { parseCidr } from '../../model/cidr.js';
import { nextAddress, planOf } from '../../server/state/allocate/address.js';
import { nextSubnet } from '../../server/state/allocate/subnet.js';
import { TakenSet } from '../../server/state/allocate/taken-set.js';
import { nextVni } from '../../server/state/allocate/vni.js';
import { PrefixTrie } from '../../server/state/tables/prefix-trie.js';
import { endpoint, networkOf, reservation, StateFixture } from '../support/state-fixture.js';

/** Levels of a tree over 2^48 numbers, up and down. */
const MOST_LOOKS = 20;

function planFor(cidr: string) {
  const gateway = cidr.replace('.0/', '.1/').split('/')[0]!;
  const meta = { id: 'sub', version: 1, createdAt: '', updatedAt: '' };
  return planOf({ ...meta, network: 'net', cidr, gateway, range: undefined, reserved: [] });
}

t.test(
  '[check 29] addresses go round: one given back comes again when all others had a turn',
  (t) => {
    const lab = StateFixture.start();
    lab.accept(networkOf('n', '10.9.0.0/29'));
    const give = (name: string) => lab.make('endpoint', endpoint('n', name)).addresses[0];
    t.same(['a', 'b', 'c'].map(give), ['10.9.0.2/29', '10.9.0.3/29', '10.9.0.4/29']);
    lab.accept({ kind: 'endpoint.delete', endpoint: 'a.n' });
    lab.accept({ kind: 'endpoint.delete', endpoint: 'c.n' });
    t.same(['d', 'e', 'f'].map(give), ['10.9.0.5/29', '10.9.0.6/29', '10.9.0.2/29']);
    lab.accept({ kind: 'endpoint.delete', endpoint: 'f.n' });
    t.equal(give('g'), '10.9.0.4/29');
    t.equal(give('h'), '10.9.0.2/29');
    t.end();
  },
);

t.test('[check 29] one asked for by hand and given back is not the next one either', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  lab.accept(endpoint('n', 'a'));
  lab.accept(endpoint('n', 'b', { addresses: ['10.9.0.3'] }));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'b.n' });
  t.same(lab.make('endpoint', endpoint('n', 'c')).addresses, ['10.9.0.4/24']);
  lab.accept(reservation('n', 'r', { addresses: ['10.9.0.5'] }));
  lab.accept({ kind: 'reservation.delete', reservation: 'r.n' });
  t.same(lab.make('endpoint', endpoint('n', 'd')).addresses, ['10.9.0.6/24']);
  t.end();
});

t.test('one asked for by hand does not bring back what was given before it', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24'));
  for (const name of ['a', 'b', 'c', 'd']) lab.accept(endpoint('n', name));
  lab.accept({ kind: 'endpoint.delete', endpoint: 'a.n' });
  lab.accept({ kind: 'endpoint.delete', endpoint: 'c.n' });
  lab.accept(endpoint('n', 'e', { addresses: ['10.9.0.2'] }));
  t.same(lab.make('endpoint', endpoint('n', 'f')).addresses, ['10.9.0.6/24']);
  t.end();
});

t.test('the last free address of a /16 and of a /8 costs no more than the first', (t) => {
  for (const cidr of ['10.9.0.0/16', '10.0.0.0/8']) {
    const plan = planFor(cidr);
    const taken = new TakenSet();
    const free = Math.floor((plan.first + plan.last) / 3);
    for (let n = plan.first; n <= plan.last; n++) if (n !== free) taken.add(n);
    for (const cursor of [undefined, plan.first, free - 1, free, plan.last]) {
      const before = taken.looks;
      t.equal(nextAddress(plan, cursor, taken)?.offset, free);
      t.ok(taken.looks - before <= MOST_LOOKS, `${taken.looks - before} words for ${cidr}`);
    }
    taken.add(free);
    const before = taken.looks;
    t.equal(nextAddress(plan, free, taken), undefined);
    t.ok(taken.looks - before <= MOST_LOOKS);
  }
  t.end();
});

t.test('an IPv6 subnet with scattered addresses keeps only those', (t) => {
  const plan = planFor('fd00::/64');
  const taken = new TakenSet();
  const far = 2 ** 47 + 12_345;
  for (const n of [plan.first, plan.first + 1, far]) taken.add(n);
  t.equal(nextAddress(plan, undefined, taken)?.offset, plan.first + 2);
  t.equal(nextAddress(plan, far - 1, taken)?.offset, far + 1);
  taken.delete(far);
  t.equal(nextAddress(plan, far - 1, taken)?.offset, far);
  t.equal(taken.size, 2);
  t.end();
});

t.test('the last free VNI costs no more than the first', (t) => {
  const range = { first: 100_000, last: 400_000 };
  const taken = new TakenSet();
  for (let vni = range.first; vni <= range.last; vni++) if (vni !== 250_000) taken.add(vni);
  for (const cursor of [undefined, 100_000, 249_999, 250_000, 400_000, 7]) {
    const before = taken.looks;
    t.equal(nextVni(range, cursor, taken), 250_000);
    t.ok(taken.looks - before <= MOST_LOOKS);
  }
  taken.add(250_000);
  t.equal(nextVni(range, 250_000, taken), undefined);
  t.end();
});

t.test('the last free subnet of a pool costs no more than the first, whatever its parts', (t) => {
  const pool = { cidr: '10.0.0.0/8', subnetPrefix: 24 };
  const occupied = new PrefixTrie();
  const wanted = '10.171.13.0/24';
  for (let high = 0; high < 256; high++) {
    for (let low = 0; low < 256; low++) {
      const cidr = `10.${high}.${low}.0/24`;
      // Half of them are only partly occupied: no room for a /24 either.
      if (cidr !== wanted)
        occupied.add(parseCidr(low % 2 === 0 ? cidr : `10.${high}.${low}.128/25`));
    }
  }
  const slot = 171 * 256 + 13;
  for (const at of [undefined, 0, slot - 1, slot, 65_535]) {
    const before = occupied.looks;
    const cursor = at === undefined ? undefined : { pool: '10.0.0.0/8/24', slot: at };
    const found = nextSubnet([pool], cursor, occupied);
    t.equal(found?.cursor.slot, slot);
    t.ok(occupied.looks - before <= 200, `${occupied.looks - before} nodes`);
  }
  occupied.add(parseCidr(wanted));
  t.equal(nextSubnet([pool], undefined, occupied), undefined);
  occupied.remove(parseCidr(wanted));
  t.equal(nextSubnet([pool], undefined, occupied)?.cursor.slot, slot);
  t.end();
});

t.test('an exhausted pool is refused with its capacity, and passes over what nodes report', (t) => {
  const lab = StateFixture.start();
  lab.accept({ kind: 'cluster.update', pools: [{ cidr: '10.7.0.0/22', subnetPrefix: 24 }] });
  lab.accept({
    kind: 'node.report',
    node: 'w1',
    mtu: 1500,
    routes: ['10.7.1.0/24'],
    capabilities: [],
    agentVersion: '0.1.0',
  });
  const cut = ['a', 'b', 'c'].map(
    (name) =>
      lab.make('network', {
        kind: 'network.create',
        id: `net-${name}`,
        name,
        subnets: [],
        defaultSubnetId: `sub-${name}`,
      }).subnets[0]?.cidr,
  );
  t.same(cut, ['10.7.0.0/24', '10.7.2.0/24', '10.7.3.0/24']);
  const full = lab.refuse({ kind: 'subnet.add', network: 'a', subnet: { id: 'sub-x' } });
  t.equal(full.code, 'pool-exhausted');
  t.match(full.detail, '0 of 4 subnets of the pools (10.7.0.0/22 cut into /24) are free');
  lab.accept({ kind: 'network.delete', network: 'b', force: false });
  t.equal(
    lab.make('subnet', { kind: 'subnet.add', network: 'a', subnet: { id: 'sub-x' } }).cidr,
    '10.7.2.0/24',
  );
  t.end();
});
