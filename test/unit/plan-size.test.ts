import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { RemoteEndpoints, OWN_NODE, OWN_VTEP } from '../../bench/kernel/remote-endpoints.js';
import { VirtualTimers } from '../support/virtual-timers.js';

t.test('a network of 130,000 endpoints is built, and found whole by the next agent', async (t) => {
  const kernel = new FakeKernel();
  kernel.addNamespace('w');
  const set = new RemoteEndpoints(130_000, 'w');
  for (const writes of [260_000, 0]) {
    const before = kernel.writes();
    const failed: unknown[] = [];
    const deps = {
      kernel,
      timers: new VirtualTimers(),
      log: { info: () => undefined, warn: () => undefined },
      onApplied: (notice: { failed: readonly unknown[] }) => void failed.push(...notice.failed),
    };
    const options = { clusterId: 'c', nodeId: OWN_NODE, vtep: OWN_VTEP };
    const reconciler = new Reconciler(deps, options);
    t.same(reconciler.setImage(set.image()), { accepted: true });
    await reconciler.start();
    await reconciler.settled();
    t.same(failed, []);
    t.ok(kernel.writes() - before >= writes, 'written');
    if (writes === 0) t.equal(kernel.writes(), before, 'nothing is written again');
    t.equal(kernel.state.rowsOf('vx-001092').fdb.size, 130_000);
    await reconciler.stop();
  }
});
