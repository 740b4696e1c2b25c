/** What an agent's log says of endpoints that fail: when it begins, changes and ends, and nothing else aloud. */
import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

type Line = readonly ['debug' | 'info' | 'warn', string, object];

async function failing() {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const lines: Line[] = [];
  const at = (level: Line[0]) => (fields: object, message: string) =>
    void lines.push([level, message, fields]);
  const log = { debug: at('debug'), info: at('info'), warn: at('warn') };
  const options = { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' };
  const reconciler = new Reconciler({ kernel, timers, log, onApplied: () => undefined }, options);
  await reconciler.start();
  const network = new TestNetwork('blue', 500);
  const one = endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' });
  network.delta([member('me', '192.0.2.1'), one]);
  reconciler.setImage(network.image());
  await reconciler.settled();
  const pass = (ms: number): Promise<void> => timers.pass(ms, () => reconciler.settled());
  const taken = () =>
    lines
      .splice(0)
      .filter(([, message]) => message === 'not applied' || message === 'no longer failing');
  return { kernel, reconciler, network, pass, taken, one };
}

const BEGINS = ['warn', 'not applied', { endpointId: 'ep-1', code: 'netns-missing' }] as const;
const OVER = ['info', 'no longer failing', { endpointId: 'ep-1', code: 'netns-missing' }] as const;

t.test(
  'an endpoint that goes on failing is told aloud once, and once that it is over',
  async (t) => {
    const { kernel, pass, taken } = await failing();
    t.match(taken(), [BEGINS]);
    await pass(60_000);
    const lasting = taken();
    t.ok(lasting.length > 3, `${lasting.length} tries`);
    t.ok(lasting.every(([level]) => level === 'debug'));
    kernel.addNamespace('w1');
    await pass(10_000);
    t.match(
      taken().filter(([level]) => level !== 'debug'),
      [OVER],
    );
    kernel.removeNamespace('w1');
    await pass(30_000);
    t.match(
      taken().filter(([level]) => level !== 'debug'),
      [['warn', 'not applied']],
    );
  },
);

t.test(
  'another reason is told aloud, the same after a change of the endpoint is not',
  async (t) => {
    const { kernel, reconciler, network, pass, taken, one } = await failing();
    taken();
    reconciler.applyDelta(network.delta([one]));
    await reconciler.settled();
    t.match(taken(), [['debug', 'not applied']]);
    kernel.addNamespace('w1', ['eth0']);
    await pass(10_000);
    const aloud = taken().filter(([level]) => level === 'warn');
    t.match(aloud, [['warn', 'not applied', { endpointId: 'ep-1', code: 'ifname-taken' }]]);
  },
);

t.test('a failure that goes with its endpoint is over', async (t) => {
  const { reconciler, network, taken } = await failing();
  taken();
  reconciler.applyDelta(network.delta([], ['endpoint/ep-1']));
  await reconciler.settled();
  t.match(taken(), [OVER]);
});
