import t from 'tap';
import type { FakeKernel } from '../../agent/kernel/fake.js';
import { portName, vxlanName } from '../../agent/kernel/naming.js';
import type { AppliedNotice } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { reconcilerBench } from '../support/reconciler-bench.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const DEV = vxlanName(500);

const names = (kernel: FakeKernel, from: number): string[] =>
  kernel.executed.slice(from).map(({ op }) => op);

t.test('a delta of one remote endpoint costs its two rows and nothing else', async (t) => {
  const { kernel, reconciler, notices, network } = await reconcilerBench();
  reconciler.setImage(network.image());
  await reconciler.settled();
  const before = kernel.writes();
  const put = network.delta([endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' })]);
  t.same(reconciler.applyDelta(put), { accepted: true });
  await reconciler.settled();
  t.same(names(kernel, before), ['replace-fdb', 'replace-neighbour']);
  t.same(notices.at(-1), {
    ...{
      networkId: 'net-blue',
      epoch: 1,
      revision: 3,
      digest: put.digest,
      failed: [],
      gone: false,
    },
  });
  reconciler.applyDelta(network.delta([], ['endpoint/ep-3']));
  await reconciler.settled();
  t.same(names(kernel, before + 2), ['delete-fdb', 'delete-neighbour']);
});

t.test('deltas that arrive together are answered once, for the last', async (t) => {
  const { reconciler, notices, network } = await reconcilerBench();
  reconciler.setImage(network.image());
  for (let n = 10; n < 20; n++) {
    const one = endpoint({ id: `ep-${n}`, node: 'other', address: `10.0.0.${n}/24` });
    reconciler.applyDelta(network.delta([one]));
  }
  await reconciler.settled();
  t.same(
    notices.map(({ revision }) => revision),
    [2, 12],
  );
});

t.test('what does not fit is refused and changes nothing', async (t) => {
  const { kernel, reconciler, network } = await reconcilerBench();
  const image = network.image();
  const early = network.delta([endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' })]);
  const late = network.delta([endpoint({ id: 'ep-4', node: 'other', address: '10.0.0.5/24' })]);
  t.match(reconciler.applyDelta(early), { accepted: false, reason: 'unknown-network' });
  t.match(reconciler.setImage({ ...image, digest: '0' }), { reason: 'digest-mismatch' });
  t.equal(kernel.writes(), 0);
  reconciler.setImage(image);
  t.match(reconciler.applyDelta(late), { accepted: false, reason: 'gap' });
  t.match(reconciler.applyDelta({ ...early, epoch: 2 }), { accepted: false, reason: 'gap' });
  t.match(reconciler.applyDelta({ ...early, digest: '0' }), { reason: 'digest-mismatch' });
  t.match(reconciler.held(), [{ networkId: 'net-blue', revision: 2, digest: image.digest }]);
  t.same(reconciler.applyDelta(early), { accepted: true });
  t.equal(reconciler.image('net-blue')?.digest, early.digest);
});

t.test(
  'an endpoint that failed is tried again, with longer pauses, and reported when it works',
  async (t) => {
    const { kernel, reconciler, notices, network, pass } = await reconcilerBench();
    kernel.removeNamespace('w1');
    reconciler.setImage(network.image());
    await reconciler.settled();
    t.match(notices, [{ failed: [{ endpointId: 'ep-1', code: 'netns-missing' }] }]);
    const tries = (): number => kernel.executed.filter(({ op }) => op === 'add-port').length;
    t.equal(tries(), 1);
    await pass(700);
    t.equal(tries(), 2, 'after 250 ms');
    await pass(100);
    t.equal(tries(), 3, 'and 500 ms more');
    t.equal(notices.length, 1, 'nothing new to say');
    kernel.addNamespace('w1');
    await pass(5_000);
    t.match(notices.at(-1), { revision: 2, failed: [] });
    t.ok(kernel.state.ports.has(portName('ep-1')));
  },
);

t.test('a network whose device cannot be made fails as a whole', async (t) => {
  const { kernel, reconciler, notices, network } = await reconcilerBench();
  kernel.foreignVnis.add(500);
  reconciler.setImage(network.image());
  await reconciler.settled();
  t.match(notices.at(-1)?.failed, [{ endpointId: '', code: 'vni-in-use' }]);
  t.equal(notices.at(-1)?.failed.length, 1);
  t.notOk(
    kernel.executed.some(({ op }) => op === 'add-port'),
    'nothing stands on what is missing',
  );
});

t.test('the cache adds and repairs; only managers remove', async (t) => {
  const { kernel, reconciler, notices, network, pass } = await reconcilerBench();
  const cached = network.image();
  reconciler.setImage(cached);
  const other = new TestNetwork('stale', 501);
  other.delta([
    member('me', '192.0.2.1'),
    endpoint({ id: 'ep-9', node: 'me', address: '10.0.0.9/24' }),
  ]);
  reconciler.setImage(other.image());
  await reconciler.settled();
  await reconciler.stop();
  const fewer = network.delta([], ['endpoint/ep-2']);

  const timers = new VirtualTimers();
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const onApplied = (notice: AppliedNotice): void => void notices.push(notice);
  const options = { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' };
  const next = new Reconciler({ kernel, timers, log, onApplied }, options);
  next.loadCached([{ ...cached, entries: cached.entries.filter(({ id }) => id !== 'ep-2') }]);
  const [writes, said] = [kernel.writes(), notices.length];
  await next.start();
  t.equal(kernel.writes(), writes, 'nothing is removed from the cache');
  t.equal(notices.length, said, 'nor reported');
  next.setImage({ ...network.image(), revision: fewer.to });
  await next.settled();
  t.same(
    names(kernel, writes),
    ['delete-fdb', 'delete-neighbour'],
    'an image removes in its network',
  );
  t.ok(kernel.state.vxlans.has(vxlanName(501)), 'but not elsewhere');
  next.synced({ epoch: 1, revision: 1 });
  await next.settled();
  t.notOk(kernel.state.vxlans.has(vxlanName(501)), 'everything was sent: strays go');
  t.match(notices.at(-1), { networkId: 'net-blue', revision: fewer.to, failed: [] });
  await pass(0);
});

t.test('drift is repaired after the event, own echoes are ignored', async (t) => {
  const { kernel, reconciler, network, pass } = await reconcilerBench();
  reconciler.setImage(network.image());
  await reconciler.settled();
  const before = kernel.writes();
  const row = { key: '02:42:0a:00:00:03', value: '192.0.2.2' };
  kernel.emit({ object: 'fdb', dev: DEV, row });
  await pass(50);
  t.equal(kernel.writes(), before, 'an echo');
  kernel.state.apply({ op: 'delete-fdb', dev: DEV, mac: row.key, dst: row.value });
  kernel.emit({ object: 'fdb', dev: DEV, row: { ...row, value: undefined } });
  await pass(50);
  t.same(names(kernel, before), ['replace-fdb']);
  t.same([...reconciler.drift()], [['fdb', 1]]);
  kernel.state.apply({ op: 'delete-neighbour', dev: DEV, address: '10.0.0.3' });
  await pass(5_000);
  t.same(
    [...reconciler.drift()],
    [
      ['fdb', 1],
      ['neighbour', 1],
    ],
    'the audit finds what no event told',
  );
});

t.test('rows do not wait for a dump, and are not taken back by it', async (t) => {
  const { kernel, reconciler, network, notices } = await reconcilerBench();
  reconciler.setImage(network.image());
  await reconciler.settled();
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const observe = kernel.observe.bind(kernel);
  kernel.observe = async () => {
    const state = await observe();
    await gate;
    return state;
  };
  const before = kernel.writes();
  const audited = reconciler.audit();
  const told = (delta: ReturnType<TestNetwork['delta']>): void => {
    t.same(reconciler.applyDelta(delta), { accepted: true });
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  told(network.delta([endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' })]));
  await turn();
  t.same(names(kernel, before), ['replace-fdb', 'replace-neighbour'], 'while the dump is read');
  told(network.delta([], ['endpoint/ep-2']));
  await turn();
  const rows = ['replace-fdb', 'replace-neighbour', 'delete-fdb', 'delete-neighbour'];
  t.same(names(kernel, before).sort(), [...rows].sort());
  told(
    network.delta([
      endpoint({ id: 'ep-4', node: 'me', address: '10.0.0.5/24', netns: 'w1', ifname: 'eth1' }),
    ]),
  );
  await turn();
  t.equal(names(kernel, before).length, 4, 'links wait');
  open();
  await audited;
  t.same(names(kernel, before).slice(4), ['add-port']);
  t.same([...reconciler.drift()], []);
  t.match(notices.at(-1), { revision: network.revision, failed: [] });
});

t.test('a removed network is taken down and answered, also one that was never held', async (t) => {
  const { kernel, reconciler, notices, network, pass } = await reconcilerBench();
  reconciler.setImage(network.image());
  await reconciler.settled();
  kernel.faults = ({ op }) =>
    op === 'delete-link' ? { code: 'kernel-refused', detail: 'busy' } : undefined;
  reconciler.removeNetwork({ networkId: 'net-blue', epoch: 1, revision: 5 });
  await reconciler.settled();
  t.notOk(notices.at(-1)?.gone, 'not while links are left');
  kernel.faults = () => undefined;
  await pass(1_000);
  t.match(notices.at(-1), { networkId: 'net-blue', revision: 5, gone: true, failed: [] });
  t.equal(kernel.state.bridges.size + kernel.state.vxlans.size + kernel.state.ports.size, 0);
  reconciler.removeNetwork({ networkId: 'net-never', epoch: 1, revision: 6 });
  await reconciler.settled();
  t.match(notices.at(-1), { networkId: 'net-never', revision: 6, gone: true });
});
