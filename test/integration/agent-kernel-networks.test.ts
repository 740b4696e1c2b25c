import t from 'tap';
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { ApplyFailure } from '../../agent/reconcile/notices.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import {
  crosses,
  inside,
  pings,
  sh,
  succeeds,
  Underlay,
  until,
  type Host,
} from '../support/kernel-hosts.js';

const underlay = new Underlay('n');
t.teardown(() => underlay.close());

const a = await underlay.host('a');
const b = await underlay.host('b');
const c = await underlay.host('c');

/** Hosts of the network get the image, others get nothing. */
async function give(network: TestNetwork, hosts: readonly Host[]): Promise<void> {
  for (const host of hosts) {
    if (!host.reconciler.setImage(network.image()).accepted) throw new Error('image refused');
    host.reconciler.synced({ epoch: 1, revision: 1 });
  }
  for (const host of hosts) await host.reconciler.settled();
}

const links = (host: Host): string => inside(host.fabric, 'ip -br link');
/** What the last notice about a network said to have failed. */
const failures = (host: Host, network: TestNetwork): readonly ApplyFailure[] =>
  host.notices.findLast((notice) => notice.networkId === network.networkId)?.failed ?? [];
const fdb = (host: Host, vni: number): string =>
  inside(host.fabric, `bridge fdb show dev ${vxlanName(vni)}`);

t.test(
  '[check 36] [check 37] an endpoint appears on every member host, others have nothing of it',
  async (t) => {
    const network = new TestNetwork('red', 1_048_580);
    const [w1, w2] = [underlay.workload('1'), underlay.workload('2')];
    network.delta([
      member(a.nodeId, a.vtep),
      member(b.nodeId, b.vtep),
      endpoint({ id: 'ep-1', node: a.nodeId, address: '10.0.0.2/24', netns: w1 }),
      endpoint({ id: 'ep-2', node: b.nodeId, address: '10.0.0.3/24', netns: w2 }),
    ]);
    await give(network, [a, b]);
    t.ok(pings(w1, '10.0.0.3'));
    t.equal(links(c).trim().split('\n').length, 1, 'only lo');
    t.notMatch(inside(c.netns, 'iptables -S'), /INPUT .*-j/);

    const delta = network.delta([
      member(c.nodeId, c.vtep),
      endpoint({ id: 'ep-3', node: c.nodeId, address: '10.0.0.4/24' }),
    ]);
    for (const host of [a, b]) t.same(host.reconciler.applyDelta(delta), { accepted: true });
    await give(network, [c]);
    await Promise.all([a.reconciler.settled(), b.reconciler.settled()]);
    for (const host of [a, b]) t.match(fdb(host, 1_048_580), `02:42:0a:00:00:04 dst ${c.vtep}`);
    t.match(links(c), vxlanName(1_048_580), 'a lease without plumbing builds bridge and device');

    const leave = network.delta([], [`member/${c.nodeId}`, 'endpoint/ep-3']);
    for (const host of [a, b]) host.reconciler.applyDelta(leave);
    c.reconciler.removeNetwork({ networkId: network.networkId, epoch: 1, revision: leave.to });
    for (const host of [a, b, c]) await host.reconciler.settled();
    t.equal(links(c).trim().split('\n').length, 1, 'the last endpoint took everything along');
    t.match(c.notices.at(-1), { gone: true, revision: leave.to, failed: [] });
    t.notMatch(inside(c.netns, 'iptables -S'), /-INPUT/);
    for (const host of [a, b]) {
      t.notMatch(fdb(host, 1_048_580), '02:42:0a:00:00:04');
      t.notMatch(inside(host.netns, 'iptables -S'), c.vtep);
    }
  },
);

t.test('[check 46] two networks with the same subnet do not see each other', async (t) => {
  const spaces = ['3', '4', '5', '6'].map((name) => underlay.workload(name));
  for (const [i, name] of ['one', 'two'].entries()) {
    const network = new TestNetwork(name, 1_048_590 + i, { subnets: ['10.5.0.0/24'] });
    network.delta([
      member(a.nodeId, a.vtep),
      member(b.nodeId, b.vtep),
      endpoint({
        id: `ep-${name}-a`,
        node: a.nodeId,
        address: `10.5.0.${2 + i}/24`,
        netns: spaces[2 * i]!,
      }),
      endpoint({
        id: `ep-${name}-b`,
        node: b.nodeId,
        address: `10.5.0.${12 + i}/24`,
        netns: spaces[2 * i + 1]!,
      }),
    ]);
    await give(network, [a, b]);
  }
  t.ok(pings(spaces[0]!, '10.5.0.12'), 'inside the first');
  t.ok(pings(spaces[2]!, '10.5.0.13'), 'inside the second');
  t.notOk(pings(spaces[0]!, '10.5.0.13'), 'across');
  t.notOk(pings(spaces[0]!, '10.5.0.3'), 'across on one host');
});

