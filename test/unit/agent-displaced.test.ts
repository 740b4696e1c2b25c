import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const SPOT = { id: 'ep-1', address: '10.0.0.2/24' };

/** One endpoint here whose namespace was deleted, and made again under its name: it stays unplugged. */
async function bereaved() {
  const kernel = new FakeKernel();
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const reconciler = new Reconciler(
    {
      ...{ kernel, log, timers: new VirtualTimers() },
      onApplied: (notice) => void notices.push(notice),
    },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' },
  );
  await reconciler.start();
  for (const name of ['w1', 'w2']) kernel.addNamespace(name);
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('far', '192.0.2.2'),
    endpoint({ ...SPOT, node: 'me', netns: 'w1' }),
    endpoint({ id: 'ep-2', node: 'me', address: '10.0.0.3/24' }),
  ]);
  reconciler.setImage(network.image());
  await reconciler.settled();
  kernel.addNamespace('w1');
  await reconciler.audit();
  const changed = async (...deltas: Parameters<TestNetwork['delta']>[]): Promise<unknown> => {
    for (const delta of deltas) {
      reconciler.applyDelta(network.delta(...delta));
      await reconciler.settled();
    }
    return notices.at(-1)?.failed;
  };
  return { kernel, reconciler, network, notices, changed };
}

const here = (netns?: string) =>
  endpoint({ ...SPOT, node: 'me', ...(netns !== undefined && { netns }) });

t.test('a namespace made again under the name of a deleted one is not entered', async (t) => {
  const { kernel, notices } = await bereaved();
  t.match(notices.at(-1)?.failed, [{ endpointId: 'ep-1', code: 'netns-changed' }]);
  t.equal(kernel.state.ports.size, 0);
});

t.test('an endpoint whose namespace was deleted can be moved to another one', async (t) => {
  const { kernel, changed } = await bereaved();
  t.same(await changed([[here('w2')]]), []);
  t.match([...kernel.state.ports.values()], [{ netns: 'w2' }]);
});

t.test('and to the new one of that name, by way of another host or of no place', async (t) => {
  for (const away of [endpoint({ ...SPOT, node: 'far' }), here()]) {
    const { kernel, changed } = await bereaved();
    t.same(await changed([[away]], [[here('w1')]]), []);
    t.match([...kernel.state.ports.values()], [{ netns: 'w1' }]);
  }
});

t.test('also when it is told of by images, and its network was gone in between', async (t) => {
  const { kernel, reconciler, network, notices } = await bereaved();
  reconciler.removeNetwork({ networkId: network.networkId, epoch: 1, revision: 3 });
  await reconciler.settled();
  reconciler.setImage(network.image());
  await reconciler.settled();
  t.same(notices.at(-1)?.failed, []);
  t.match([...kernel.state.ports.values()], [{ netns: 'w1' }]);
});

t.test('a change that leaves it where it is does not let it in', async (t) => {
  const { changed, reconciler, network, notices } = await bereaved();
  const failed = [{ endpointId: 'ep-1', code: 'netns-changed' }];
  const wider = endpoint({ ...SPOT, node: 'me', netns: 'w1', ifname: 'eth1' });
  t.match(await changed([[wider]]), failed);
  reconciler.setImage(network.image());
  await reconciler.settled();
  t.match(notices.at(-1)?.failed, failed);
});
