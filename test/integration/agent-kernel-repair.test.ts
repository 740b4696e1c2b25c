import t, { type Test } from 'tap';
import { bridgeName, inputChain, portName, vxlanName } from '../../agent/kernel/naming.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { crosses, inside, succeeds, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('r');
t.teardown(() => underlay.close());

const VNI = 1_048_578;
const [BRIDGE, VXLAN] = [bridgeName(VNI), vxlanName(VNI)];
const MAC = '02:42:0a:00:00:03';

const a = await underlay.host('a', { auditIntervalMs: 300 });
const b = await underlay.host('b', { auditIntervalMs: 300 });
const [w1, w2] = [underlay.workload('1'), underlay.workload('2')];
const network = new TestNetwork('green', VNI, { subnets: ['10.0.0.0/24', '10.1.0.0/24'] });
network.delta([
  member(a.nodeId, a.vtep),
  member(b.nodeId, b.vtep),
  endpoint({ id: 'ep-1', node: a.nodeId, address: '10.0.0.2/24', netns: w1 }),
  endpoint({ id: 'ep-2', node: b.nodeId, address: '10.0.0.3/24', netns: w2 }),
]);
for (const host of [a, b]) {
  host.reconciler.setImage(network.image());
  host.reconciler.synced({ epoch: 1, revision: 1 });
  await host.reconciler.settled();
}

const rows = (): string => inside(a.fabric, `bridge fdb show dev ${VXLAN}`);

/** Breaks something on host A and waits until it is repaired, counted and the ping crosses. */
async function restores(
  t: Test,
  object: 'link' | 'fdb' | 'neighbour' | 'address' | 'route' | 'firewall',
  breaks: () => void,
  isWhole: () => boolean,
): Promise<void> {
  // An earlier repair that needs another try would take this one along without counting it.
  await until('nothing failed', () => a.notices.at(-1)?.failed.length === 0);
  t.ok(isWhole(), 'whole before');
  const before = a.reconciler.drift().get(object) ?? 0;
  breaks();
  await until(`${object} restored`, isWhole);
  await until('counted', () => (a.reconciler.drift().get(object) ?? 0) > before);
  await a.reconciler.settled();
  await until('the ping crosses', () => crosses(w1, '10.0.0.3'));
}

t.test('[check 39] what is deleted by hand is restored and counted as drift', async (t) => {
  await t.test('FDB row', (t) =>
    restores(
      t,
      'fdb',
      () => inside(a.fabric, `bridge fdb del ${MAC} dev ${VXLAN} dst ${b.vtep} self`),
      () => rows().includes(`${MAC} dst ${b.vtep}`),
    ),
  );
  await t.test('neighbour', (t) =>
    restores(
      t,
      'neighbour',
      () => inside(a.fabric, `ip neigh del 10.0.0.3 dev ${VXLAN}`),
      () => inside(a.fabric, 'ip neigh').includes(`10.0.0.3 dev ${VXLAN}`),
    ),
  );
  await t.test('neighbours lost with the link', (t) =>
    restores(
      t,
      'link',
      () => inside(a.fabric, `ip link set ${VXLAN} down`),
      () => inside(a.fabric, 'ip neigh').includes(`10.0.0.3 dev ${VXLAN}`),
    ),
  );
  await t.test('vxlan device', (t) =>
    restores(
      t,
      'link',
      () => inside(a.fabric, `ip link del ${VXLAN}`),
      () => succeeds(a.fabric, `ip link show ${VXLAN}`) && rows().includes(MAC),
    ),
  );
  await t.test('bridge', (t) =>
    restores(
      t,
      'link',
      () => inside(a.fabric, `ip link del ${BRIDGE}`),
      () => {
        const ports = succeeds(a.fabric, `ip link show ${BRIDGE}`)
          ? inside(a.fabric, `bridge link show`)
          : '';
        return ports.includes(VXLAN) && ports.includes(portName('ep-1'));
      },
    ),
  );
  await t.test('veth of an endpoint', (t) =>
    restores(
      t,
      'link',
      () => inside(a.fabric, `ip link del ${portName('ep-1')}`),
      () => succeeds(w1, 'ip link show dev eth0') && inside(w1, 'ip -4 addr').includes('10.0.0.2'),
    ),
  );
  await t.test('address and route in the workload', async (t) => {
    const hasRoute = (): boolean => inside(w1, 'ip route').includes('10.1.0.0/24 dev eth0');
    await restores(t, 'route', () => inside(w1, 'ip route del 10.1.0.0/24'), hasRoute);
    await restores(
      t,
      'address',
      () => inside(w1, 'ip addr del 10.0.0.2/24 dev eth0'),
      () => inside(w1, 'ip -4 addr').includes('10.0.0.2') && hasRoute(),
    );
  });
  await t.test('firewall chain and its place', async (t) => {
    const chain = inputChain(a.fabric);
    const first = (): boolean => inside(a.netns, 'iptables -S INPUT 1').includes(`-j ${chain}`);
    const full = (): boolean => first() && inside(a.netns, `iptables -S ${chain}`).includes(b.vtep);
    await restores(t, 'firewall', () => inside(a.netns, `iptables -F ${chain}`), full);
    await restores(t, 'firewall', () => inside(a.netns, 'iptables -F INPUT'), full);
    await restores(t, 'firewall', () => inside(a.netns, 'iptables -I INPUT -i lo -j ACCEPT'), full);
    t.match(inside(a.netns, 'iptables -S INPUT'), '-A INPUT -i lo -j ACCEPT', 'the other stays');
  });
  await t.test('fabric namespace', async (t) => {
    await restores(
      t,
      'link',
      () => {
        inside(a.fabric, 'true');
        inside(b.netns, `ip netns del ${a.fabric}`);
      },
      () => succeeds(a.fabric, `ip link show ${VXLAN}`) && rows().includes(MAC),
    );
  });
});

