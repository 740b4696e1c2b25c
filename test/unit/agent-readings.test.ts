/** How the kernel is read again because of what it tells: what it costs, and what is taken for drift. */
import t from 'tap';
import { portName, vxlanName } from '../../agent/kernel/naming.js';
import { endpoint } from '../support/desired-network.js';
import { reconcilerBench } from '../support/reconciler-bench.js';

const DEV = vxlanName(500);

t.test(
  'rows that a dump skips while others go are no drift, and are there afterwards',
  async (t) => {
    const { kernel, reconciler, network } = await reconcilerBench();
    reconciler.setImage(network.image());
    reconciler.synced({ epoch: 1, revision: 2 });
    await reconciler.settled();
    const gone = network.delta([endpoint({ id: 'ep-3', node: 'other', address: '10.0.0.4/24' })]);
    reconciler.applyDelta(gone);
    await reconciler.settled();
    const observe = kernel.observe.bind(kernel);
    // Measured: of a table from which a row before it goes, the kernel leaves a row out where a dump goes on.
    kernel.observe = async () => {
      const state = await observe();
      reconciler.applyDelta(network.delta([], ['endpoint/ep-3']));
      await new Promise((resolve) => setImmediate(resolve));
      const fdb = new Map(
        [...state.fdb].filter(([key]) => !key.startsWith(`${DEV} 02:42:0a:00:00:03`)),
      );
      return { ...state, fdb };
    };
    await reconciler.audit();
    t.same([...reconciler.drift()], []);
    t.same([...kernel.state.rowsOf(DEV).fdb.keys()], ['02:42:0a:00:00:03']);
    kernel.observe = observe;
    kernel.state.apply({ op: 'delete-fdb', dev: DEV, mac: '02:42:0a:00:00:03', dst: '192.0.2.2' });
    await reconciler.audit();
    t.same([...reconciler.drift()], [['fdb', 1]], 'what is missing from a whole dump is');
  },
);

t.test('rows that go on changing do not keep a workload from being repaired', async (t) => {
  const { kernel, reconciler, network, pass } = await reconcilerBench();
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 2 });
  await reconciler.settled();
  const name = portName('ep-1');
  const port = kernel.state.ports.get(name);
  const peer = port?.peer;
  if (!port || !peer) throw new Error('no port');
  await pass(1_000);
  kernel.state.ports.set(name, { ...port, peer: { ...peer, addresses: [] } });
  let reads = 0;
  const peers = kernel.peers.bind(kernel);
  // While it is read, another row comes, and its echo.
  kernel.peers = async () => {
    const read = await peers();
    reads += 1;
    if (reads > 20) return read;
    const last = 10 + reads;
    const one = endpoint({ id: `ep-${last}`, node: 'other', address: `10.0.0.${last}/24` });
    reconciler.applyDelta(network.delta([one]));
    const row = { key: '02:42:0a:00:00:03', value: '192.0.2.2' };
    kernel.emit({ object: 'fdb', dev: DEV, row, ordered: true });
    return read;
  };
  kernel.emit({ object: 'address', workload: true, ports: [name] });
  await pass(100);
  t.same(kernel.state.ports.get(name)?.peer?.addresses, ['10.0.0.2/24']);
  t.equal(reads, 1);
  t.same([...reconciler.drift()], [['address', 1]], 'rows that came meanwhile are none');
});

t.test(
  'what the kernel tells without end is read for a fifth of the time, the first at once',
  async (t) => {
    const TOOK_MS = 50;
    for (const event of [
      { object: 'route', workload: true, ports: [portName('ep-1')] },
      { object: 'link', dev: portName('ep-1') },
    ] as const) {
      const { kernel, reconciler, network, timers } = await reconcilerBench();
      reconciler.setImage(network.image());
      reconciler.synced({ epoch: 1, revision: 2 });
      await reconciler.settled();
      const reads: number[] = [];
      const slowly = async <Read>(read: () => Promise<Read>): Promise<Read> => {
        reads.push(timers.now());
        timers.spend(TOOK_MS);
        return read();
      };
      const [observe, peers] = [kernel.observe.bind(kernel), kernel.peers.bind(kernel)];
      kernel.observe = () => slowly(observe);
      kernel.peers = () => slowly(peers);
      await timers.pass(1_000, () => reconciler.settled());
      reads.length = 0;
      const begun = timers.now();
      while (timers.now() < begun + 20_000) {
        kernel.emit(event);
        await timers.pass(10, () => reconciler.settled());
      }
      const took = reads.length * TOOK_MS;
      t.ok(took <= 20_000 / 5 + 2_500, `${event.object}: ${reads.length} reads`);
      t.ok(took >= 20_000 / 10, `${event.object}: ${reads.length} reads`);
      const [first = Infinity] = reads;
      t.ok(first - begun <= 20, 'the first at once');
      await timers.pass(60_000, () => reconciler.settled());
      reads.length = 0;
      const later = timers.now();
      kernel.emit(event);
      await timers.pass(20, () => reconciler.settled());
      t.same(
        reads.map((at) => at - later <= 20),
        [true],
        'and after a while',
      );
    }
  },
);
