import t from 'tap';
import { KernelMirror } from '../../agent/kernel/port-mirror.js';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { DesiredNetwork } from '../../agent/reconcile/plan-desired.js';
import { planNetwork } from '../../agent/reconcile/plan-network.js';
import { plan } from '../../agent/reconcile/plan.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { RemoteEndpoints, OWN_NODE, OWN_VTEP } from '../../bench/kernel/remote-endpoints.js';
import { endpoint } from '../support/desired-network.js';
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
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
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

/** Counts what is looked up in it and what is read by walking over it. */
class CountedMap<K, V> extends Map<K, V> {
  reads = 0;

  override get(key: K): V | undefined {
    this.reads++;
    return super.get(key);
  }

  override *[Symbol.iterator](): MapIterator<[K, V]> {
    for (const pair of super[Symbol.iterator]()) {
      this.reads++;
      yield pair;
    }
  }
}

t.test('an endpoint that is plugged in here is planned without a look at all the others', (t) => {
  const context = { clusterId: 'c', nodeId: OWN_NODE, vtep: OWN_VTEP, prune: true };
  const cost = (endpoints: number): number => {
    const { networkId, entries } = new RemoteEndpoints(endpoints, 'w').image();
    const network = DesiredNetwork.of(networkId, OWN_NODE, entries);
    const mirror = new KernelMirror();
    for (const operation of plan(new Map([[networkId, network]]), mirror.toState(), context)) {
      mirror.apply(operation);
    }
    const rows = mirror.rowsOf('vx-001092');
    const counted = { fdb: new CountedMap(rows.fdb), neighbours: new CountedMap(rows.neighbours) };
    t.equal(counted.fdb.size, endpoints);
    mirror.rowsOf = () => counted;
    const local = { id: 'ep-local', node: OWN_NODE, address: '10.9.9.9/8', netns: 'w2' };
    const dirty = network.change([endpoint(local)], []);
    const { steps } = planNetwork(network, mirror, context, dirty);
    t.same(
      steps.map(({ operation }) => operation.op),
      ['add-port'],
    );
    return counted.fdb.reads + counted.neighbours.reads;
  };
  t.equal(cost(2_000), cost(20));
  t.end();
});