t.test('a bridge is made again after only its ports named it', async (t) => {
  const c = await underlay.host('c');
  const owner = { cluster: 'cluster-1', node: c.nodeId, network: 'net-blue' };
  const basics = { mtu: 1450, group: VNI, owner };
  const addBridge = { op: 'add-bridge', name: BRIDGE, ...basics, altname: 'blue' } as const;
  const tunnel = { vni: VNI, local: c.vtep, port: 4789 };
  const addVxlan = { op: 'add-vxlan', name: VXLAN, bridge: BRIDGE, ...tunnel, ...basics } as const;
  t.strictSame(await c.kernel.execute([addBridge, addVxlan]), [{ ok: true }, { ok: true }]);
  inside(c.fabric, `ip link del ${VXLAN}`);
  t.strictSame(await c.kernel.execute([addVxlan]), [{ ok: true }]);
  inside(c.fabric, `ip link del ${BRIDGE}`);
  t.strictSame(await c.kernel.execute([addBridge]), [{ ok: true }]);
  const placed = { op: 'repair-link', name: VXLAN, master: BRIDGE } as const;
  t.strictSame(await c.kernel.execute([placed]), [{ ok: true }]);
  inside(c.fabric, `ip link del ${BRIDGE}`);
  t.strictSame(await c.kernel.execute([addBridge]), [{ ok: true }]);
});

t.test('[check 40] foreign rows, links and rules are not touched', async (t) => {
  inside(a.fabric, 'ip link add other type bridge');
  inside(a.fabric, 'ip link add vx-other type vxlan id 77 dstport 8472 local 127.0.0.1 nolearning');
  inside(a.fabric, 'ip link set vx-other up');
  inside(a.fabric, 'bridge fdb add 02:00:00:00:00:01 dev vx-other dst 127.0.0.2 self permanent');
  inside(a.fabric, 'ip neigh add 10.7.7.7 lladdr 02:00:00:00:00:01 dev vx-other nud permanent');
  inside(a.netns, 'iptables -A INPUT -p tcp --dport 9 -j DROP');
  inside(a.netns, 'iptables -N OTHER');
  inside(w1, 'ip route add 10.55.0.0/24 dev eth0');
  await a.reconciler.audit();
  a.reconciler.setImage(network.image());
  await a.reconciler.settled();
  t.match(inside(a.fabric, 'bridge fdb show dev vx-other'), '02:00:00:00:00:01 dst 127.0.0.2');
  t.match(inside(a.fabric, 'ip neigh show dev vx-other'), '10.7.7.7');
  t.ok(succeeds(a.fabric, 'ip link show other'));
  t.match(inside(a.netns, 'iptables -S'), '-A INPUT -p tcp -m tcp --dport 9 -j DROP');
  t.match(inside(a.netns, 'iptables -S'), '-N OTHER');
  t.match(inside(w1, 'ip route'), '10.55.0.0/24 dev eth0');
});

t.test('rows that nobody wants on our own device are removed', async (t) => {
  inside(a.fabric, `bridge fdb add 02:00:00:00:00:09 dev ${VXLAN} dst 192.0.2.99 self permanent`);
  inside(a.fabric, `bridge fdb append ${MAC} dev ${VXLAN} dst 192.0.2.99 self permanent`);
  await until('removed', () => !rows().includes('192.0.2.99'));
  t.match(rows(), `${MAC} dst ${b.vtep}`);
});

t.test('[check 41] a restart under a running ping loses nothing and writes nothing', async (t) => {
  const ping = underlay.run(w1, ['ping', '-i', '0.01', '-c', '300', '-q', '10.0.0.3']);
  const done = new Promise((resolve) => ping.once('close', resolve));
  for (let round = 0; round < 3; round++) {
    await a.restart();
    a.reconciler.loadCached([network.image()]);
    await a.reconciler.start();
    t.equal(a.kernel.writes(), 0, 'from the cache');
    a.reconciler.setImage(network.image());
    a.reconciler.synced({ epoch: 1, revision: 1 });
    await a.reconciler.settled();
    t.equal(a.kernel.writes(), 0, 'from the managers');
  }
  await done;
  t.match(ping.text(), / 0% packet loss/);
});
