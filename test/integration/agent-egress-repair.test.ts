/** Repair of what others do to the gateway bridge and its rules. */
import t, { type Test } from 'tap';
import { egressChains, gatewayPortName } from '../../agent/kernel/naming.js';
import { endpoint, TestNetwork } from '../support/desired-network.js';
import { address, forwarding, hold } from '../support/egress.js';
import { crosses, inside, sh, succeeds, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('r', 'oveg-');
t.teardown(() => underlay.close());

const BRIDGE = 'ovtest_gw';
const OUTSIDE = '192.0.2.200';
underlay.cable('out', 200);
const egress = { enabled: true, bridge: BRIDGE };
const host = await underlay.host('a', { auditIntervalMs: 300, egress });
const chains = egressChains(host.fabric);
const network = new TestNetwork('plain', 1_048_604);
const w1 = underlay.workload('1');
network.delta([endpoint({ id: 'ep-1', node: host.nodeId, address: '10.0.0.2/24', netns: w1 })]);
await hold(host, network);

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
  const marked = () =>
    [BRIDGE, port].every((dev) =>
      succeeds(host.netns, `ip link show ${dev} | grep -q 'alias {"ovnet":1'`),
    );
  const index = (): string => inside(host.netns, `ip -o link show ${BRIDGE}`).split(':')[0]!;
  const was = index();
  for (const dev of [BRIDGE, port]) {
    await restores(t, 'link', () => inside(host.netns, `ip link set ${dev} alias x`), marked);
  }
  t.equal(index(), was, 'the bridge is the one that it was');
  const off = `sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'`;
  await restores(t, 'firewall', () => inside(host.netns, off), leaves);
  t.match(inside(host.netns, `bridge -d link show dev ${port}`), 'isolated on');
  t.equal(address(w1), had, 'the address is the same');
});

t.test(
  'routes to the subnet of the gateway come back as soon as it is told, unaudited',
  async (t) => {
    const seldom = await underlay.host('c', { auditIntervalMs: 3_600_000, egress });
    const w3 = underlay.workload('3');
    const place = { node: seldom.nodeId, address: '10.0.2.2/24', netns: w3 };
    const other = new TestNetwork('third', 1_048_606);
    other.delta([endpoint({ id: 'ep-3', ...place })]);
    await hold(seldom, other);
    const drift = (): number => seldom.reconciler.drift().get('route') ?? 0;
    const subnet = '172.18.0.0/20';
    for (const [at, dev] of [
      [w3, 'ovgw0'],
      [seldom.netns, BRIDGE],
    ] as const) {
      const has = (): boolean => inside(at, `ip route show ${subnet}`).includes(`dev ${dev}`);
      await until(`${dev} to have its route`, has);
      await seldom.reconciler.settled();
      const before = drift();
      inside(at, `ip route del ${subnet} dev ${dev}`);
      await until(`the route of ${dev} to be counted`, () => drift() === before + 1);
      await until(`the route of ${dev}`, has);
    }
    t.ok(await crosses(w3, OUTSIDE));
  },
);

t.test(
  'what somebody alters of the gateway, its ports and the ends in workloads is set back, unaudited',
  async (t) => {
    const seldom = await underlay.host('d', { auditIntervalMs: 3_600_000, egress });
    const w4 = underlay.workload('4');
    const place = { node: seldom.nodeId, address: '10.0.3.2/24', netns: w4 };
    const other = new TestNetwork('fourth', 1_048_607);
    other.delta([endpoint({ id: 'ep-4', ...place })]);
    await hold(seldom, other);
    const port = gatewayPortName(BRIDGE, w4);
    const drift = (): number => seldom.reconciler.drift().get('link') ?? 0;
    let dumps = 0;
    const observe = seldom.kernel.observe.bind(seldom.kernel);
    seldom.kernel.observe = (scope) => {
      dumps++;
      return observe(scope);
    };
    const shows = (at: string, dev: string): string => inside(at, `ip -d link show dev ${dev}`);
    const mac = /link\/ether (\S+)/.exec(shows(w4, 'ovgw0'))?.[1] ?? '';
    for (const [at, dev, set, ...wanted] of [
      [seldom.netns, port, 'type bridge_slave isolated off', 'isolated on'],
      [seldom.netns, port, 'type bridge_slave learning off flood off', 'learning on flood on'],
      [seldom.netns, port, 'type bridge_slave locked on', 'locked off'],
      [seldom.netns, port, 'type bridge_slave state 1', 'state forwarding'],
      [seldom.netns, port, 'mtu 1400', 'mtu 1500'],
      [seldom.netns, port, 'nomaster', `master ${BRIDGE}`, 'isolated on'],
      [seldom.netns, BRIDGE, 'type bridge stp_state 1', 'stp_state 0', 'forward_delay 0'],
      [seldom.netns, BRIDGE, 'type bridge ageing_time 0', 'ageing_time 30000'],
      [seldom.netns, BRIDGE, 'type bridge mcast_snooping 1', 'mcast_snooping 0'],
      [seldom.netns, BRIDGE, 'mtu 1400', 'mtu 1500'],
      [seldom.netns, BRIDGE, 'arp off', 'BROADCAST,MULTICAST,UP'],
      [w4, 'ovgw0', 'arp off', 'BROADCAST,MULTICAST,UP'],
      [w4, 'ovgw0', 'address 02:00:00:00:00:07', mac],
    ] as const) {
      const isWhole = (): boolean => wanted.every((text) => shows(at, dev).includes(text));
      await until(`${dev} to be whole`, isWhole);
      await pause();
      await seldom.reconciler.settled();
      const before = drift();
      inside(at, `ip link set dev ${dev} ${set}`);
      await until(`${dev} ${set}: counted`, () => drift() > before);
      await until(`${dev} ${set}: set back`, isWhole);
    }
    for (const [set, wanted] of [
      ['isolated off hairpin on', 'isolated on'],
      ['flood off locked on', 'flood on'],
    ] as const) {
      await pause();
      const [seen, before] = [dumps, drift()];
      inside(seldom.netns, `bridge link set dev ${port} ${set}`);
      await until(`${set}: set back`, () => shows(seldom.netns, port).includes(wanted));
      await until(`${set}: counted`, () => drift() > before);
      await seldom.reconciler.settled();
      t.same([dumps, drift()], [seen, before + 1], `${set}: counted once, and nothing was read`);
    }
    await seldom.reconciler.settled();
    const writes = seldom.kernel.writes();
    await seldom.reconciler.audit();
    t.equal(seldom.kernel.writes(), writes, 'nothing is left to do');
    t.ok(await crosses(w4, OUTSIDE));
  },
);

/** Longer than echoes of own changes are left out. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}

t.test('forwarding that is switched off comes back as soon as it is told, unaudited', async (t) => {
  const seldom = await underlay.host('b', { auditIntervalMs: 3_600_000, egress });
  const w2 = underlay.workload('2');
  const place = { node: seldom.nodeId, address: '10.0.1.2/24', netns: w2 };
  const other = new TestNetwork('other', 1_048_605);
  other.delta([endpoint({ id: 'ep-2', ...place })]);
  await hold(seldom, other);
  const drift = (): number => seldom.reconciler.drift().get('firewall') ?? 0;
  const before = drift();
  for (const turn of [1, 2]) {
    t.equal(forwarding(seldom.netns), '1');
    inside(seldom.netns, `sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'`);
    await until('forwarding to be counted', () => drift() === before + turn);
    await until('forwarding again', () => forwarding(seldom.netns) === '1');
  }
  t.ok(await crosses(w2, OUTSIDE));
});

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
