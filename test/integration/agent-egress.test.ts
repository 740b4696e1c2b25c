import t from 'tap';
import { egressChains } from '../../agent/kernel/naming.js';
import { endpoint, TestNetwork } from '../support/desired-network.js';
import { address, forwarding, hold } from '../support/egress.js';
import { crosses, inside, succeeds, Underlay, until, type Host } from '../support/kernel-hosts.js';

const underlay = new Underlay('i', 'oveg-');
t.teardown(() => underlay.close());

const BRIDGE = 'ovtest_gw';
const AUDIT = { auditIntervalMs: 300 };
const OUTSIDE = '192.0.2.200';
const settings = { enabled: true, bridge: BRIDGE };

const outside = underlay.cable('out', 200).netns;
const host = await underlay.host('a', { ...AUDIT, egress: settings });
const chains = egressChains(host.fabric);
const plain = new TestNetwork('plain', 1_048_600);
const closed = new TestNetwork('closed', 1_048_601, { internal: true, subnets: ['10.2.0.0/24'] });

const put = (id: string, netns: string, address: string, ifname = 'eth0') =>
  endpoint({ id, node: host.nodeId, address, netns, ifname });

const failedOf = (on: Host, networkId: string) =>
  on.notices.filter((notice) => notice.networkId === networkId).at(-1)?.failed ?? [];

const [w1, w2, w3] = [underlay.workload('1'), underlay.workload('2'), underlay.workload('3')];

t.test('a host without such endpoints has no bridge, no chain, and does not forward', (t) => {
  t.notOk(succeeds(host.netns, `ip link show ${BRIDGE}`));
  t.notMatch(inside(host.netns, 'iptables-save'), chains.forward);
  t.equal(forwarding(host.netns), '0');
  t.end();
});

t.test('what leaves a workload carries the address of its host', async (t) => {
  plain.delta([put('ep-1', w1, '10.0.0.2/24'), put('ep-2', w2, '10.0.0.3/24')]);
  closed.delta([put('ep-3', w1, '10.2.0.2/24', 'eth1'), put('ep-4', w3, '10.2.0.3/24')]);
  await hold(host, plain, closed);
  t.same(host.warnings, []);
  const capture = underlay.run(outside, ['tcpdump', '-l', '-n', '-i', 'eth0', 'icmp']);
  await until('tcpdump', () => capture.text().includes('listening on'));
  t.ok(await crosses(w1, OUTSIDE));
  await until('a packet is seen', () => capture.text().includes('echo request'));
  capture.kill();
  t.match(capture.text(), `${host.vtep} > ${OUTSIDE}`);
  t.notMatch(capture.text(), address(w1));
});

t.test('a namespace has one way out, however many networks it is on', (t) => {
  t.match(inside(w1, 'ip -o link'), /ovgw0/);
  t.notMatch(inside(w1, 'ip -o link'), /ovgw1/);
  t.equal(inside(w1, 'ip route show default').trim().split('\n').length, 1);
  t.not(address(w1), address(w2));
  t.end();
});

t.test('the kernel has nothing more to tell of a port that is plugged in', (t) => {
  const details = inside(host.netns, `ip -d link show dev ${BRIDGE}`);
  t.match(details, / forward_delay 0 /, 'or every port is told once more after that time');
  t.end();
});

t.test('a namespace with internal networks only has none', (t) => {
  t.notMatch(inside(w3, 'ip -o link'), /ovgw/);
  t.equal(inside(w3, 'ip route show default'), '');
  t.notOk(succeeds(w3, `ping -c 1 -W 1 ${OUTSIDE}`));
  t.end();
});

t.test('workloads do not reach each other by the gateway bridge', async (t) => {
  t.notOk(await crosses(w1, address(w2)));
  inside(w1, `ip route add ${address(w2)}/32 via ${gatewayOf(w1)} dev ovgw0`);
  t.notOk(await crosses(w1, address(w2)), 'nor when the host is asked to pass it on');
  inside(w1, `ip route del ${address(w2)}/32`);
  await host.reconciler.settled();
});

