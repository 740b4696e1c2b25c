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

t.test('a row that stays refused is tried in doubling pauses, and read anew once', async (t) => {
  const virtual = new VirtualTimers();
  const kernel = new FakeKernel();
  const tries: number[] = [];
  let dumps = 0;
  const observe = kernel.observe.bind(kernel);
  kernel.observe = () => {
    dumps += 1;
    return observe();
  };
  kernel.faults = (operation) => {
    if (operation.op !== 'replace-neighbour') return undefined;
    tries.push(virtual.now());
    return { code: 'kernel-refused', detail: 'Permission denied' };
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const notices: AppliedNotice[] = [];
  const reconciler = new Reconciler(
    { kernel, timers: virtual, log, onApplied: (notice) => void notices.push(notice) },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1', auditIntervalMs: HOURS },
  );
  await reconciler.start();
  t.teardown(() => reconciler.stop());
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('far', '192.0.2.2'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24' }),
    endpoint({ id: 'ep-2', node: 'far', address: '10.0.0.3/24' }),
  ]);
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 2 });
  await reconciler.settled();
  const before = dumps;
  await virtual.pass(30_000, () => reconciler.settled());
  const pauses = tries.slice(1).map((at, i) => at - tries[i]!);
  t.same(pauses.slice(0, 7), [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  t.equal(dumps, before + 1);
  const { steps } = reconciler.difference(await observe());
  t.match(steps, [{ endpointId: 'ep-2', operation: { op: 'replace-neighbour' } }]);
  kernel.faults = () => undefined;
  await virtual.pass(5_000, () => reconciler.settled());
  t.same(reconciler.difference(await observe()).steps, []);
});

t.test('when a host gets a tunnel end of the right family its endpoints do not wait', async (t) => {
  const virtual = new VirtualTimers();
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const notices: AppliedNotice[] = [];
  const kernel = new FakeKernel();
  const reconciler = new Reconciler(
    { kernel, timers: virtual, log, onApplied: (notice) => void notices.push(notice) },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1', auditIntervalMs: HOURS },
  );
  await reconciler.start();
  t.teardown(() => reconciler.stop());
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('far', '2001:db8::2'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24' }),
    endpoint({ id: 'ep-2', node: 'far', address: '10.0.0.3/24' }),
  ]);
  reconciler.setImage(network.image());
  await reconciler.settled();
  t.match(notices.at(-1)?.failed, [{ endpointId: 'ep-2', code: 'vtep-family' }]);
  reconciler.applyDelta(network.delta([member('far', '192.0.2.2')]));
  await reconciler.settled();
  t.same(notices.at(-1)?.failed, []);
  t.equal((await kernel.observe()).fdb.size, 1);
});
