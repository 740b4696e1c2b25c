import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { AUTOMATIC_MTU } from '../../model/mtu.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

/** What is said of a row that the kernel refuses, in a network with these subnets over such an underlay. */
async function refusal(underlay: number, subnets: readonly string[], address: string) {
  const kernel = new FakeKernel();
  kernel.faults = ({ op }) =>
    op === 'replace-neighbour' ? { code: 'kernel-refused', detail: 'EINVAL' } : undefined;
  let looks = 0;
  const observe = kernel.observe.bind(kernel);
  kernel.observe = () => {
    looks += 1;
    return observe();
  };
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: (notice) => void notices.push(notice) },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1', auditIntervalMs: 3_600_000 },
  );
  await reconciler.start();
  const network = new TestNetwork('blue', 500, { subnets, mtu: AUTOMATIC_MTU });
  network.delta([
    member('me', '192.0.2.1'),
    member('far', '192.0.2.2', underlay),
    endpoint({ id: 'ep-1', node: 'me', address: subnets[0]!.replace(/0\/|::\//, '9/') }),
    endpoint({ id: 'ep-2', node: 'far', address }),
  ]);
  reconciler.setImage(network.image());
  await reconciler.settled();
  const before = looks;
  await timers.pass(30_000, () => reconciler.settled());
  return { failed: notices.at(-1)?.failed, furtherLooks: looks - before };
}

const SIX = ['10.0.0.0/24', 'fd00:9::/64'];
const CAUSE = /EINVAL; the network's MTU is 1250, and IPv6 takes 1280 at least/;

t.test(
  'where the MTU is too small for IPv6 a refusal says so, and is read anew once',
  async (t) => {
    const { failed, furtherLooks } = await refusal(1300, SIX, 'fd00:9::3/64');
    t.match(failed, [{ endpointId: 'ep-2', code: 'kernel-refused', detail: CAUSE }]);
    t.ok(furtherLooks <= 1);
  },
);

t.test('elsewhere it says what the kernel said', async (t) => {
  for (const [underlay, subnets] of [
    [1500, SIX],
    [1300, SIX.slice(0, 1)],
  ] as const) {
    const { failed } = await refusal(underlay, subnets, '10.0.0.3/24');
    t.match(failed, [{ detail: /EINVAL$/ }]);
  }
});