t.test('only what belongs to the gateway is forwarded', async (t) => {
  t.equal(forwarding(host.netns), '1');
  inside(outside, `ip route add 198.51.100.0/24 via ${host.vtep}`);
  inside(host.netns, 'ip link add far type veth peer name far-end netns ' + w3);
  inside(host.netns, 'ip addr add 198.51.100.1/24 dev far');
  inside(host.netns, 'ip link set far up');
  inside(w3, 'ip addr add 198.51.100.2/24 dev far-end');
  inside(w3, 'ip link set far-end up');
  inside(w3, 'ip route add 192.0.2.0/24 via 198.51.100.1');
  t.teardown(() => {
    inside(host.netns, 'ip link del far');
    inside(outside, 'ip route del 198.51.100.0/24');
  });
  t.notOk(await crosses(outside, '198.51.100.2'), 'the host was no router and became none');
  inside(outside, `ip route add ${address(w1)}/32 via ${host.vtep}`);
  t.notOk(await crosses(outside, address(w1)), 'nothing comes in that was not asked for');
  inside(outside, `ip route del ${address(w1)}/32`);
  inside(host.netns, 'iptables -P FORWARD DROP');
  t.ok(await crosses(w1, OUTSIDE), 'ahead of a policy of DROP');
  inside(host.netns, 'iptables -P FORWARD ACCEPT');
});

t.test('a workload cannot send VXLAN in the name of its host', async (t) => {
  const capture = underlay.run(outside, ['tcpdump', '-l', '-n', '-i', 'eth0', 'udp']);
  await until('tcpdump', () => capture.text().includes('listening on'));
  const send = (port: number): string =>
    inside(w1, `bash -c 'echo frame >/dev/udp/${OUTSIDE}/${port}'`);
  send(4789);
  send(4788);
  await until('the other port is seen', () => capture.text().includes(`${OUTSIDE}.4788`));
  capture.kill();
  t.notMatch(capture.text(), `${OUTSIDE}.4789`);
});

t.test(
  'a default route of the namespace itself is not touched, and ours makes way for it',
  async (t) => {
    const own = underlay.workload('own');
    inside(own, 'ip link add ex type bridge');
    inside(own, 'ip addr add 203.0.113.1/24 dev ex');
    inside(own, 'ip link set ex up');
    inside(own, 'ip route add default via 203.0.113.254 dev ex');
    plain.delta([put('ep-own', own, '10.0.0.4/24')]);
    await hold(host, plain);
    const routes = (): string => inside(own, 'ip route show default').trim();
    t.match(routes(), /^default via 203.0.113.254 dev ex $|^default via 203.0.113.254 dev ex$/);
    t.ok(address(own), 'the interface is there');
    await host.reconciler.audit();
    t.match(host.reconciler.egress(), {
      ...{ bridge: BRIDGE, subnet: '172.18.0.0/20', forwarding: 'switched-on' },
      namespaces: [{}, {}, {}],
    });
    const shown = host.reconciler.egress()?.namespaces.find(({ netns }) => netns === own);
    t.match(shown, { ifname: 'ovgw0', defaultRoute: 'other' });
    t.same(failedOf(host, plain.networkId), []);
    inside(own, 'ip route del default');
    await until('ours is there', () => routes().includes('dev ovgw0'));
    inside(own, 'ip route add default via 203.0.113.254 dev ex');
    await until('ours went', () => !routes().includes('dev ovgw0'));
    t.match(routes(), 'via 203.0.113.254');
    plain.delta([], ['endpoint/ep-own']);
    await hold(host, plain);
    t.notMatch(inside(own, 'ip -o link'), /ovgw/);
  },
);

t.test('a restarted agent adopts what is there and writes nothing', async (t) => {
  const before = [
    inside(w1, 'ip addr'),
    inside(host.netns, 'ip addr'),
    inside(host.netns, 'iptables-save'),
  ];
  await host.restart();
  const writes = host.kernel.writes();
  for (const network of [plain, closed]) host.reconciler.loadCached([network.image()]);
  await host.reconciler.start();
  await hold(host, plain, closed);
  await host.reconciler.audit();
  t.equal(host.kernel.writes(), writes);
  const after = [
    inside(w1, 'ip addr'),
    inside(host.netns, 'ip addr'),
    inside(host.netns, 'iptables-save'),
  ];
  t.same(after.map(withoutTimes), before.map(withoutTimes));
});

