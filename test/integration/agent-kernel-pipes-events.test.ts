/** By the pipes: what others do to ports is told by monitors too, and repaired before an audit. */
import t from 'tap';
import { bridgeName, gatewayPortName, portName, vxlanName } from '../../agent/kernel/naming.js';
import { endpoint, member, TestNetwork } from '../support/desired-network.js';
import { hold } from '../support/egress.js';
import { inside, Underlay, until } from '../support/kernel-hosts.js';

const underlay = new Underlay('pe');
t.teardown(() => underlay.close());

const VNI = 1_048_591;
const GATEWAY = 'ovtest_gwp';
const [BRIDGE, VXLAN, PORT] = [bridgeName(VNI), vxlanName(VNI), portName('ep-1')];
const [OWN, MAC] = ['02:42:0a:00:00:02', '02:42:0a:00:00:03'];

const host = await underlay.host('a', {
  auditIntervalMs: 3_600_000,
  transport: 'pipes',
  egress: { enabled: true, bridge: GATEWAY },
});
const workload = underlay.workload('1');
const network = new TestNetwork('blue', VNI);
network.delta([
  member(host.nodeId, host.vtep),
  member('node-b', '192.0.2.77'),
  endpoint({ id: 'ep-1', node: host.nodeId, address: '10.0.0.2/24', netns: workload }),
  endpoint({ id: 'ep-3', node: 'node-b', address: '10.0.0.3/24' }),
]);
await hold(host, network);
const gatewayPort = gatewayPortName(GATEWAY, workload);

const flags = (at: string, dev: string) => (): string => inside(at, `ip -d link show ${dev}`);
const table = (): string => inside(host.fabric, `bridge fdb show br ${BRIDGE}`);

for (const [breaks, at, shows, isWhole] of [
  [
    `bridge link set dev ${PORT} isolated on`,
    host.fabric,
    flags(host.fabric, PORT),
    /isolated off/,
  ],
  [
    `bridge link set dev ${PORT} state 1`,
    host.fabric,
    flags(host.fabric, PORT),
    /state forwarding/,
  ],
  [
    `bridge link set dev ${VXLAN} learning on`,
    host.fabric,
    flags(host.fabric, VXLAN),
    /learning off/,
  ],
  [
    `ip link set ${BRIDGE} type bridge stp_state 1`,
    host.fabric,
    flags(host.fabric, BRIDGE),
    /stp_state 0/,
  ],
  [
    `bridge fdb del ${OWN} dev ${PORT} master`,
    host.fabric,
    table,
    new RegExp(`${OWN} dev ${PORT} master`),
  ],
  [
    `bridge fdb replace ${MAC} dev ${PORT} master static`,
    host.fabric,
    table,
    new RegExp(`^(?![^]*${MAC} dev ${PORT})`),
  ],
  [
    `bridge fdb add 02:42:0a:00:09:09 dev ${VXLAN} master static`,
    host.fabric,
    table,
    /^(?![^]*02:42:0a:00:09:09)/,
  ],
  [
    `bridge link set dev ${gatewayPort} isolated off`,
    host.netns,
    flags(host.netns, gatewayPort),
    /isolated on/,
  ],
  [
    `ip link set ${GATEWAY} type bridge ageing_time 0`,
    host.netns,
    flags(host.netns, GATEWAY),
    /ageing_time 30000/,
  ],
] as const) {
  t.test(breaks, async (t) => {
    t.match(shows(), isWhole, 'whole before');
    // What a change of our own has the kernel say of links is not looked at for a moment.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await host.reconciler.settled();
    const total = (): number => [...host.reconciler.drift().values()].reduce((a, b) => a + b, 0);
    const before = total();
    inside(at, breaks);
    await until('counted', () => total() > before);
    await until('set back', () => isWhole.test(shows()));
    await host.reconciler.settled();
  });
}
