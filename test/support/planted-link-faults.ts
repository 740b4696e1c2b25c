/** Faults of bridges, vxlan devices and ports: see planted-faults. */
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import { macOf, VNI, type Fault, type TraceLab } from './trace-lab.js';

const [VX, BR] = [vxlanName(VNI), bridgeName(VNI)];

export function linkFaults({ a, b, one, two, same }: TraceLab): readonly Fault[] {
  const FA = a.fabric;
  const FB = b.fabric;
  const M1 = macOf(one);
  const M2 = macOf(two);
  const P1 = portName(one.id);
  const P2 = portName(two.id);
  return [
    {
      what: 'a vxlan device of another VNI',
      plant: [
        [FB, `ip link del ${VX}`],
        [
          b.netns,
          `ip link add ${VX} mtu 1450 netns /run/netns/${FB} type vxlan id 77 dstport 4789 local ${b.vtep} nolearning proxy`,
        ],
        [FB, `ip link set ${VX} master ${BR} up`],
      ],
      undo: [
        [FB, `ip link del ${VX}`],
        [
          b.netns,
          `ip link add ${VX} mtu 1450 netns /run/netns/${FB} type vxlan id ${VNI} dstport 4789 local ${b.vtep} nolearning proxy`,
        ],
        [
          FB,
          `ip link set ${VX} alias '{"ovnet":1,"cluster":"cluster-1","node":"${b.nodeId}","network":"net-blue"}'`,
        ],
        [FB, `ip link set ${VX} master ${BR} up`],
        [FB, `bridge fdb replace ${M1} dev ${VX} dst ${a.vtep} self permanent`],
        [FB, `ip neigh replace ${one.address} lladdr ${M1} dev ${VX} nud permanent`],
        [FB, `bridge fdb replace ${macOf(same)} dev ${VX} dst ${a.vtep} self permanent`],
        [FB, `ip neigh replace ${same.address} lladdr ${macOf(same)} dev ${VX} nud permanent`],
      ],
      named: { host: 'b', object: 'vxlan', name: VX, found: 'vni 77', wanted: `vni ${VNI}` },
      on: b,
    },
    {
      what: 'a vxlan device that is down',
      plant: [[FB, `ip link set ${VX} down`]],
      undo: [
        [FB, `ip link set ${VX} up`],
        // The kernel forgets the neighbours of a link that goes down.
        [FB, `ip neigh replace ${one.address} lladdr ${M1} dev ${VX} nud permanent`],
        [FB, `ip neigh replace ${same.address} lladdr ${macOf(same)} dev ${VX} nud permanent`],
      ],
      named: { host: 'b', object: 'vxlan', found: 'down', wanted: 'up' },
      on: b,
    },
    {
      what: 'a vxlan device of a smaller MTU',
      plant: [[FA, `ip link set ${VX} mtu 1300`]],
      undo: [
        [FA, `ip link set ${VX} mtu 1450`],
        [FA, `ip link set ${BR} mtu 1450`],
      ],
      named: { host: 'a', object: 'vxlan', found: 'mtu 1300', wanted: 'mtu 1450' },
      on: a,
    },
    {
      what: 'a vxlan device out of its bridge',
      plant: [[FA, `ip link set ${VX} nomaster`]],
      undo: [
        [FA, `ip link set ${VX} master ${BR}`],
        [FA, `ip link set ${VX} type bridge_slave learning off`],
      ],
      named: { host: 'a', object: 'vxlan', found: 'in no bridge', wanted: `in bridge ${BR}` },
      on: a,
    },
    {
      what: 'a vxlan device that unknown frames are not handed to',
      plant: [[FA, `ip link set ${VX} type bridge_slave flood off`]],
      undo: [[FA, `ip link set ${VX} type bridge_slave flood on`]],
      named: { host: 'a', object: 'vxlan', found: 'flood off' },
    },
    {
      what: 'a vxlan device that is kept apart from ports',
      plant: [[FB, `bridge link set dev ${VX} isolated on`]],
      undo: [[FB, `bridge link set dev ${VX} isolated off`]],
      named: { host: 'b', object: 'vxlan', name: VX, found: 'isolated' },
    },
    {
      what: 'a port that is locked',
      plant: [[FB, `bridge link set dev ${P2} locked on`]],
      undo: [[FB, `bridge link set dev ${P2} locked off`]],
      named: { host: 'b', object: 'port', name: P2, found: 'locked' },
    },
    {
      what: 'a queue before the tunnel that lets nothing through',
      plant: [[FA, `tc qdisc add dev ${VX} root tbf rate 1kbit burst 100 limit 100`]],
      undo: [[FA, `tc qdisc del dev ${VX} root`]],
      named: { host: 'a', object: 'vxlan', name: VX, found: 'queue tbf' },
    },
    {
      what: 'a vxlan device that is gone',
      plant: [
        [FA, `ip link property add dev ${BR} altname keep`],
        [FA, `ip link set ${VX} name vx-away`],
      ],
      undo: [[FA, `ip link set vx-away name ${VX}`]],
      named: { host: 'a', object: 'vxlan', name: VX, found: 'missing' },
      on: a,
    },
    {
      what: 'a bridge that is down',
      plant: [[FA, `ip link set ${BR} down`]],
      undo: [[FA, `ip link set ${BR} up`]],
      named: { host: 'a', object: 'bridge', name: BR, found: 'down' },
      on: a,
    },
    {
      what: 'a port that is down',
      plant: [[FA, `ip link set ${P1} down`]],
      undo: [[FA, `ip link set ${P1} up`]],
      named: { host: 'a', object: 'port', name: P1, found: 'down' },
      on: a,
    },
    {
      what: 'a port out of its bridge',
      plant: [[FB, `ip link set ${P2} nomaster`]],
      undo: [
        [FB, `ip link set ${P2} master ${BR}`],
        [FB, `ip link set ${P2} type bridge_slave learning off flood off`],
        [FB, `bridge fdb replace ${M2} dev ${P2} master static`],
      ],
      named: { host: 'b', object: 'port', name: P2, found: 'in no bridge' },
      on: b,
    },
    {
      what: 'a port bound to another MAC',
      plant: [
        [FB, `bridge fdb del ${M2} dev ${P2} master static`],
        [FB, `bridge fdb replace 02:00:00:00:00:03 dev ${P2} master static`],
      ],
      undo: [
        [FB, `bridge fdb del 02:00:00:00:00:03 dev ${P2} master static`],
        [FB, `bridge fdb replace ${M2} dev ${P2} master static`],
      ],
      named: { host: 'b', object: 'port', found: 'bound to mac 02:00:00:00:00:03' },
      on: b,
    },
  ];
}
