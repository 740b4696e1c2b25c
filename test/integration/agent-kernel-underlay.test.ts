import t from 'tap';
import { Iproute2Kernel } from '../../agent/kernel/iproute2.js';
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import type { DesiredEntry } from '../../model/desired.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, pings, Underlay, type Host } from '../support/kernel-hosts.js';

const underlay = new Underlay('ul');
t.teardown(() => underlay.close());
const [a, b] = [await underlay.host('a'), await underlay.host('b')];

interface Place {
  readonly host: Host;
  /** What others send to. */
  readonly vtep: string;
  readonly mtu: number;
}

let built = 0;

/** A network over the places, one plugged endpoint each, MTU automatic. */
async function build(places: readonly Place[], cidr = '10.0.0.0/24') {
  const [name, vni] = [`n${++built}`, 1_048_800 + built];
  const network = new TestNetwork(name, vni, { mtu: 0, subnets: [cidr] });
  const ids = places.map(({ host }) => `ep-${name}-${host.name}`);
  const spaces = places.map(({ host }) => underlay.workload(`${name}-${host.name}`));
  const members = places.map(({ host, vtep, mtu }) => member(host.nodeId, vtep, mtu));
  const address = (i: number): string => cidr.replace(/0\/(\d+)$|\/(\d+)$/, `${i + 2}/$1$2`);
  network.delta([
    ...members,
    ...places.map(({ host }, i): DesiredEntry => {
      return endpoint({
        id: ids[i]!,
        node: host.nodeId,
        address: address(i),
        netns: spaces[i]!,
      });
    }),
  ]);
  for (const { host } of places) {
    t.ok(host.reconciler.setImage(network.image()).accepted);
    host.reconciler.synced({ epoch: 1, revision: 1 });
  }
  const settled = async () => {
    for (const { host } of places) await host.reconciler.settled();
  };
  await settled();
  const change = async (entries: readonly DesiredEntry[]) => {
    const delta = network.delta(entries);
    for (const { host } of places) t.ok(host.reconciler.applyDelta(delta).accepted);
    await settled();
  };
  const mtus = ({ host }: Place): number[] => {
    const links = [
      bridgeName(vni),
      vxlanName(vni),
      portName(ids[places.findIndex((p) => p.host === host)]!),
    ];
    const found = links.map((name) => mtuOf(host.fabric, name));
    return [...found, mtuOf(spaces[places.findIndex((p) => p.host === host)]!, 'eth0')];
  };
  return { spaces, change, mtus, to: address(1).replace(/\/.*/, '') };
}

function mtuOf(netns: string, link: string): number {
  const [found] = JSON.parse(inside(netns, `ip -j link show dev ${link}`)) as { mtu: number }[];
  return found?.mtu ?? 0;
}

/** A single packet of that many bytes, IP header included, may not be cut. */
function passes(netns: string, address: string, bytes: number): boolean {
  const header = address.includes(':') ? 48 : 28;
  return pings(netns, address, `-M do -s ${bytes - header}`);
}

t.test(
  '[check 47] the largest packet passes whole, one byte more is refused with the size that fits',
  async (t) => {
    const places = [
      { host: a, vtep: a.vtep, mtu: 1500 },
      { host: b, vtep: b.vtep, mtu: 1500 },
    ] as const;
    const { spaces, change, mtus, to } = await build(places);
    for (const place of places) t.same(mtus(place), [1450, 1450, 1450, 1450]);
    t.ok(passes(spaces[0]!, to, 1450));
    t.notOk(passes(spaces[0]!, to, 1451));
    const refusal = inside(spaces[0]!, `sh -c 'ping -c 1 -W 1 -M do -s 1423 ${to} 2>&1 || true'`);
    t.match(refusal, /mtu[ =]+1450/i);

    for (const netns of [a.netns, b.netns]) inside(netns, 'ip link set eth0 mtu 9000');
    inside(a.netns.replace(/-a$/, '-lan'), 'ip link set lan mtu 9000');
    for (const end of ['up-a', 'up-b']) {
      inside(a.netns.replace(/-a$/, '-lan'), `ip link set ${end} mtu 9000`);
    }
    t.match(await a.kernel.facts(), { mtu: 9000 }, 'the agent reports it');
    await change([member(a.nodeId, a.vtep, 9000)]);
    for (const place of places) t.same(mtus(place), [1450, 1450, 1450, 1450], 'one is not enough');
    await change([member(b.nodeId, b.vtep, 9000)]);
    for (const place of places) t.same(mtus(place), [8950, 8950, 8950, 8950], 'jumbo frames, live');
    t.ok(passes(spaces[0]!, to, 8950));
    t.notOk(passes(spaces[0]!, to, 8951));
    await change([member(b.nodeId, b.vtep, 1400)]);
    for (const place of places) t.same(mtus(place), [1350, 1350, 1350, 1350], 'and back, live');
    t.ok(passes(spaces[0]!, to, 1350));
  },
);

