import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { portName } from '../../agent/kernel/naming.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

interface Place {
  readonly id: string;
  readonly netns: string;
  readonly address?: string;
}

async function host() {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: (notice) => void notices.push(notice) },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' },
  );
  await reconciler.start();
  for (const name of ['w1', 'w2']) kernel.addNamespace(name);
  let vni = 500;
  const joins = async (name: string, subnet: string, ...places: Place[]): Promise<TestNetwork> => {
    const network = new TestNetwork(name, vni++, { subnets: [subnet] });
    const entries = places.map(({ id, netns, address = '10.0.0.2/24' }) => {
      return endpoint({ id, node: 'me', address, netns, ifname: `e-${id}` });
    });
    network.delta([member('me', '192.0.2.1'), ...entries]);
    reconciler.setImage(network.image());
    await reconciler.settled();
    return network;
  };
  const failedOf = ({ networkId }: TestNetwork) =>
    notices.findLast((notice) => notice.networkId === networkId)?.failed;
  const isPlugged = (id: string): boolean => kernel.state.ports.has(portName(id));
  const pass = (ms: number) => timers.pass(ms, () => reconciler.settled());
  return { kernel, reconciler, joins, failedOf, isPlugged, pass };
}

t.test('a namespace is on one of two networks whose subnets overlap', async (t) => {
  const { joins, failedOf, isPlugged } = await host();
  const blue = await joins('blue', '10.0.0.0/24', { id: 'ep-1', netns: 'w1' });
  const red = await joins(
    'red',
    '10.0.0.0/16',
    { id: 'ep-0', netns: '/run/netns/w1' },
    { id: 'ep-2', netns: 'w2' },
  );
  t.same(failedOf(blue), []);
  t.match(failedOf(red), [
    {
      ...{ endpointId: 'ep-0', code: 'subnet-overlap' },
      detail: /^10\.0\.0\.0\/16 of red overlaps 10\.0\.0\.0\/24 of blue, .* by ep-1$/,
    },
  ]);
  t.same(['ep-0', 'ep-1', 'ep-2'].map(isPlugged), [false, true, true]);
});

t.test('it is plugged in once the other has gone', async (t) => {
  const { joins, reconciler, failedOf, isPlugged, pass } = await host();
  const blue = await joins('blue', '10.0.0.0/24', { id: 'ep-1', netns: 'w1' });
  const red = await joins('red', '10.0.0.0/24', { id: 'ep-2', netns: 'w1' });
  reconciler.applyDelta(blue.delta([], ['endpoint/ep-1']));
  await reconciler.settled();
  await pass(5_000);
  t.same(failedOf(red), []);
  t.ok(isPlugged('ep-2'));
});

t.test(
  'several endpoints of one network, and networks that do not overlap, may share it',
  async (t) => {
    const { joins, failedOf } = await host();
    const blue = await joins(
      'blue',
      '10.0.0.0/24',
      { id: 'ep-1', netns: 'w1' },
      { id: 'ep-2', netns: 'w1', address: '10.0.0.3/24' },
    );
    const red = await joins('red', '10.0.1.0/24', {
      id: 'ep-3',
      netns: 'w1',
      address: '10.0.1.2/24',
    });
    t.same([failedOf(blue), failedOf(red)], [[], []]);
  },
);
