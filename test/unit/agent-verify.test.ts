/** What `verify` finds in a kernel that somebody changed, and that it changes nothing itself. */
import t, { type Test } from 'tap';
import { verifyHost } from '../../agent/inspect/verify.js';
import { FakeKernel } from '../../agent/kernel/fake.js';
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { KernelState } from '../../agent/kernel/port.js';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import type { Difference, VerifyFacts } from '../../model/inspection.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { VirtualTimers } from '../support/virtual-timers.js';

const VNI = 1_048_577;
const [BRIDGE, VXLAN, PORT] = [bridgeName(VNI), vxlanName(VNI), portName('ep-1')];
const FAR = '02:42:0a:00:00:03';

async function host(t: Test) {
  const kernel = new FakeKernel();
  kernel.addNamespace('w1');
  const reconciler = new Reconciler(
    {
      kernel,
      timers: new VirtualTimers(),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      onApplied: () => undefined,
    },
    { clusterId: 'c', nodeId: 'node-a', vtep: '192.0.2.1' },
  );
  await reconciler.start();
  t.teardown(() => reconciler.stop());
  const network = new TestNetwork('blue', VNI);
  network.delta([
    member('node-a', '192.0.2.1'),
    member('node-b', '192.0.2.2'),
    endpoint({ id: 'ep-1', node: 'node-a', address: '10.0.0.2/24', netns: 'w1' }),
    endpoint({ id: 'ep-2', node: 'node-b', address: '10.0.0.3/24' }),
  ]);
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 2 });
  await reconciler.settled();
  const verify = verifyHost({ kernel, reconciler });
  const ask = async (request = {}): Promise<VerifyFacts> => {
    const writes = kernel.writes();
    const facts = (await verify(request)) as VerifyFacts;
    t.equal(kernel.writes(), writes, 'nothing is repaired');
    return facts;
  };
  return { kernel, reconciler, network, ask };
}

t.test('a kernel that holds what it should is equal', async (t) => {
  const { ask } = await host(t);
  t.same(await ask(), {
    networks: [{ network: 'net-blue', epoch: 1, revision: 2 }],
    revision: 2,
    differences: [],
    omitted: 0,
    settled: true,
  });
});

const ROWS: Difference = {
  ...{ object: 'fdb', name: `${VXLAN} ${FAR}`, network: 'net-blue', endpoint: 'ep-2' },
  ...{ found: 'dst 192.0.2.9', wanted: 'dst 192.0.2.2' },
};

const CASES: readonly [string, (kernel: FakeKernel) => void, Partial<Difference>][] = [
  [
    'a wrong FDB entry',
    ({ state }) => state.apply({ op: 'replace-fdb', dev: VXLAN, mac: FAR, dst: '192.0.2.9' }),
    ROWS,
  ],
  [
    'a missing FDB entry',
    ({ state }) => state.apply({ op: 'delete-fdb', dev: VXLAN, mac: FAR, dst: '192.0.2.2' }),
    { ...ROWS, found: null },
  ],
  [
    'a missing neighbour',
    ({ state }) => state.apply({ op: 'delete-neighbour', dev: VXLAN, address: '10.0.0.3' }),
    { object: 'neighbour', found: null, wanted: `lladdr ${FAR}` },
  ],
  [
    'a neighbour too many',
    ({ state }) =>
      state.apply({ op: 'replace-neighbour', dev: VXLAN, address: '10.0.0.9', mac: FAR }),
    { object: 'neighbour', endpoint: '', found: `lladdr ${FAR}`, wanted: null },
  ],
  [
    'a bridge of another MTU',
    ({ state }) => state.apply({ op: 'repair-link', name: BRIDGE, mtu: 1400 }),
    { object: 'bridge', name: BRIDGE, found: 'mtu 1400', wanted: 'mtu 1450' },
  ],
  [
    'a vxlan device that is gone',
    ({ state }) => state.apply({ op: 'delete-link', name: VXLAN }),
    {
      ...{ object: 'vxlan', name: VXLAN, found: null },
      wanted: `vni ${VNI} local 192.0.2.1 port 4789 nolearning proxy`,
    },
  ],
  [
    'a vxlan device of another VNI',
    ({ state }) => state.vxlans.set(VXLAN, { ...state.vxlans.get(VXLAN)!, vni: 7 }),
    { object: 'vxlan', found: 'vni 7 local 192.0.2.1 port 4789 nolearning proxy' },
  ],
  [
    'a port out of its bridge',
    ({ state }) => state.ports.set(PORT, { ...state.ports.get(PORT)!, master: undefined }),
    { object: 'port', endpoint: 'ep-1', found: 'in no bridge', wanted: `in bridge ${BRIDGE}` },
  ],
  [
    'a port that takes frames of any MAC',
    ({ state }) => state.ports.set(PORT, { ...state.ports.get(PORT)!, pinnedMac: undefined }),
    { object: 'port', found: 'bound to no mac', wanted: 'bound to mac 02:42:0a:00:00:02' },
  ],
  [
    'an address that is gone from the workload',
    ({ state }) => {
      const port = state.ports.get(PORT)!;
      state.ports.set(PORT, { ...port, peer: { ...port.peer!, addresses: [] } });
    },
    { object: 'address', name: 'eth0 in w1 10.0.0.2/24', found: null, wanted: 'present' },
  ],
  [
    'an altered firewall',
    ({ state }) => (state.firewall = { ...state.firewall, accepted: undefined }),
    { object: 'firewall', network: '', found: 'altered' },
  ],
  [
    'a workload whose namespace is gone',
    (kernel) => {
      const port = kernel.state.ports.get(PORT)!;
      const gone = { peerState: 'netns-missing', peer: undefined } as const;
      kernel.state.ports.set(PORT, { ...port, ...gone });
    },
    { object: 'endpoint', endpoint: 'ep-1', code: 'netns-missing', wanted: 'applied' },
  ],
];

for (const [name, intrude, wanted] of CASES) {
  t.test(`${name} is found`, async (t) => {
    const { kernel, ask } = await host(t);
    intrude(kernel);
    const { differences } = await ask();
    t.ok(
      differences.some((one) => Object.entries(wanted).every(([k, v]) => v === one[k as 'name'])),
      JSON.stringify(differences),
    );
    if (wanted.network !== '') {
      t.same((await ask({ network: 'net-red' })).differences, [], 'of another network: nothing');
    }
  });
}

t.test('what is listed is bounded, what is left out is counted', async (t) => {
  const { kernel, ask } = await host(t);
  for (let n = 0; n < 250; n++) {
    const address = `10.0.1.${n}`;
    kernel.state.apply({ op: 'replace-neighbour', dev: VXLAN, address, mac: FAR });
  }
  const { differences, omitted } = await ask();
  t.equal(differences.length, 200);
  t.equal(omitted, 50);
});

t.test('changes without end hold no answer up', async (t) => {
  const { kernel, reconciler } = await host(t);
  const busy = {
    held: () => reconciler.held(),
    settled: () => new Promise<void>(() => undefined),
    difference: (state: KernelState) => ({ ...reconciler.difference(state), isBusy: true }),
  };
  const verify = verifyHost({ kernel, reconciler: busy }, { patienceMs: 1 });
  t.match(await verify({}), { settled: false, differences: [], revision: 2 });
});

t.test('an agent that writes all the while says so', async (t) => {
  const { reconciler } = await host(t);
  let writes = 0;
  const kernel = new FakeKernel();
  const busy = { observe: () => kernel.observe(), writes: () => writes++ };
  const facts = (await verifyHost({ kernel: busy, reconciler })({})) as VerifyFacts;
  t.equal(facts.settled, false);
});