t.test('a foreign link of that name is not touched; the endpoints say so', async (t) => {
  const other = await underlay.host('b', { ...AUDIT, egress: settings });
  inside(other.netns, `ip link add ${BRIDGE} type bridge`);
  const workload = underlay.workload('b1');
  const network = new TestNetwork('taken', 1_048_602);
  const two = (id: string, netns: string) =>
    endpoint({ id, node: other.nodeId, address: '10.0.0.2/24', netns });
  network.delta([two('ep-b1', workload)]);
  await hold(other, network);
  const failed = () => failedOf(other, network.networkId);
  await until('it is found out', () => failed()[0]?.code === 'gateway-taken');
  t.match(failed(), [{ endpointId: 'ep-b1' }]);
  t.ok(succeeds(workload, 'ip link show eth0'), 'the overlay is there');
  t.equal(inside(other.netns, `ip -o -4 addr show dev ${BRIDGE}`), '');
  inside(other.netns, `ip link del ${BRIDGE}`);
  await until('mended by itself', () => failed().length === 0);
  t.ok(await crosses(workload, OUTSIDE));
});

t.test('two agents of one machine keep their own, without strife', async (t) => {
  const mate = await underlay.hostAt('m', host, {
    ...AUDIT,
    egress: { enabled: true, bridge: 'ovtest_gw2' },
  });
  const workload = underlay.workload('m1');
  const network = new TestNetwork('mates', 1_048_603, { dataPort: 4790 });
  network.delta([
    endpoint({ id: 'ep-m1', node: mate.nodeId, address: '10.0.0.2/24', netns: workload }),
  ]);
  await hold(mate, network);
  for (const one of [host, mate]) await one.reconciler.audit();
  await host.reconciler.audit();
  const [writes, theirs] = [host.kernel.writes(), mate.kernel.writes()];
  for (const one of [host, mate]) await one.reconciler.audit();
  t.equal(host.kernel.writes(), writes, 'both are content');
  t.equal(mate.kernel.writes(), theirs);
  t.ok(await crosses(workload, OUTSIDE));
  t.ok(await crosses(w1, OUTSIDE));
  t.notOk(await crosses(w1, address(workload)));
  t.notOk(await crosses(workload, address(w1)));
  await mate.reconciler.stop();
  await mate.kernel.removeAll();
  t.notOk(succeeds(host.netns, 'ip link show ovtest_gw2'));
  t.ok(await crosses(w1, OUTSIDE), 'the other is still served');
});

t.test('the last one that may leave takes everything along', async (t) => {
  inside(host.netns, `iptables -A ${chains.user} -d 203.0.113.9 -j DROP`);
  plain.delta([], ['endpoint/ep-1', 'endpoint/ep-2']);
  await hold(host, plain);
  t.notOk(succeeds(host.netns, `ip link show ${BRIDGE}`));
  const saved = inside(host.netns, 'iptables-save');
  for (const chain of [chains.forward, chains.guard, chains.nat]) t.notMatch(saved, chain);
  t.match(saved, `-A ${chains.user} -d 203.0.113.9`, 'the administrator’s rules stay');
  t.notMatch(saved, `-j ${chains.user}`);
  t.equal(forwarding(host.netns), '0', 'as it was');
  t.notMatch(inside(w1, 'ip -o link'), /ovgw/);
});

t.test('switched off, all of it goes', async (t) => {
  plain.delta([put('ep-8', w2, '10.0.0.8/24')]);
  await hold(host, plain);
  t.ok(succeeds(host.netns, `ip link show ${BRIDGE}`));
  await host.restart({ egress: { ...settings, enabled: false } });
  await host.reconciler.start();
  t.ok(succeeds(host.netns, `ip link show ${BRIDGE}`), 'not before managers had their say');
  await hold(host, plain, closed);
  t.notOk(succeeds(host.netns, `ip link show ${BRIDGE}`));
  t.notMatch(inside(host.netns, 'iptables-save'), chains.forward);
  t.notMatch(inside(w2, 'ip -o link'), /ovgw/);
  t.equal(host.reconciler.egress(), null);
  await host.restart();
  await host.reconciler.start();
});

t.test('leaving removes what is ours from the host', async (t) => {
  plain.delta([put('ep-9', w2, '10.0.0.9/24')]);
  await hold(host, plain);
  t.ok(succeeds(host.netns, `ip link show ${BRIDGE}`));
  await host.reconciler.stop();
  await host.kernel.removeAll();
  t.notOk(succeeds(host.netns, `ip link show ${BRIDGE}`));
  t.notMatch(inside(host.netns, 'iptables-save'), chains.forward);
  t.equal(forwarding(host.netns), '0');
});

function gatewayOf(netns: string): string {
  return /via (\S+)/.exec(inside(netns, 'ip route show default'))?.[1] ?? '';
}

/** Counters and remaining lifetimes differ each time. */
function withoutTimes(text: string): string {
  return text.replace(/\[\d+:\d+\]|^# .*$/gm, '');
}
