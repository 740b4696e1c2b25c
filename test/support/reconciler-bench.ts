/** A reconciler on a kernel in memory and in virtual time, and a network of two members that it has not been told of yet. */
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from './desired-network.js';
import { VirtualTimers } from './virtual-timers.js';

/** `ep-1` is to be plugged into `w1`, `ep-2` is another host's. */
export async function reconcilerBench() {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const onApplied = (notice: AppliedNotice): void => void notices.push(notice);
  const options = { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' };
  const reconciler = new Reconciler({ kernel, timers, log, onApplied }, options);
  await reconciler.start();
  kernel.addNamespace('w1');
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('other', '192.0.2.2'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
    endpoint({ id: 'ep-2', node: 'other', address: '10.0.0.3/24' }),
  ]);
  const pass = (ms: number): Promise<void> => timers.pass(ms, () => reconciler.settled());
  return { kernel, reconciler, notices, network, timers, pass };
}
