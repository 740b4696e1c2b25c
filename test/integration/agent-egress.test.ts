import t, { type Test } from 'tap';
import { egressChains, gatewayPortName } from '../../agent/kernel/naming.js';
import { endpoint, TestNetwork } from '../support/desired-network.js';
import {
  crosses,
  inside,
  sh,
  succeeds,
  Underlay,
  until,
  type Host,
} from '../support/kernel-hosts.js';

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

async function hold(on: Host, ...networks: TestNetwork[]): Promise<void> {
  for (const network of networks) on.reconciler.setImage(network.image());
  on.reconciler.synced({ epoch: 1, revision: 1 });
  await on.reconciler.settled();
}

const address = (netns: string, ifname = 'ovgw0'): string =>
  / inet (\S+)\//.exec(inside(netns, `ip -4 -o addr show dev ${ifname}`))?.[1] ?? '';
const forwarding = (netns: string): string =>
  inside(netns, 'cat /proc/sys/net/ipv4/ip_forward').trim();
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

t.test(
  '[check 51] a foreign flush is repaired, with the hook of the administrator first',
  async (t) => {
    await restores(t, 'firewall', () => inside(host.netns, 'iptables -F FORWARD'), isWhole);
    await restores(t, 'firewall', () => inside(host.netns, 'iptables -t nat -F'), isWhole);
    await restores(
      t,
      'firewall',
      () => sh(`nsenter --net=/run/netns/${host.netns} sh -c 'iptables -F; iptables -X'`),
      isWhole,
    );
    inside(host.netns, `iptables -A ${chains.user} -d 203.0.113.9 -j DROP`);
    await restores(
      t,
      'firewall',
      () => inside(host.netns, 'iptables -I FORWARD -j ACCEPT'),
      isWhole,
    );
    await restores(
      t,
      'firewall',
      () => inside(host.netns, `iptables -F ${chains.forward}`),
      isWhole,
    );
    t.match(inside(host.netns, `iptables -S ${chains.user}`), '203.0.113.9', 'what is in it stays');
    inside(host.netns, 'iptables -D FORWARD -j ACCEPT');
    t.ok(await crosses(w1, OUTSIDE));
  },
);

t.test('links, addresses, routes and forwarding are restored and counted', async (t) => {
  const port = gatewayPortName(BRIDGE, w1);
  const leaves = () => crosses(w1, OUTSIDE);
  const had = address(w1);
  await restores(t, 'route', () => inside(w1, 'ip route del default'), leaves);
  await restores(t, 'address', () => inside(w1, 'ip addr flush dev ovgw0'), leaves);
  await restores(t, 'link', () => inside(w1, 'ip link set ovgw0 down'), leaves);
  await restores(t, 'link', () => inside(host.netns, `ip link del ${port}`), leaves);
  await restores(t, 'link', () => inside(host.netns, `ip link set ${port} nomaster`), leaves);
  await restores(t, 'address', () => inside(host.netns, `ip addr flush dev ${BRIDGE}`), leaves);
  await restores(t, 'link', () => inside(host.netns, `ip link del ${BRIDGE}`), leaves);
  const off = `sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'`;
  await restores(t, 'firewall', () => inside(host.netns, off), leaves);
  t.match(inside(host.netns, `bridge -d link show dev ${port}`), 'isolated on');
  t.equal(address(w1), had, 'the address is the same');
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

function isWhole(): boolean {
  const [first = '', second = ''] = inside(host.netns, 'iptables -S FORWARD').split('\n').slice(1);
  const nat = inside(host.netns, 'iptables -t nat -S');
  return (
    first.endsWith(`-j ${chains.user}`) &&
    second.endsWith(`-j ${chains.forward}`) &&
    inside(host.netns, `iptables -S ${chains.forward}`).includes('RELATED,ESTABLISHED') &&
    nat.includes('MASQUERADE') &&
    nat.includes(`-j ${chains.nat}`)
  );
}

async function restores(
  t: Test,
  object: 'link' | 'address' | 'route' | 'firewall',
  breaks: () => void,
  isRight: () => boolean | Promise<boolean>,
): Promise<void> {
  await host.reconciler.settled();
  t.ok(await isRight(), `${object}: whole before`);
  const before = host.reconciler.drift().get(object) ?? 0;
  breaks();
  await until(`${object} restored`, isRight);
  await until(`${object} counted`, () => (host.reconciler.drift().get(object) ?? 0) > before);
}

/** Counters and remaining lifetimes differ each time. */
function withoutTimes(text: string): string {
  return text.replace(/\[\d+:\d+\]|^# .*$/gm, '');
}
