import t, { type Test } from 'tap';
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { inside, sh, succeeds, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('nl');
t.teardown(() => underlay.close());

const VNI = 1_048_590;
const [BRIDGE, VXLAN, PORT] = [bridgeName(VNI), vxlanName(VNI), portName('ep-1')];
const MAC = '02:42:0a:00:00:03';

// Periodic audits would repair everything too, but late.
const host = await underlay.host('a', { auditIntervalMs: 3_600_000 });
const workload = underlay.workload('1');
const elsewhere = underlay.workload('2');
const six = underlay.workload('3');
const network = new TestNetwork('green', VNI, { flood: true });
const remote = (n: number) =>
  endpoint({ id: `ep-r${n}`, node: 'node-b', address: `10.0.0.${n}/24` });
network.delta([
  member(host.nodeId, host.vtep),
  member('node-b', '192.0.2.77'),
  endpoint({ id: 'ep-1', node: host.nodeId, address: '10.0.0.2/24', netns: workload }),
  endpoint({ id: 'ep-2', node: host.nodeId, address: '10.0.0.200/24', netns: elsewhere }),
  endpoint({ id: 'ep-3', node: host.nodeId, address: 'fd00:9::2/64', netns: six }),
  ...Array.from({ length: 40 }, (_, n) => remote(n + 3)),
]);
host.reconciler.setImage(network.image());
host.reconciler.synced({ epoch: 1, revision: 1 });
await host.reconciler.settled();

let dumps = 0;
const observe = host.kernel.observe.bind(host.kernel);
host.kernel.observe = (scope) => {
  dumps++;
  return observe(scope);
};
const read: string[] = [];
const peers = host.kernel.peers.bind(host.kernel);
host.kernel.peers = (ports, gatewayPorts) => {
  read.push(...ports.map(({ name }) => name));
  return peers(ports, gatewayPorts);
};
// What was just built has echoes that lead to a look, as long as bridges and addresses settle.
let [seen, calmSince] = [dumps, performance.now()];
await until('calm', () => {
  if (dumps !== seen) [seen, calmSince] = [dumps, performance.now()];
  return performance.now() - calmSince > 1_500;
});

const fabric = (command: string): string => inside(host.fabric, command);
const within = (command: string): string => inside(workload, command);
const withinSix = (command: string): string => inside(six, command);
const fdb = (): string => fabric(`bridge fdb show dev ${VXLAN}`);
const neighbours = (): string => fabric(`ip neigh show dev ${VXLAN} nud permanent`);

/** Breaks and waits for the repair; returns how many objects of the kind were counted. */
async function repaired(
  object: 'fdb' | 'neighbour' | 'link' | 'address' | 'route',
  breaks: string,
  isWhole: () => boolean,
  at = object === 'address' || object === 'route' ? within : fabric,
): Promise<number> {
  const count = (): number => host.reconciler.drift().get(object) ?? 0;
  const before = count();
  at(breaks);
  await until(`${breaks}: seen`, () => count() > before);
  await until(`${breaks}: repaired`, isWhole);
  await host.reconciler.settled();
  return count() - before;
}

/** Longer than echoes of own changes are left out. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}

/** The same without reading the kernel's tables. */
async function repairedByKey(t: Test, ...what: Parameters<typeof repaired>): Promise<void> {
  const before = dumps;
  t.equal(await repaired(...what), 1, `${what[1]}: counted once`);
  t.equal(dumps, before, `${what[1]}: no table was read for it`);
}

t.test('a row that somebody changes is repaired by its key alone', async (t) => {
  const row = `${MAC} dev ${VXLAN}`;
  const whole = (): boolean =>
    fdb().includes(`${MAC} dst 192.0.2.77`) && !fdb().includes('203.0.113.9');
  await repairedByKey(t, 'fdb', `bridge fdb del ${row} dst 192.0.2.77 self`, whole);
  await until('repaired', whole);
  const elsewhere = `bridge fdb replace ${row} dst 203.0.113.9 self permanent`;
  await repairedByKey(t, 'fdb', elsewhere, whole);
  const otherNetwork = `bridge fdb replace ${row} dst 192.0.2.77 vni 77 self permanent`;
  await repairedByKey(t, 'fdb', otherNetwork, () => whole() && !fdb().includes('vni 77'));
  const otherPort = `bridge fdb replace ${row} dst 192.0.2.77 port 4790 self permanent`;
  await repairedByKey(t, 'fdb', otherPort, () => whole() && !fdb().includes('port 4790'));
  const strayNetwork = `bridge fdb add 02:42:0a:00:09:08 dev ${VXLAN} dst 203.0.113.9 vni 77 self permanent`;
  await repairedByKey(t, 'fdb', strayNetwork, () => !fdb().includes('02:42:0a:00:09:08'));
  const fleeting = `bridge fdb replace ${row} dst 203.0.113.9 self dynamic`;
  t.ok((await repaired('fdb', fleeting, whole)) > 0, 'no longer permanent');
  const stray = `bridge fdb add 02:42:0a:00:09:09 dev ${VXLAN} dst 203.0.113.9 self permanent`;
  await repairedByKey(t, 'fdb', stray, () => !fdb().includes('02:42:0a:00:09:09'));
});

t.test('so is where a network floods to', async (t) => {
  const zero = `00:00:00:00:00:00 dev ${VXLAN} dst`;
  const floods = (dst: string): boolean => fdb().includes(`00:00:00:00:00:00 dst ${dst}`);
  await repairedByKey(t, 'fdb', `bridge fdb del ${zero} 192.0.2.77 self`, () =>
    floods('192.0.2.77'),
  );
  const stray = `bridge fdb append ${zero} 203.0.113.9 self permanent`;
  await repairedByKey(t, 'fdb', stray, () => floods('192.0.2.77') && !floods('203.0.113.9'));
});

t.test('so is a neighbour', async (t) => {
  const whole = (): boolean => neighbours().includes(`10.0.0.3 lladdr ${MAC}`);
  await repairedByKey(t, 'neighbour', `ip neigh del 10.0.0.3 dev ${VXLAN}`, whole);
  const other = `ip neigh replace 10.0.0.3 lladdr 02:00:00:00:00:01 dev ${VXLAN} nud permanent`;
  await repairedByKey(t, 'neighbour', other, whole);
  const stale = `ip neigh change 10.0.0.3 lladdr ${MAC} dev ${VXLAN} nud stale`;
  await repairedByKey(t, 'neighbour', stale, whole);
  await repairedByKey(
    t,
    'neighbour',
    `ip neigh add 10.0.0.250 lladdr ${MAC} dev ${VXLAN} nud permanent`,
    () => !neighbours().includes('10.0.0.250'),
  );
});

t.test('the MAC that a port is pinned to comes back', async (t) => {
  const pin = (): boolean =>
    fabric(`bridge fdb show dev ${PORT}`).includes('02:42:0a:00:00:02 master');
  await repairedByKey(t, 'link', `bridge fdb del 02:42:0a:00:00:02 dev ${PORT} master`, pin);
  const guard = (): boolean =>
    fabric(`bridge -d link show dev ${PORT}`).includes('learning off flood off');
  t.ok(guard());
  t.ok((await repaired('link', `bridge link set dev ${PORT} learning on`, guard)) > 0);
});

t.test('frames go where they should when somebody has a bridge find a MAC elsewhere', async (t) => {
  const at = (mac: string): string =>
    fabric(`bridge fdb show br ${BRIDGE}`).match(`${mac}.*`)?.[0] ?? '';
  const own = '02:42:0a:00:00:02';
  const put = (mac: string, dev: string, kind: string): string =>
    `bridge fdb replace ${mac} dev ${dev} master ${kind}`;
  for (const kind of ['static', 'permanent', 'dynamic']) {
    const whole = (): boolean => !at(MAC).includes('master');
    await repairedByKey(t, 'fdb', put(MAC, PORT, kind), whole);
    await repairedByKey(
      t,
      'fdb',
      put('02:42:0a:00:09:09', VXLAN, kind),
      () => !at('02:42:0a:00:09:09'),
    );
  }
  const home = (): boolean =>
    /^02:42:0a:00:00:02 dev \S+ master \S+ static/.test(at(own)) && at(own).includes(PORT);
  t.ok(home());
  for (const breaks of [put(own, VXLAN, 'static'), put(own, portName('ep-2'), 'static')]) {
    t.equal(await repaired('link', breaks, home), 1, breaks);
  }
  t.equal(await repaired('link', put(own, PORT, 'dynamic'), home), 1, 'no longer static');
  await host.reconciler.audit();
  t.same([...host.reconciler.difference(await host.kernel.observe()).steps], []);
});

t.test('flags of ports that stop frames are set back, as told by the bridge', async (t) => {
  const flags = (dev: string): string => fabric(`ip -d link show ${dev}`);
  for (const [dev, set, wanted] of [
    [PORT, 'isolated on locked on', 'isolated off locked off'],
    [VXLAN, 'isolated on', 'isolated off locked off'],
    [VXLAN, 'learning on neigh_suppress on', 'learning off flood on'],
    [PORT, 'state 1', 'state forwarding'],
    [VXLAN, 'state 1', 'state forwarding'],
  ] as const) {
    const whole = (): boolean =>
      flags(dev).includes(wanted) && flags(dev).includes('neigh_suppress off');
    await repairedByKey(t, 'link', `bridge link set dev ${dev} ${set}`, whole);
  }
});

t.test('attributes of the links themselves are set back', async (t) => {
  const shows = (dev: string) => fabric(`ip -d link show ${dev}`);
  for (const [dev, set, isWhole] of [
    [
      VXLAN,
      'type vxlan ttl 1 df set',
      (text: string) => /ttl auto/.test(text) && !/df set/.test(text),
    ],
    [VXLAN, 'arp off', (text: string) => !text.includes('NOARP')],
    [BRIDGE, 'type bridge mcast_snooping 1', (text: string) => text.includes('mcast_snooping 0')],
    [
      BRIDGE,
      'type bridge stp_state 1',
      (text: string) => /forward_delay 0 .*stp_state 0/.test(text),
    ],
  ] as const) {
    // What a change of our own has the kernel say of links is not looked at for a moment.
    await pause();
    t.ok((await repaired('link', `ip link set ${dev} ${set}`, () => isWhole(shows(dev)))) > 0, set);
  }
  await pause();
  const asks = (): boolean => !within('ip link show eth0').includes('NOARP');
  t.equal(await repaired('link', 'ip link set eth0 arp off', asks, within), 1);
  await pause();
  const writes = host.kernel.writes();
  await host.reconciler.audit();
  t.equal(host.kernel.writes(), writes, 'nothing is left to do');
});

t.test('a link whose mark somebody writes over is still ours', async (t) => {
  for (const dev of [BRIDGE, VXLAN, PORT]) {
    await pause();
    const isMarked = (): boolean =>
      succeeds(host.fabric, `ip link show ${dev} | grep -q 'alias {"ovnet":1'`);
    t.ok(isMarked());
    t.ok((await repaired('link', `ip link set ${dev} alias x`, isMarked)) > 0, dev);
    await host.reconciler.settled();
  }
});

t.test('what somebody changes in a workload is repaired by reading that one alone', async (t) => {
  const address = (): string => within('ip addr show dev eth0');
  const whole = (): boolean =>
    / 10\.0\.0\.2\/24/.test(address()) && !address().includes('10.9.9.9');
  for (const breaks of [
    'ip addr del 10.0.0.2/24 dev eth0',
    'ip addr add 10.9.9.9/24 dev eth0',
    'ip addr flush dev eth0',
  ]) {
    read.length = 0;
    await repairedByKey(t, 'address', breaks, whole);
    t.same(new Set(read), new Set([PORT]), breaks);
  }
});

t.test('so is the route to the subnet of an address, which came with it', async (t) => {
  for (const [at, subnet, kind, port] of [
    [within, '10.0.0.0/24', 'scope link src 10.0.0.2', PORT],
    [withinSix, 'fd00:9::/64', 'metric 256', portName('ep-3')],
  ] as const) {
    const whole = (): boolean =>
      at('ip route show table all type unicast').includes(
        `${subnet} dev eth0 proto kernel ${kind}`,
      );
    t.ok(whole(), `${subnet} is there`);
    read.length = 0;
    await repairedByKey(t, 'route', `ip route del ${subnet} dev eth0`, whole, at);
    t.same(new Set(read), new Set([port]), subnet);
  }
  const leads = (): boolean => within('ip route get 10.0.0.9').includes('dev eth0');
  await repairedByKey(t, 'route', 'ip route replace 10.0.0.0/24 dev lo', leads);
});

t.test('a device that goes down gets its neighbours again', async (t) => {
  await repaired('link', `ip link set ${VXLAN} down`, () => neighbours().split('\n').length > 40);
  t.match(fabric(`ip -br link show ${VXLAN}`), /UP/);
});

t.test('links that are taken away are made again with all that stands on them', async (t) => {
  const whole = (): boolean =>
    succeeds(host.fabric, `ip link show ${VXLAN}`) &&
    fdb().includes(`${MAC} dst 192.0.2.77`) &&
    neighbours().split('\n').length > 40 &&
    fabric(`bridge link show`).includes(PORT);
  for (const link of [VXLAN, BRIDGE, PORT]) {
    t.ok((await repaired('link', `ip link del ${link}`, whole)) > 0, link);
    await until('nothing failed', () => host.notices.at(-1)?.failed.length === 0);
  }
  t.ok((await repaired('link', `ip link set ${VXLAN} nomaster`, whole)) > 0);
});

t.test('many rows at a time are all repaired', async (t) => {
  const lines = Array.from({ length: 40 }, (_, n) => {
    const mac = `02:42:0a:00:00:${(n + 3).toString(16).padStart(2, '0')}`;
    return `fdb del ${mac} dev ${VXLAN} dst 192.0.2.77 self`;
  });
  const before = host.reconciler.drift().get('fdb') ?? 0;
  sh(`printf '${lines.join('\\n')}\\n' | nsenter --net=/run/netns/${host.fabric} bridge -batch -`);
  await until('repaired', () => fdb().split('192.0.2.77').length > 41);
  await host.reconciler.settled();
  t.equal((host.reconciler.drift().get('fdb') ?? 0) - before, 40, 'each counted once');
});

t.test('own changes are no drift', async (t) => {
  const before = new Map(host.reconciler.drift());
  const writes = host.kernel.writes();
  const added = network.delta([remote(100), remote(101)]);
  t.same(host.reconciler.applyDelta(added), { accepted: true });
  await host.reconciler.settled();
  t.same(host.reconciler.applyDelta(network.delta([], ['endpoint/ep-r100'])), { accepted: true });
  await host.reconciler.settled();
  t.equal(host.kernel.writes() - writes, 6, 'two rows of each of two, and two away');
  await host.reconciler.audit();
  t.equal(host.kernel.writes() - writes, 6);
  t.same(host.reconciler.drift(), before);
});
