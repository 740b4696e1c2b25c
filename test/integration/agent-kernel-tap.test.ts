import t from 'tap';
import { portName, tapPeerName } from '../../agent/kernel/naming.js';
import type { ApplyFailure } from '../../agent/reconcile/notices.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, succeeds, Underlay, until } from '../support/kernel-hosts.js';
import { TapGuest } from '../support/tap-guest.js';

const underlay = new Underlay('tp');
t.teardown(() => underlay.close());

const MAC = '02:42:0a:00:00:02';
/** What is repaired without being asked is so because the kernel told of it. */
const a = await underlay.host('a', { auditIntervalMs: 3_600_000 });
const b = await underlay.host('b');
const remote = underlay.workload('remote');
const local = underlay.workload('local');

const network = new TestNetwork('vms', 1_048_660);
network.delta([
  member(a.nodeId, a.vtep),
  member(b.nodeId, b.vtep),
  endpoint({
    ...{ id: 'ep-vm', node: a.nodeId, address: '10.0.0.2/24', netns: '', ifname: 'vm1' },
    tap: { user: '64998', group: '64999' },
  }),
  endpoint({ id: 'ep-r', node: b.nodeId, address: '10.0.0.3/24', netns: remote }),
  endpoint({ id: 'ep-l', node: a.nodeId, address: '10.0.0.4/24', netns: local }),
]);
for (const { reconciler } of [a, b]) {
  reconciler.setImage(network.image());
  reconciler.synced({ epoch: 1, revision: 1 });
}
for (const { reconciler } of [a, b]) await reconciler.settled();

const failures = (): readonly ApplyFailure[] => a.notices.at(-1)?.failed ?? [];
const tap = (): string => inside(a.netns, 'ip -d link show vm1');
/** As a hypervisor holds it: through all that follows. */
const guest = await TapGuest.open(a.netns, 'vm1', MAC, '10.0.0.2');
t.teardown(() => guest.close());
const isWhole = (): boolean =>
  succeeds(a.fabric, `ip link show ${portName('ep-vm')}`) && /<[^>]*,UP[,>].* mtu 1450/.test(tap());
const reaches = async (address: string): Promise<string> =>
  guest.ping(await guest.resolve(address), address);

t.test('a virtual machine on a tap reaches endpoints here and on another host', async (t) => {
  t.same(failures(), []);
  t.match(tap(), 'tun type tap');
  t.match(tap(), 'persist on user 64998 group 64999');
  t.match(tap(), 'mtu 1450');
  t.equal(await guest.resolve('10.0.0.3'), '02:42:0a:00:00:03', 'answered without a broadcast');
  t.equal(await reaches('10.0.0.3'), '10.0.0.3');
  t.equal(await reaches('10.0.0.4'), '10.0.0.4');
  t.match(inside(b.fabric, 'bridge fdb show'), `${MAC} dev vx-100054 dst ${a.vtep}`);
});

t.test("frames of the guest do not meet the host's own stack", async (t) => {
  inside(a.netns, 'iptables -t raw -I PREROUTING -i vm1 -j ACCEPT');
  t.equal(await reaches('10.0.0.3'), '10.0.0.3');
  const [counted] =
    inside(a.netns, 'iptables -t raw -vnxL PREROUTING').match(/\d+(?= +\d+ ACCEPT)/) ?? [];
  t.equal(counted, '0');
  inside(a.netns, 'iptables -t raw -D PREROUTING -i vm1 -j ACCEPT');
});

t.test('a name that the kernel would read as a pattern makes no device', async (t) => {
  const links = (): string => inside(a.netns, 'ip -o link show type tun');
  const before = links();
  const place = { node: a.nodeId, address: '10.0.0.9/24', netns: '', ifname: '%d', tap: {} };
  // As if no codec had looked at it.
  a.reconciler.applyDelta(network.delta([endpoint({ ...place, id: 'ep-p' })]));
  await a.reconciler.settled();
  const detail = /interface name "%d": expected/;
  t.match(failures(), [{ endpointId: 'ep-p', code: 'kernel-refused', detail }]);
  t.equal(links(), before);
  a.reconciler.applyDelta(network.delta([], ['endpoint/ep-p']));
  await a.reconciler.settled();
  t.same(failures(), []);
});

