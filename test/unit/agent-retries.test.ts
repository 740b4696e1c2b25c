import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { Timers } from '../../agent/reconcile/timers.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const HOURS = 3_600_000;
const LEAST_MS = 1;
const EARLY_MS = 0.6;

t.test('what failed is tried again without an audit, though its timer rings early', async (t) => {
  const kernel = new FakeKernel();
  const virtual = new VirtualTimers();
  // As Node's: whole milliseconds of a clock that was read a moment ago.
  const timers: Timers = {
    now: () => virtual.now(),
    after: (ms, callback) => virtual.after(Math.max(ms, LEAST_MS) - EARLY_MS, callback),
  };
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: (notice) => void notices.push(notice) },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1', auditIntervalMs: HOURS },
  );
  await reconciler.start();
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
  ]);
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 2 });
  await reconciler.settled();
  t.match(notices.at(-1)?.failed, [{ endpointId: 'ep-1', code: 'netns-missing' }]);
  kernel.addNamespace('w1');
  await virtual.pass(260, () => reconciler.settled());
  t.same(notices.at(-1)?.failed, []);
});