t.test(
  '[check 47] [check 53] an IPv6 underlay carries both families, its longer header counted',
  async (t) => {
    const places: Place[] = [];
    for (const [i, name] of ['c', 'd'].entries()) {
      const { netns } = underlay.cable(name, 20 + i);
      const vtep = `2001:db8::${i + 1}`;
      inside(netns, `ip -6 addr add ${vtep}/64 dev eth0 nodad`);
      const host = await underlay.hostAt(name, { netns, vtep });
      places.push({ host, vtep, mtu: 1500 });
    }
    for (const cidr of ['10.0.6.0/24', 'fd00:6::/64']) {
      const { spaces, mtus, to } = await build(places, cidr);
      for (const place of places) t.same(mtus(place), [1430, 1430, 1430, 1430]);
      t.ok(passes(spaces[0]!, to, 1430), `${cidr} over IPv6`);
      t.notOk(passes(spaces[0]!, to, 1431));
    }
  },
);

t.test(
  '[check 45] a worker behind 1:1 translation is reached at the address it is known by',
  async (t) => {
    // e sits in a private subnet behind r, which gives it the public address 192.0.2.50.
    const { netns: router } = underlay.cable('r', 40);
    const { netns } = underlay.cable('e', 41);
    inside(netns, 'ip link del eth0');
    inside(router, `ip link add inner type veth peer name eth0 netns ${netns}`);
    inside(router, 'ip addr add 198.51.100.1/24 dev inner');
    inside(router, 'ip link set inner up');
    inside(router, 'ip addr add 192.0.2.50/32 dev eth0');
    inside(router, 'sysctl -qw net.ipv4.ip_forward=1');
    inside(router, 'iptables -t nat -A PREROUTING -d 192.0.2.50 -j DNAT --to 198.51.100.2');
    inside(
      router,
      'iptables -t nat -A POSTROUTING -s 198.51.100.2 -o eth0 -j SNAT --to 192.0.2.50',
    );
    inside(netns, 'ip addr add 198.51.100.2/24 dev eth0');
    inside(netns, 'ip link set eth0 up');
    inside(netns, 'ip route add default via 198.51.100.1');
    const e = await underlay.hostAt('e', { netns, vtep: '198.51.100.2' });
    const { netns: plain, vtep } = underlay.cable('f', 42);
    const f = await underlay.hostAt('f', { netns: plain, vtep });
    const { spaces, to } = await build([
      { host: e, vtep: '192.0.2.50', mtu: 1500 },
      { host: f, vtep, mtu: 1500 },
    ]);
    t.ok(pings(spaces[0]!, to), 'from behind the router');
    t.ok(pings(spaces[1]!, '10.0.0.2'), 'and to it');
    t.match(inside(f.netns, 'iptables -S'), '192.0.2.50', 'accepted as it is seen');
  },
);

t.test('who changes to a tunnel end of the other IP family leaves no chain behind', async (t) => {
  const { netns, vtep } = underlay.cable('x', 70);
  const v6 = '2001:db8::70';
  inside(netns, `ip -6 addr add ${v6}/64 dev eth0 nodad`);
  const chains = (): boolean[] =>
    ['iptables', 'ip6tables'].map((program) => inside(netns, `${program}-save`).includes('-INPUT'));
  const runAs = async (local: string): Promise<Host> => {
    const host = await underlay.hostAt('x', { netns, vtep: local });
    await build([{ host, vtep: local, mtu: 1500 }]);
    return host;
  };
  const before = await runAs(v6);
  t.same(chains(), [false, true]);
  const chain = inside(netns, 'ip6tables-save -t filter');
  await before.stop();
  const after = await runAs(vtep);
  t.same(chains(), [true, false]);
  const restored = underlay.run(netns, ['sh', '-c', `ip6tables-restore <<'END'\n${chain}END`]);
  await new Promise((resolve) => restored.once('exit', resolve));
  t.same(chains(), [true, true], 'somebody restored what was saved before');
  t.match(after.reconciler.difference(await after.kernel.observe()).steps, [
    { operation: { op: 'remove-stale-firewall' } },
  ]);
  await after.reconciler.audit();
  t.same(chains(), [true, false]);
  t.equal(after.reconciler.drift().get('firewall'), 1);
  await after.stop();
  const again = await runAs(v6);
  t.same(chains(), [false, true]);
  await again.stop();
  const leaving = new Iproute2Kernel({ fabric: again.fabric, vtep, hostNetns: netns });
  await leaving.prepare();
  await leaving.removeAll();
  t.same(chains(), [false, false], 'who leaves with another one than it ran with');
});

t.test('an underlay of routed hosts, each in a subnet of its own, carries a network', async (t) => {
  const { netns: router } = underlay.cable('q', 60);
  inside(router, 'sysctl -qw net.ipv4.ip_forward=1');
  const places: Place[] = [];
  for (const [i, name] of ['g', 'h'].entries()) {
    const { netns } = underlay.cable(name, 61 + i);
    inside(netns, 'ip link del eth0');
    inside(router, `ip link add to-${name} type veth peer name eth0 netns ${netns}`);
    inside(router, `ip addr add 203.0.113.${16 * i + 1}/28 dev to-${name}`);
    inside(router, `ip link set to-${name} up`);
    const vtep = `203.0.113.${16 * i + 2}`;
    inside(netns, `ip addr add ${vtep}/28 dev eth0`);
    inside(netns, 'ip link set eth0 up');
    inside(netns, `ip route add default via 203.0.113.${16 * i + 1}`);
    places.push({ host: await underlay.hostAt(name, { netns, vtep }), vtep, mtu: 1500 });
  }
  const { spaces, to } = await build(places);
  t.ok(passes(spaces[0]!, to, 1450));
  t.notOk(passes(spaces[0]!, to, 1451));
});