t.test('what is taken from around an open tap comes back, and the tap stays open', async (t) => {
  const takings: [string, () => void][] = [
    ['its veth', () => void inside(a.netns, `ip link del ${tapPeerName('ep-vm')}`)],
    ['its port', () => void inside(a.fabric, `ip link del ${portName('ep-vm')}`)],
    ['up', () => void inside(a.netns, 'ip link set vm1 down')],
    ['its MTU', () => void inside(a.netns, 'ip link set vm1 mtu 1300')],
  ];
  for (const [what, take] of takings) {
    const index = tap().split(':')[0];
    take();
    // What comes soon after an own change is left to the audit.
    await a.reconciler.audit();
    t.ok(isWhole(), what);
    t.equal(await reaches('10.0.0.3'), '10.0.0.3', what);
    t.equal(tap().split(':')[0], index, 'the same device');
  }
});

t.test('a queue or filter that goes comes back as soon as it is told, and counts', async (t) => {
  const peer = tapPeerName('ep-vm');
  const drift = (): number => a.reconciler.drift().get('link') ?? 0;
  const takings = [
    ['vm1', 'tc qdisc del dev vm1 ingress'],
    // Soon after our own change.
    ['vm1', 'tc filter del dev vm1 parent ffff:'],
    [peer, `tc filter del dev ${peer} parent ffff:`],
  ] as const;
  for (const [dev, take] of takings) {
    const before = drift();
    inside(a.netns, take);
    await until(`${take}: counted`, () => drift() > before);
    await a.reconciler.settled();
    t.match(inside(a.netns, `tc filter show dev ${dev} ingress`), 'Egress Redirect', take);
    t.equal(await reaches('10.0.0.3'), '10.0.0.3', take);
  }
});

t.test('a tap that is renamed gets its name back, and stays open', async (t) => {
  const drift = (): number => a.reconciler.drift().get('link') ?? 0;
  // What comes soon after an own change is left to the audit.
  await a.reconciler.audit();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const before = drift();
  inside(a.netns, 'ip link set vm1 name vm1x');
  await until('counted', () => drift() > before);
  await until('its name', () => succeeds(a.netns, 'ip link show vm1'));
  await a.reconciler.settled();
  t.same(failures(), []);
  t.equal(await reaches('10.0.0.3'), '10.0.0.3');
});

t.test('nothing is written again to what is right', async (t) => {
  await a.reconciler.audit();
  const before = a.kernel.writes();
  await a.reconciler.audit();
  t.equal(a.kernel.writes(), before);
});

t.test('a device of that name that is not ours is left alone', async (t) => {
  inside(a.netns, 'ip tuntap add dev vm9 mode tap');
  const place = { node: a.nodeId, address: '10.0.0.9/24', netns: '', ifname: 'vm9', tap: {} };
  a.reconciler.applyDelta(network.delta([endpoint({ id: 'ep-9', ...place })]));
  await a.reconciler.settled();
  t.match(failures(), [{ endpointId: 'ep-9', code: 'ifname-taken', detail: /vm9/ }]);
  inside(a.netns, 'ip link del vm9');
  await until('it to be made once the name is free', () => failures().length === 0);
  t.match(inside(a.netns, 'ip link show vm9'), 'mtu 1450');
});

t.test('it goes with its endpoint, also when its port went before', async (t) => {
  await a.reconciler.audit();
  inside(a.fabric, `ip link del ${portName('ep-9')}`);
  const delta = network.delta([], ['endpoint/ep-9', 'endpoint/ep-vm']);
  a.reconciler.applyDelta(delta);
  await a.reconciler.audit();
  await a.reconciler.audit();
  for (const name of ['vm1', 'vm9', tapPeerName('ep-vm'), tapPeerName('ep-9')]) {
    t.notOk(succeeds(a.netns, `ip link show ${name}`), name);
  }
});
