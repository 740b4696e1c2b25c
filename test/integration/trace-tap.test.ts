/** A trace of a virtual machine: what can be looked at from outside is judged, what cannot is told. */
import t from 'tap';
import { portName, tapPeerName } from '../../agent/kernel/naming.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, Underlay } from '../support/kernel-hosts.js';
import { TapGuest } from '../support/tap-guest.js';
import { macOf, trace, verified, VNI, type Fault, type Place } from '../support/trace-lab.js';

const underlay = new Underlay('tt', 'ovse-');
t.teardown(() => underlay.close());

const [a, b] = [await underlay.host('a'), await underlay.host('b')];
const vm: Place = { host: a, id: 'ep-1', address: '10.0.0.2', netns: '', tap: 'vm1' };
const far: Place = { host: b, id: 'ep-2', address: '10.0.0.3', netns: underlay.workload('2') };
const near: Place = { host: a, id: 'ep-3', address: '10.0.0.4', netns: underlay.workload('3') };
const network = new TestNetwork('blue', VNI);
network.delta([
  member(a.nodeId, a.vtep),
  member(b.nodeId, b.vtep),
  endpoint({
    ...{ id: vm.id, node: a.nodeId, address: `${vm.address}/24`, netns: '', ifname: 'vm1' },
    tap: {},
  }),
  ...[far, near].map(({ host, id, address, netns }) =>
    endpoint({ id, node: host.nodeId, address: `${address}/24`, netns }),
  ),
]);
for (const { reconciler } of [a, b]) {
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: network.revision });
  await reconciler.settled();
  await reconciler.stop();
}
let guest = await TapGuest.open(a.netns, 'vm1', macOf(vm), vm.address);
t.teardown(() => guest.close());

t.test('what is inside is told of as not to be seen, and nothing else is wrong', async (t) => {
  for (const [from, to] of [
    [vm, far],
    [far, vm],
    [near, vm],
  ] as const) {
    const { fault, hops } = await trace(from, to);
    t.same(fault, undefined);
    const unseen = hops.filter(({ state, name }) => state !== 'ok' && name !== 'nftables');
    t.match(unseen, [
      {
        ...{ host: 'a', object: 'guest', name: 'ep-1', state: 'unseen' },
        ...{ found: 'inside of a virtual machine', advice: /10\.0\.0\.2\/24/ },
      },
    ]);
    t.equal(unseen.length, 1);
    for (const object of ['tap', 'veth', 'redirect', 'port']) {
      t.ok(
        hops.some((hop) => hop.object === object && hop.host === 'a'),
        object,
      );
    }
  }
});

t.test('whether something listens is inside too', async (t) => {
  const { fault, hops } = await trace(far, vm, { protocol: 'tcp', number: 443 });
  t.same(fault, undefined);
  t.match(
    hops.find(({ object }) => object === 'listener'),
    {
      ...{ state: 'unseen', name: 'tcp/443 of ep-1', wanted: 'listens' },
    },
  );
});

const HOST = a.netns;
const veth = tapPeerName(vm.id);
const port = portName(vm.id);
const every = 'parent ffff: protocol all prio 1 u32 match u8 0 0 action mirred egress redirect dev';

const FAULTS: readonly Fault[] = [
  {
    what: 'a tap that is down',
    plant: [[HOST, 'ip link set vm1 down']],
    undo: [[HOST, 'ip link set vm1 up']],
    named: { object: 'tap', name: 'vm1', found: 'down', wanted: 'up' },
    on: a,
  },
  {
    what: 'a tap of a smaller MTU',
    plant: [[HOST, 'ip link set vm1 mtu 1300']],
    undo: [[HOST, 'ip link set vm1 mtu 1450']],
    named: { object: 'tap', found: 'mtu 1300', wanted: 'mtu 1450' },
    on: a,
  },
  {
    what: 'a veth of the tap that is down',
    plant: [[HOST, `ip link set ${veth} down`]],
    undo: [[HOST, `ip link set ${veth} up`]],
    named: { object: 'veth', name: veth, found: 'down' },
    on: a,
  },
  {
    what: 'frames of the guest that nothing hands over',
    plant: [[HOST, 'tc filter del dev vm1 parent ffff:']],
    undo: [[HOST, `tc filter add dev vm1 ${every} ${veth}`]],
    named: {
      object: 'redirect',
      name: 'of frames from vm1',
      found: 'missing',
      wanted: `to ${veth}`,
    },
    on: a,
  },
  {
    what: 'frames for the guest that go elsewhere',
    plant: [
      [HOST, `tc filter del dev ${veth} parent ffff:`],
      [HOST, `tc filter add dev ${veth} ${every} lo`],
    ],
    undo: [
      [HOST, `tc filter del dev ${veth} parent ffff:`],
      [HOST, `tc filter add dev ${veth} ${every} vm1`],
    ],
    named: { object: 'redirect', name: `of frames from ${veth}`, found: 'to lo' },
    on: a,
  },
  {
    what: 'a device that is not ours in place of the tap',
    plant: [
      [HOST, 'ip link set vm1 name away'],
      [HOST, 'ip tuntap add dev vm1 mode tap'],
    ],
    undo: [
      [HOST, 'ip link del vm1'],
      [HOST, 'ip link set away name vm1'],
    ],
    named: { object: 'tap', name: 'vm1', found: "somebody else's" },
  },
  {
    what: 'a tap that is gone',
    plant: [[HOST, 'ip link set vm1 name away']],
    undo: [[HOST, 'ip link set away name vm1']],
    named: { object: 'tap', name: 'vm1', found: 'missing' },
  },
  {
    what: 'a port of a tap that is down',
    plant: [[a.fabric, `ip link set ${port} down`]],
    undo: [[a.fabric, `ip link set ${port} up`]],
    named: { object: 'port', name: port, found: 'down' },
    on: a,
  },
];

for (const { what, plant, undo, named, on } of FAULTS) {
  t.test(`${what} is named`, async (t) => {
    for (const [netns, command] of plant) inside(netns, command);
    try {
      for (const [from, to] of [
        [vm, far],
        [far, vm],
      ] as const) {
        const { fault, hops } = await trace(from, to);
        t.match(
          fault,
          { host: 'a', ...named },
          JSON.stringify(hops.filter(({ state }) => state !== 'ok')),
        );
        t.ok(fault?.advice, 'says what to do');
      }
      if (on) t.not((await verified(on)).differences.length, 0, 'verify finds it too');
    } finally {
      for (const [netns, command] of undo) inside(netns, command);
    }
    t.same((await trace(vm, far)).fault, undefined, 'nothing is left of it');
  });
}

t.test('a tap that no hypervisor holds open is named', async (t) => {
  guest.close();
  t.match((await trace(far, vm)).fault, {
    ...{ host: 'a', object: 'tap', name: 'vm1', found: 'held open by nobody' },
  });
  guest = await TapGuest.open(a.netns, 'vm1', macOf(vm), vm.address);
  t.same((await trace(far, vm)).fault, undefined);
});