t.test(
  'a host that drops all input still carries the overlay; strangers may not enter',
  async (t) => {
    await a.reconciler.settled();
    for (const host of [a, b]) inside(host.netns, 'iptables -P INPUT DROP');
    t.ok(pings(underlay.absent('1'), '10.0.0.3'));
    for (const host of [a, b]) inside(host.netns, 'iptables -P INPUT ACCEPT');
    const stranger = underlay.cable('x', 9);
    const device = 'type vxlan id 1048580 dstport 4789 local 192.0.2.9 remote 192.0.2.1';
    inside(stranger.netns, `ip link add vx0 ${device}`);
    inside(stranger.netns, 'ip addr add 10.0.0.99/24 dev vx0');
    inside(stranger.netns, 'ip link set vx0 up');
    inside(
      a.fabric,
      `ip neigh replace 10.0.0.2 lladdr 02:42:0a:00:00:02 dev ${vxlanName(1_048_580)} nud permanent`,
    );
    succeeds(stranger.netns, 'ping -c 3 -i 0.1 -W 1 10.0.0.2');
    t.match(inside(a.netns, 'iptables -nvxL'), /[1-9]\d* +\d+ DROP .*u32/, 'dropped and counted');
  },
);

t.test(
  '[check 40] the vxlan device of another overlay on the host and port keeps working',
  async (t) => {
    const ends = [
      [a, b, '10.40.0.1'],
      [b, a, '10.40.0.2'],
    ] as const;
    for (const [host, other, address] of ends) {
      const device = `id 4097 dstport 4789 local ${host.vtep} remote ${other.vtep}`;
      inside(host.netns, `ip link add swarm0 type vxlan ${device}`);
      inside(host.netns, `ip addr add ${address}/24 dev swarm0`);
      inside(host.netns, 'ip link set swarm0 up');
    }
    t.ok(pings(a.netns, '10.40.0.2'));
    for (const host of [a, b]) await host.reconciler.audit();
    t.ok(pings(a.netns, '10.40.0.2'), 'after an audit');
    const network = new TestNetwork('taken', 4097);
    network.delta([
      member(a.nodeId, a.vtep),
      endpoint({ id: 'ep-t', node: a.nodeId, address: '10.0.0.2/24' }),
    ]);
    await give(network, [a]);
    const failed = a.notices.findLast((notice) => notice.networkId === network.networkId)?.failed;
    t.match(failed, [{ endpointId: '', code: 'vni-in-use' }]);
    t.ok(pings(a.netns, '10.40.0.2'), 'the foreign device is as it was');
    inside(a.netns, 'ip link del swarm0');
    await until('ours is made', () => links(a).includes(vxlanName(4097)));
    await until('said so', () => failures(a, network).length === 0);
    a.reconciler.removeNetwork({ networkId: network.networkId, epoch: 1, revision: 9 });
    await a.reconciler.settled();
  },
);

t.test(
  'a namespace that is missing, reused or has the name taken fails that endpoint only',
  async (t) => {
    const network = new TestNetwork('odd', 1_048_600, { subnets: ['10.6.0.0/24'] });
    const [w7, w8, absent] = [underlay.workload('7'), underlay.workload('8'), underlay.absent('9')];
    inside(w8, 'ip link add eth0 type bridge');
    network.delta([
      member(a.nodeId, a.vtep),
      member(b.nodeId, b.vtep),
      endpoint({ id: 'ep-o1', node: a.nodeId, address: '10.6.0.2/24', netns: w7 }),
      endpoint({ id: 'ep-o2', node: a.nodeId, address: '10.6.0.3/24', netns: w8 }),
      endpoint({ id: 'ep-o3', node: a.nodeId, address: '10.6.0.4/24', netns: absent }),
      endpoint({
        id: 'ep-o4',
        node: b.nodeId,
        address: '10.6.0.5/24',
        netns: underlay.absent('10'),
        create: true,
      }),
    ]);
    await give(network, [a, b]);
    t.match(failures(a, network), [
      { endpointId: 'ep-o2', code: 'ifname-taken' },
      { endpointId: 'ep-o3', code: 'netns-missing' },
    ]);
    t.equal(failures(a, network).length, 2);
    t.ok(pings(w7, '10.6.0.5'), 'the others carry');
    t.match(inside(w8, 'ip -d link show eth0'), 'bridge', 'not replaced');

    underlay.workload('9');
    await until('plugged in once it appears', () => crosses(absent, '10.6.0.5'));
    await until('said so', () => failures(a, network).length === 1);

    sh(`ip netns del ${w7}`);
    underlay.workload('7');
    await until('the new one is refused', () =>
      failures(a, network).some(({ code }) => code === 'netns-changed'),
    );
    t.notOk(succeeds(w7, 'ip link show eth0'), 'and not touched');
    t.notMatch(links(a), portName('ep-o1'));
  },
);

t.test('stop leaves everything, removeAll leaves nothing of ours', async (t) => {
  await b.stop();
  t.ok(pings(underlay.absent('1'), '10.0.0.3'), 'traffic goes on');
  await b.restart();
  await b.kernel.removeAll();
  t.notOk(succeeds(b.fabric, 'true'), 'no fabric');
  t.notMatch(inside(b.netns, 'iptables -S'), '-INPUT');
  t.notOk(succeeds(underlay.absent('2'), 'ip link show eth0'));
  await a.kernel.observe();
  t.match(links(a), bridgeName(1_048_580), 'the neighbour keeps its own');
});
