/** One entry that a worker cannot take is one failure: all else of the network is applied, and it can be mended or removed. */
import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { portName, vxlanName } from '../../agent/kernel/naming.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { DesiredEntry, NetworkDelta, NetworkImage } from '../../model/desired.js';
import { digestOf } from '../../model/digest.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const DEV = vxlanName(500);
const GOOD = endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' });
const REMOTE = endpoint({ id: 'ep-2', node: 'other', address: '10.0.0.3/24' });
const BAD = endpoint({ id: 'ep-3', node: 'me', address: '10.0.0.4/24', netns: 'a b' });

/** As they come off the wire. */
function image(network: TestNetwork): NetworkImage {
  const sent = { kind: 'image', ...network.image(), chunk: 0, last: true } as const;
  const heard = decodeManagerMessage(encodeManagerMessage(sent));
  if (heard.kind !== 'image') throw new Error('no image');
  return heard;
}

function delta(change: NetworkDelta): NetworkDelta {
  const heard = decodeManagerMessage(encodeManagerMessage({ kind: 'delta', ...change }));
  if (heard.kind !== 'delta') throw new Error('no delta');
  return heard;
}

async function setup(entries: readonly DesiredEntry[]) {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
  const onApplied = (notice: AppliedNotice): void => void notices.push(notice);
  const options = { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' };
  const reconciler = new Reconciler({ kernel, timers, log, onApplied }, options);
  await reconciler.start();
  kernel.addNamespace('w1');
  const network = new TestNetwork('blue', 500);
  network.delta([member('me', '192.0.2.1'), member('other', '192.0.2.2'), ...entries]);
  t.same(reconciler.setImage(image(network)), { accepted: true });
  await reconciler.settled();
  const failed = () => notices.at(-1)?.failed;
  const change = async (...args: Parameters<TestNetwork['delta']>) => {
    t.same(reconciler.applyDelta(delta(network.delta(...args))), { accepted: true });
    await reconciler.settled();
    t.equal(notices.at(-1)?.digest, network.image().digest, 'the digest is the manager’s');
    t.equal(notices.at(-1)?.revision, network.revision);
  };
  return { kernel, reconciler, timers, notices, network, failed, change };
}

t.test('in an image it alone fails, and the digest is the manager’s', async (t) => {
  const { kernel, notices, network, failed } = await setup([GOOD, REMOTE, BAD]);
  t.match(failed(), [{ endpointId: 'ep-3', code: 'malformed-entry', detail: /netns "a b"/ }]);
  t.equal(failed()?.length, 1);
  t.equal(notices.at(-1)?.digest, network.image().digest);
  t.ok(kernel.state.ports.has(portName('ep-1')), 'the other one is plugged in');
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1, 'and reaches who is elsewhere');
  t.notOk(kernel.state.ports.has(portName('ep-3')));
});

t.test('in a delta it alone fails; mended or removed nothing is left of it', async (t) => {
  const { kernel, failed, change } = await setup([GOOD, REMOTE]);
  await change([BAD]);
  t.match(failed(), [{ endpointId: 'ep-3', code: 'malformed-entry' }]);
  await change([endpoint({ id: 'ep-4', node: 'other', address: '10.0.0.5/24' })]);
  t.match(failed(), [{ endpointId: 'ep-3' }], 'what comes after it is applied');
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 2);
  kernel.addNamespace('w3');
  await change([endpoint({ id: 'ep-3', node: 'me', address: '10.0.0.4/24', netns: 'w3' })]);
  t.same(failed(), []);
  t.ok(kernel.state.ports.has(portName('ep-3')));
  await change([BAD]);
  t.match(failed(), [{ endpointId: 'ep-3', code: 'malformed-entry' }]);
  t.ok(kernel.state.ports.has(portName('ep-3')), 'what was plugged in stays');
  await change([], ['endpoint/ep-3']);
  t.same(failed(), []);
  t.notOk(kernel.state.ports.has(portName('ep-3')));
});

t.test('it stays one failure however often it is tried, and nothing is done for it', async (t) => {
  const { kernel, reconciler, timers, notices } = await setup([GOOD, BAD]);
  const writes = kernel.writes();
  await timers.pass(60_000, () => reconciler.settled());
  t.equal(notices.length, 1, 'nothing new to say');
  t.equal(kernel.writes(), writes);
});

t.test('a place that is wrong matters to its own host alone', async (t) => {
  const place = { id: 'ep-3', address: '10.0.0.4/24', netns: 'a b' };
  const { kernel, failed } = await setup([GOOD, endpoint({ ...place, node: 'other' })]);
  t.same(failed(), []);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1);
});

t.test('an address or MAC that is wrong makes it fail everywhere, and no row', async (t) => {
  const wrong = endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24', mac: 'zz' });
  const { kernel, failed, change } = await setup([GOOD, REMOTE]);
  await change([wrong]);
  t.match(failed(), [{ endpointId: 'ep-3', code: 'malformed-entry', detail: /endpoint\.mac/ }]);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1);
  await change([], ['endpoint/ep-3']);
  t.same(failed(), []);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1);
});

t.test('a member that is wrong fails under its own id, and others are served', async (t) => {
  const { kernel, failed, change } = await setup([GOOD, REMOTE, member('third', 'x y')]);
  t.match(failed(), [{ endpointId: 'third', code: 'malformed-entry', detail: /member\.vtep/ }]);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1);
  await change([endpoint({ id: 'ep-5', node: 'other', address: '10.0.0.6/24' })]);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 2, 'without waiting for a retry');
});

t.test('a network that is wrong fails as a whole and stays as it is in the kernel', async (t) => {
  const { kernel, failed, network, change } = await setup([GOOD, REMOTE]);
  const { entries } = network.image();
  const own = entries.find((entry) => entry.kind === 'network');
  const links = [...kernel.state.ports.keys()];
  await change([{ ...own!, value: { ...own!.value, vni: 2 ** 24 } }]);
  t.match(failed(), [{ endpointId: '', code: 'malformed-entry', detail: /network\.vni/ }]);
  t.same([...kernel.state.ports.keys()], links);
  t.equal(kernel.state.rowsOf(DEV).fdb.size, 1);
  await change([own!]);
  t.same(failed(), []);
});

t.test('the digest of a set does not depend on a fault', (t) => {
  const fault = { scope: 'place', detail: 'x' } as const;
  t.equal(digestOf([{ ...BAD, fault }]), digestOf([BAD]));
  t.end();
});
