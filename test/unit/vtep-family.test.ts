/** Members whose tunnel ends are of different IP families: what is told of it, and that the others are served. */
import t, { type Test } from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { vxlanName } from '../../agent/kernel/naming.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const VNI = 600;
const [OWN, V4, V6] = ['192.0.2.1', '192.0.2.2', 'fd31::2'];
const RETRIED_MS = 5_000;

async function host(t: Test, vtep: string) {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const reconciler = new Reconciler(
    {
      ...{
        kernel,
        timers,
        log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      },
      onApplied: (notice) => void notices.push(notice),
    },
    { clusterId: 'c', nodeId: 'me', vtep: OWN },
  );
  await reconciler.start();
  t.teardown(() => reconciler.stop());
  const network = new TestNetwork('blue', VNI);
  network.delta([
    member('me', OWN),
    member('w2', vtep),
    member('w3', '192.0.2.3'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.1/24' }),
    endpoint({ id: 'ep-2', node: 'w2', address: '10.0.0.2/24' }),
    endpoint({ id: 'ep-3', node: 'w3', address: '10.0.0.3/24' }),
  ]);
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 1 });
  await reconciler.settled();
  return {
    change: async (...delta: Parameters<TestNetwork['delta']>) => {
      t.ok(reconciler.applyDelta(network.delta(...delta)).accepted);
      await reconciler.settled();
      await timers.pass(RETRIED_MS, () => reconciler.settled());
    },
    failed: () => notices.at(-1)?.failed,
    rows: () => {
      const { fdb, neighbours } = kernel.state.rowsOf(vxlanName(VNI));
      return { destinations: [...fdb.values()].sort(), addresses: [...neighbours.keys()].sort() };
    },
    tried: () => kernel.executed.filter((one) => 'dst' in one && one.dst === V6),
  };
}

const FAR = {
  endpointId: 'ep-2',
  code: 'vtep-family',
  detail: `its worker's tunnel end ${V6} and ours, ${OWN}, are of different IP families`,
};

t.test('endpoints behind the other family fail by name, those of others are reached', async (t) => {
  const { failed, rows, tried, change } = await host(t, V6);
  t.same(failed(), [FAR]);
  t.same(rows(), { destinations: ['192.0.2.3'], addresses: ['10.0.0.3'] });
  await change([endpoint({ id: 'ep-4', node: 'w2', address: '10.0.0.4/24' })]);
  t.match(failed(), [FAR, { ...FAR, endpointId: 'ep-4' }], 'also one that comes later');
  t.same(tried(), [], 'the kernel is not asked');
  await change([], ['endpoint/ep-4']);
  await change([member('w2', V4)]);
  t.same(failed(), []);
  t.same(rows(), { destinations: [V4, '192.0.2.3'], addresses: ['10.0.0.2', '10.0.0.3'] });
});

t.test('a worker that changes to the other family is not answered for any more', async (t) => {
  const { failed, rows, change } = await host(t, V4);
  t.same(failed(), []);
  await change([member('w2', V6)]);
  t.same(failed(), [FAR]);
  t.same(rows(), { destinations: ['192.0.2.3'], addresses: ['10.0.0.3'] });
});
