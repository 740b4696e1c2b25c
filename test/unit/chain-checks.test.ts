import t from 'tap';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const HOURS = 3_600_000;

async function setup() {
  const kernel = new FakeKernel();
  const timers = new VirtualTimers();
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_: object, message: string) => void warnings.push(message),
  };
  const egress = { enabled: true, bridge: 'gw' };
  const reconciler = new Reconciler(
    { kernel, timers, log, onApplied: () => undefined },
    { clusterId: 'c', nodeId: 'me', vtep: '192.0.2.1', auditIntervalMs: HOURS, egress },
  );
  await reconciler.start();
  kernel.addNamespace('w1');
  const network = new TestNetwork('blue', 500);
  network.delta([
    member('me', '192.0.2.1'),
    member('other', '192.0.2.2'),
    endpoint({ id: 'ep-1', node: 'me', address: '10.0.0.2/24', netns: 'w1' }),
  ]);
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 2 });
  await reconciler.settled();
  const reads = { chains: 0, everything: 0 };
  const [chains, observe] = [kernel.chains.bind(kernel), kernel.observe.bind(kernel)];
  kernel.chains = () => {
    reads.chains++;
    return chains();
  };
  kernel.observe = () => {
    reads.everything++;
    return observe();
  };
  const flush = (): void => {
    const { firewall, egress: seen } = kernel.state;
    kernel.state.firewall = { ...firewall, accepted: undefined };
    if (seen) kernel.state.egress = { ...seen, rules: undefined };
  };
  const isWhole = (): boolean => {
    const { firewall, egress: seen } = kernel.state;
    return firewall.accepted?.[0] === '192.0.2.2' && seen?.rules?.bridge === 'gw';
  };
  const told = (): void => kernel.emit({ object: 'firewall' });
  const drift = (): number => reconciler.drift().get('firewall') ?? 0;
  const pass = (ms: number): Promise<void> => timers.pass(ms, () => reconciler.settled());
  return { kernel, reconciler, network, warnings, reads, flush, isWhole, told, drift, pass };
}

t.test('a flush that is told is repaired by reading the chains alone', async (t) => {
  const { reads, flush, isWhole, told, drift, pass } = await setup();
  t.ok(isWhole());
  flush();
  told();
  told();
  await pass(10);
  t.ok(isWhole());
  t.same(reads, { chains: 1, everything: 0 }, 'once for several signs');
  t.equal(drift(), 2, 'each of the two counted');
});

t.test('forwarding that is off is found by the same reading', async (t) => {
  const { kernel, reads, told, drift, pass } = await setup();
  const { egress } = kernel.state;
  if (egress) kernel.state.egress = { ...egress, forwarding: false };
  told();
  await pass(10);
  t.equal(kernel.state.egress?.forwarding, true);
  t.same(reads, { chains: 1, everything: 0 });
  t.equal(drift(), 1);
});

t.test('a sign that comes of nothing changes nothing', async (t) => {
  const { kernel, reads, told, drift, pass } = await setup();
  const writes = kernel.writes();
  told();
  await pass(10);
  t.equal(reads.chains, 1);
  t.equal(kernel.writes(), writes);
  t.equal(drift(), 0);
});

t.test('a sign while the chains are read leads to another reading', async (t) => {
  const { kernel, reads, flush, isWhole, told, pass } = await setup();
  const chains = kernel.chains.bind(kernel);
  let disturb = (): void => {
    flush();
    told();
  };
  kernel.chains = async () => {
    const seen = await chains();
    disturb();
    disturb = () => undefined;
    return seen;
  };
  told();
  await pass(100);
  t.ok(isWhole());
  t.equal(reads.chains, 2);
});

t.test('a change that comes while the chains are read is no drift', async (t) => {
  const { kernel, reconciler, network, told, drift, pass } = await setup();
  const chains = kernel.chains.bind(kernel);
  let comes = (): void => {
    reconciler.applyDelta(network.delta([member('third', '192.0.2.3')]));
  };
  kernel.chains = async () => {
    const seen = await chains();
    comes();
    comes = () => undefined;
    return seen;
  };
  told();
  await pass(100);
  t.same(kernel.state.firewall.accepted, ['192.0.2.2', '192.0.2.3']);
  t.equal(drift(), 0);
});

t.test('chains that cannot be read are told, and the audit repairs', async (t) => {
  const { kernel, warnings, flush, isWhole, told, pass } = await setup();
  kernel.chains = () => Promise.reject(new Error('no'));
  flush();
  told();
  await pass(10);
  t.same(warnings, ['kernel could not be read']);
  t.notOk(isWhole());
  await pass(HOURS);
  t.ok(isWhole());
});
