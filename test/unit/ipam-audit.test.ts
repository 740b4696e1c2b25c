/** The audit finds what is wrong with the tables, and nothing while they change beneath it. */
import fc from 'fast-check';
import t from 'tap';
import type { AuditReport } from '../../server/state/audit/report.js';
import type { State } from '../../server/state/state.js';
import { intents, play } from '../support/random-commands.js';
import { endpoint, networkOf, reservation, StateFixture } from '../support/state-fixture.js';

function finish(state: State, between: () => void = () => undefined): AuditReport {
  const steps = state.audit();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    between();
  }
}

function small(): StateFixture {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.9.0.0/24', { ipv6: true, defaultSubnetId: 'sub-n6' }));
  for (const name of ['a', 'b', 'c']) lab.accept(endpoint('n', name));
  lab.accept(reservation('n', 'a'));
  lab.accept(reservation('n', 'later'));
  return lab;
}

t.test('a sound state is clean and counted', (t) => {
  const { state } = small();
  t.same(finish(state), {
    revision: state.revision,
    clean: true,
    networks: 1,
    subnets: 2,
    endpoints: 3,
    reservations: 2,
    leases: 6,
    leaks: [],
    duplicates: [],
    miscounts: [],
    omitted: 0,
  });
  t.end();
});

t.test('every kind of damage is found', (t) => {
  const damages: [string, (state: State) => void, Partial<AuditReport>][] = [
    [
      'an endpoint without its worker',
      ({ tables }) => tables.nodes.set('node-w1', undefined),
      { leaks: [{ kind: 'endpoint', id: 'ep-n-a', detail: 'its worker node-w1 does not exist' }] },
    ],
    [
      'a key that no row has',
      ({ tables }) =>
        tables.endpoints.names.add('ep-x', { ...tables.endpoints.require('ep-n-a'), name: 'x' }),
      { leaks: [{ kind: 'index', id: 'endpoint names', detail: '4 keys, the rows have 3' }] },
    ],
    [
      'a key of another row',
      ({ tables }) => {
        const a = tables.endpoints.require('ep-n-a');
        tables.endpoints.macs.remove('ep-n-a', a);
        tables.endpoints.macs.add('ep-n-b', a);
      },
      {
        duplicates: [
          {
            kind: 'endpoint',
            id: 'ep-n-a',
            detail: 'MAC 02:42:0a:09:00:02 in net-n is that of ep-n-b',
          },
        ],
      },
    ],
    [
      'an address that counts as free',
      ({ tables }) => tables.subnets.spaces.of('sub-n').taken.delete(3),
      {
        leaks: [{ kind: 'endpoint', id: 'ep-n-b', detail: '10.9.0.3 counts as free in sub-n' }],
        miscounts: [{ kind: 'subnet', id: 'sub-n', detail: '4 taken addresses, the rows have 5' }],
      },
    ],
    [
      'an address that nobody has',
      ({ tables }) => tables.subnets.spaces.of('sub-n').taken.add(77),
      {
        miscounts: [{ kind: 'subnet', id: 'sub-n', detail: '6 taken addresses, the rows have 5' }],
      },
    ],
    [
      'a cursor without its subnet',
      ({ tables }) => tables.cursors.set('subnet/sub-gone', 7),
      { leaks: [{ kind: 'cursor', id: 'subnet/sub-gone', detail: 'its subnet does not exist' }] },
    ],
    [
      'a VNI twice',
      ({ tables }) => {
        const { takenVnis, vnis } = tables.networks;
        const network = tables.networks.require('net-n');
        vnis.remove('net-n', network);
        vnis.add('net-m', network);
        takenVnis.delete(network.vni);
      },
      {
        duplicates: [{ kind: 'network', id: 'net-n', detail: 'VNI 1048576 is that of net-m' }],
        leaks: [
          { kind: 'network', id: 'net-n', detail: 'VNI 1048576 counts as free' },
          { kind: 'index', id: 'taken VNIs', detail: '0 keys, the rows have 1' },
        ],
      },
    ],
  ];
  for (const [name, damage, expected] of damages) {
    const { state } = small();
    damage(state);
    const report = finish(state);
    t.equal(report.clean, false, name);
    t.match(report, expected, name);
  }
  t.end();
});

t.test('it tells of one revision whatever happens between its steps', (t) => {
  fc.assert(
    fc.property(intents, intents, (first, meanwhile) => {
      const lab = play(first);
      const still = finish(lab.state);
      let next = 0;
      const moving = finish(lab.state, () => {
        for (let n = 0; n < 12; n++, next++) {
          const intent = meanwhile[next % meanwhile.length];
          if (intent) lab.propose(intent(10_000 + next));
        }
      });
      if (!moving.clean) throw new Error(JSON.stringify(moving));
      return JSON.stringify(moving) === JSON.stringify(still);
    }),
    { numRuns: 100 },
  );
  t.pass('held');
  t.end();
});

t.test('its steps are small', (t) => {
  const lab = StateFixture.start();
  lab.accept(networkOf('n', '10.8.0.0/16'));
  const commands = Array.from({ length: 5_000 }, (_, n) => endpoint('n', `e${n}`));
  lab.accept({ kind: 'batch', commands });
  let steps = 0;
  const report = finish(lab.state, () => (steps += 1));
  t.match(report, { clean: true, endpoints: 5_000 });
  t.ok(steps >= 10, `${steps} steps`);
  t.end();
});
