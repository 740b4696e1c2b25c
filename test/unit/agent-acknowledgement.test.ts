/** What an agent says its kernel holds is so, also while something is under way, fails, or was taken from an old cache. */
import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { portName, vxlanName } from '../../agent/kernel/naming.js';
import type { Operation, OperationResult } from '../../agent/kernel/port.js';
import type { AppliedNotice, SyncPoint } from '../../agent/reconcile/notices.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

/** Holds its next batch back until told to go on. */
class HeldKernel extends FakeKernel {
  #gate: Promise<void> | undefined;

  hold(): () => void {
    let open: () => void = () => undefined;
    this.#gate = new Promise((resolve) => (open = resolve));
    return open;
  }

  override async execute(operations: readonly Operation[]): Promise<readonly OperationResult[]> {
    const gate = this.#gate;
    this.#gate = undefined;
    await gate;
    return super.execute(operations);
  }
}

const OPTIONS = { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1' };

function agent(kernel: FakeKernel, options = OPTIONS) {
  const timers = new VirtualTimers();
  const notices: AppliedNotice[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const onApplied = (notice: AppliedNotice): void => void notices.push(notice);
  const pruned: SyncPoint[] = [];
  const onPruned = (point: SyncPoint): void => void pruned.push(point);
  const reconciler = new Reconciler({ kernel, timers, log, onApplied, onPruned }, options);
  const pass = (ms: number): Promise<void> => timers.pass(ms, () => reconciler.settled());
  return { reconciler, notices, pruned, pass };
}

function blue(): TestNetwork {
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('other', '192.0.2.2'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
    endpoint({ id: 'ep-2', node: 'other', address: '10.0.0.3/24' }),
  ]);
  return network;
}

t.test(
  'what has failed stays failed until the change that may mend it is carried out',
  async (t) => {
    const kernel = new HeldKernel();
    const { reconciler, notices } = agent(kernel);
    await reconciler.start();
    const network = blue();
    reconciler.setImage(network.image());
    await reconciler.settled();
    const failed = [{ endpointId: 'ep-1', code: 'netns-missing' }];
    t.match(notices.at(-1), { failed });
    const goOn = kernel.hold();
    reconciler.applyDelta(
      network.delta([endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' })]),
    );
    const underWay = network.revision;
    const again = { id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w2', create: true };
    await new Promise((resolve) => setImmediate(resolve));
    reconciler.applyDelta(network.delta([endpoint(again)]));
    goOn();
    await reconciler.settled();
    t.match(
      notices.find(({ revision }) => revision === underWay),
      { failed },
      'the revision before does not hold it',
    );
    t.match(notices.at(-1), { revision: network.revision, failed: [] });
  },
);

t.test('an endpoint that is due waits while its network as a whole does', async (t) => {
  const kernel = new FakeKernel();
  const { reconciler, pass } = agent(kernel);
  await reconciler.start();
  const network = blue();
  reconciler.setImage(network.image());
  await reconciler.settled();
  await pass(200);
  kernel.faults = ({ op }) =>
    op === 'delete-fdb' ? { code: 'kernel-refused', detail: 'no' } : undefined;
  reconciler.applyDelta(network.delta([], ['endpoint/ep-2']));
  await reconciler.settled();
  const before = kernel.executed.length;
  // Every pause comes to an end: a retry that tries nothing would come again at once, for ever.
  await pass(100);
  t.ok(kernel.executed.length - before < 5, 'nothing is tried over and over');
  kernel.faults = () => undefined;
  kernel.addNamespace('w1');
  await pass(20_000);
  t.equal(kernel.state.rowsOf(vxlanName(500)).fdb.size, 0);
  t.ok(kernel.state.ports.has(portName('ep-1')));
});

t.test(
  'the first delta after a start from the cache also removes what the cache did not know',
  async (t) => {
    const kernel = new FakeKernel();
    kernel.addNamespace('w1');
    const first = agent(kernel);
    await first.reconciler.start();
    const network = blue();
    const old = network.image();
    const unknown = endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' });
    network.delta([unknown]);
    first.reconciler.setImage(network.image());
    await first.reconciler.settled();
    await first.reconciler.stop();
    const next = agent(kernel, { ...OPTIONS, vtep: '192.0.2.77' });
    next.reconciler.loadCached([old]);
    await next.reconciler.start();
    const { fdb } = kernel.state.rowsOf(vxlanName(500));
    t.equal(fdb.size, 2, 'nothing goes before a manager has spoken');
    const another = endpoint({ id: 'ep-4', node: 'other', address: '10.0.0.5/24' });
    const set = new TestNetwork('blue', 500);
    set.delta([...old.entries.filter(({ kind }) => kind === 'member' || kind === 'endpoint')]);
    next.reconciler.applyDelta({ ...set.delta([another]), from: old.revision });
    await next.reconciler.settled();
    t.match(next.notices.at(-1), { failed: [] });
    const macs = [...kernel.state.rowsOf(vxlanName(500)).fdb.keys()].sort();
    t.same(macs, ['02:42:0a:00:00:03', '02:42:0a:00:00:05'], 'the set that is acknowledged');
    t.equal(kernel.state.vxlans.get(vxlanName(500))?.local, '192.0.2.77', 'from the new address');
  },
);

t.test('an old cache does not unplug a workload that has moved since', async (t) => {
  const kernel = new FakeKernel();
  for (const netns of ['w1', 'w2']) kernel.addNamespace(netns);
  const first = agent(kernel);
  await first.reconciler.start();
  const network = blue();
  const old = network.image();
  const moved = { id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w2' };
  network.delta([endpoint(moved)]);
  first.reconciler.setImage(network.image());
  await first.reconciler.settled();
  await first.reconciler.stop();
  const next = agent(kernel);
  next.reconciler.loadCached([old]);
  const writes = kernel.writes();
  await next.reconciler.start();
  t.equal(kernel.writes(), writes);
  t.equal(kernel.state.ports.get(portName('ep-1'))?.netns, 'w2');
  next.reconciler.setImage(network.image());
  next.reconciler.synced({ epoch: 1, revision: 1 });
  await next.reconciler.settled();
  t.equal(kernel.writes(), writes, 'and nothing had to be put right');
});

t.test(
  'a network that goes while the firewall cannot be written is acknowledged once it is',
  async (t) => {
    for (const mendedBy of ['the retry', 'an audit']) {
      const kernel = new FakeKernel();
      const { reconciler, notices, pass } = agent(kernel);
      await reconciler.start();
      const network = blue();
      reconciler.setImage(network.image());
      reconciler.synced({ epoch: 1, revision: 1 });
      await reconciler.settled();
      const refusal = { code: 'kernel-refused', detail: 'busy' } as const;
      kernel.faults = ({ op }) => (op.endsWith('-firewall') ? refusal : undefined);
      const { networkId } = network.image();
      reconciler.removeNetwork({ networkId, epoch: 1, revision: 9 });
      await reconciler.settled();
      t.not(notices.at(-1)?.gone, true, 'not while the host has failed');
      kernel.faults = () => undefined;
      if (mendedBy === 'an audit') await reconciler.audit();
      else await pass(1000);
      const gone = notices.filter((notice) => notice.gone);
      t.match(gone, [{ networkId, revision: 9, failed: [] }], mendedBy);
      await pass(20_000);
      t.equal(notices.filter((notice) => notice.gone).length, 1, 'once');
      await reconciler.stop();
    }
  },
);

t.test('a retry that succeeds acknowledges nothing of a set from the cache', async (t) => {
  const kernel = new FakeKernel();
  const { reconciler, notices, pass } = agent(kernel);
  const refusal = { code: 'kernel-refused', detail: 'busy' } as const;
  kernel.addNamespace('w1');
  kernel.faults = ({ op }) => (op === 'replace-fdb' ? refusal : undefined);
  const network = blue();
  reconciler.loadCached([network.image()]);
  await reconciler.start();
  kernel.faults = () => undefined;
  await pass(4000);
  t.equal(kernel.state.rowsOf(vxlanName(500)).fdb.size, 1, 'the retry has put it right');
  t.same(notices, []);
  reconciler.setImage(network.image());
  await reconciler.settled();
  t.match(notices, [{ revision: network.revision, failed: [] }]);
  await reconciler.stop();
});

t.test('after every sync it is said once that nothing is left of what is not held', async (t) => {
  const kernel = new FakeKernel();
  const before = agent(kernel);
  await before.reconciler.start();
  before.reconciler.setImage(blue().image());
  await before.reconciler.stop();
  const { reconciler, pruned, pass } = agent(kernel);
  const refusal = { code: 'kernel-refused', detail: 'busy' } as const;
  kernel.faults = ({ op }) => (op === 'delete-link' ? refusal : undefined);
  await reconciler.start();
  const point = { epoch: 1, revision: 7 };
  reconciler.synced(point);
  await reconciler.settled();
  await pass(20_000);
  t.same(pruned, [], 'not while a link is left');
  kernel.faults = () => undefined;
  await pass(6000);
  t.same(pruned, [point]);
  t.equal(kernel.state.vxlans.size, 0);
  await pass(20_000);
  t.same(pruned, [point], 'once');
  const next = { epoch: 1, revision: 9 };
  reconciler.synced(next);
  await reconciler.settled();
  t.same(pruned, [point, next]);
  await reconciler.stop();
});

t.test(
  'a network that goes is not taken for gone with the rest before it is taken down',
  async (t) => {
    const kernel = new FakeKernel();
    const { reconciler, notices, pruned, pass } = agent(kernel);
    await reconciler.start();
    const network = blue();
    reconciler.setImage(network.image());
    await reconciler.settled();
    const refusal = { code: 'kernel-refused', detail: 'busy' } as const;
    kernel.faults = ({ op }) => (op === 'delete-link' ? refusal : undefined);
    const { networkId } = network.image();
    reconciler.removeNetwork({ networkId, epoch: 1, revision: 9 });
    reconciler.synced({ epoch: 1, revision: 9 });
    await reconciler.settled();
    t.same(pruned, []);
    kernel.faults = () => undefined;
    await pass(20_000);
    t.same(pruned, [{ epoch: 1, revision: 9 }]);
    t.match(notices.at(-1), { networkId, revision: 9, gone: true });
    await reconciler.stop();
  },
);

t.test('a firewall that is written at last takes back the failure of every network', async (t) => {
  for (const mendedBy of ['the retry', 'an audit']) {
    const kernel = new FakeKernel();
    kernel.addNamespace('w1');
    const { reconciler, notices, pass } = agent(kernel);
    await reconciler.start();
    const refusal = { code: 'kernel-refused', detail: 'busy' } as const;
    kernel.faults = ({ op }) => (op === 'write-firewall' ? refusal : undefined);
    const [network, other] = [blue(), new TestNetwork('red', 501)];
    other.delta([
      member('me', '192.0.2.1'),
      endpoint({ id: 'ep-7', node: 'me', address: '10.0.0.2/24' }),
    ]);
    for (const one of [network, other]) reconciler.setImage(one.image());
    await reconciler.settled();
    const failed = [{ endpointId: '', code: 'kernel-refused' }];
    t.match(notices, [{ failed }, { failed }]);
    kernel.faults = () => undefined;
    if (mendedBy === 'an audit') await reconciler.audit();
    await pass(20_000);
    t.match(
      notices.slice(2).map(({ networkId, failed }) => ({ networkId, failed })),
      [network, other].map((one) => ({ networkId: one.image().networkId, failed: [] })),
      mendedBy,
    );
    t.equal(notices.length, 4);
    await reconciler.stop();
  }
});
