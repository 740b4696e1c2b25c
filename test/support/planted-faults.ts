/** Faults of two hosts on the way from the first workload to the second, and which hop a trace names for each. */
import { bridgeName, portName, vxlanName } from '../../agent/kernel/naming.js';
import { linkFaults } from './planted-link-faults.js';
import { macOf, VNI, type Fault, type TraceLab } from './trace-lab.js';

const VX = vxlanName(VNI);

export function plantedFaults(lab: TraceLab): readonly Fault[] {
  return [
    ...entryFaults(lab),
    ...linkFaults(lab),
    ...workloadFaults(lab),
    ...filterFaults(lab),
    ...underlayFaults(lab),
  ];
}

function entryFaults({ a, b, one, two, same }: TraceLab): readonly Fault[] {
  const FA = a.fabric;
  const FB = b.fabric;
  const M1 = macOf(one);
  const M2 = macOf(two);
  return [
    {
      what: 'a missing FDB entry',
      plant: [[FA, `bridge fdb del ${M2} dev ${VX} dst ${b.vtep} self`]],
      undo: [[FA, `bridge fdb replace ${M2} dev ${VX} dst ${b.vtep} self permanent`]],
      named: { host: 'a', way: 'there', object: 'fdb', name: `${M2} on ${VX}`, found: 'missing' },
      on: a,
    },
    {
      what: 'an FDB entry to another host',
      plant: [[FA, `bridge fdb replace ${M2} dev ${VX} dst 192.0.2.77 self permanent`]],
      undo: [[FA, `bridge fdb replace ${M2} dev ${VX} dst ${b.vtep} self permanent`]],
      named: { host: 'a', object: 'fdb', found: 'dst 192.0.2.77', wanted: `dst ${b.vtep}` },
      on: a,
    },
    {
      what: 'an FDB entry to another port and VNI of the right host',
      plant: [
        [FA, `bridge fdb replace ${M2} dev ${VX} dst ${b.vtep} port 4790 vni 77 self permanent`],
      ],
      undo: [[FA, `bridge fdb replace ${M2} dev ${VX} dst ${b.vtep} self permanent`]],
      named: {
        ...{ host: 'a', object: 'fdb', name: `${M2} on ${VX}`, wanted: `dst ${b.vtep}` },
        found: `dst ${b.vtep} port 4790 vni 77`,
      },
      on: a,
    },
    {
      what: 'an entry of the bridge that leads away from the tunnel',
      plant: [[FA, `bridge fdb add ${M2} dev ${portName(same.id)} master static`]],
      undo: [[FA, `bridge fdb del ${M2} dev ${portName(same.id)} master`]],
      named: {
        ...{ host: 'a', object: 'fdb', name: `${M2} in ${bridgeName(VNI)}` },
        ...{ found: `to ${portName(same.id)}`, wanted: 'to the tunnel' },
      },
    },
    {
      what: 'a missing FDB entry on the way back',
      plant: [[FB, `bridge fdb del ${M1} dev ${VX} dst ${a.vtep} self`]],
      undo: [[FB, `bridge fdb replace ${M1} dev ${VX} dst ${a.vtep} self permanent`]],
      named: { host: 'b', way: 'back', object: 'fdb', name: `${M1} on ${VX}`, found: 'missing' },
      on: b,
    },
    {
      what: 'a missing neighbour',
      plant: [[FA, `ip neigh del ${two.address} dev ${VX}`]],
      undo: [[FA, `ip neigh replace ${two.address} lladdr ${M2} dev ${VX} nud permanent`]],
      named: { host: 'a', object: 'neighbour', name: `${two.address} on ${VX}`, found: 'missing' },
      on: a,
    },
    {
      what: 'a neighbour with another MAC',
      plant: [
        [FA, `ip neigh replace ${two.address} lladdr 02:00:00:00:00:01 dev ${VX} nud permanent`],
      ],
      undo: [[FA, `ip neigh replace ${two.address} lladdr ${M2} dev ${VX} nud permanent`]],
      named: { host: 'a', object: 'neighbour', found: 'lladdr 02:00:00:00:00:01' },
      on: a,
    },
  ];
}

function workloadFaults({ a, b, one, two }: TraceLab): readonly Fault[] {
  const M2 = macOf(two);
  return [
    {
      what: 'another MAC in the workload it goes to',
      plant: [[two.netns, 'ip link set eth0 address 02:00:00:00:00:02']],
      undo: [[two.netns, `ip link set eth0 address ${M2}`]],
      named: {
        host: 'b',
        object: 'interface',
        found: 'mac 02:00:00:00:00:02',
        wanted: `mac ${M2}`,
      },
      on: b,
    },
    {
      what: 'an interface that is down',
      plant: [[one.netns, 'ip link set eth0 down']],
      undo: [[one.netns, 'ip link set eth0 up']],
      named: { host: 'a', object: 'interface', name: `eth0 in ${one.netns}`, found: 'down' },
      on: a,
    },
    {
      what: 'an address that is gone',
      plant: [[two.netns, `ip addr del ${two.address}/24 dev eth0`]],
      undo: [[two.netns, `ip addr add ${two.address}/24 dev eth0`]],
      named: {
        ...{ host: 'b', object: 'address', found: 'missing' },
        name: `${two.address}/24 on eth0 in ${two.netns}`,
      },
      on: b,
    },
    {
      what: 'a route of the workload to elsewhere',
      plant: [[one.netns, `ip route add blackhole ${two.address}/32`]],
      undo: [[one.netns, `ip route del blackhole ${two.address}/32`]],
      named: { host: 'a', object: 'route', name: `to ${two.address} in ${one.netns}` },
    },
    {
      what: 'a missing route of the workload',
      plant: [[one.netns, 'ip route del 10.0.0.0/24 dev eth0']],
      undo: [
        [one.netns, `ip route add 10.0.0.0/24 dev eth0 proto kernel scope link src ${one.address}`],
      ],
      named: { host: 'a', object: 'route', found: 'Network is unreachable', wanted: 'dev eth0' },
    },
    {
      what: 'a neighbour that the workload was told wrongly',
      plant: [
        [
          one.netns,
          `ip neigh replace ${two.address} lladdr 02:00:00:00:00:04 dev eth0 nud permanent`,
        ],
      ],
      undo: [[one.netns, `ip neigh del ${two.address} dev eth0`]],
      named: { host: 'a', object: 'neighbour', name: `${two.address} on eth0 in ${one.netns}` },
    },
  ];
}

function filterFaults({ a, b }: TraceLab): readonly Fault[] {
  return [
    {
      what: 'a drop of tunnel packets in INPUT',
      plant: [[b.netns, 'iptables -I INPUT -p udp --dport 4789 -j DROP']],
      undo: [[b.netns, 'iptables -D INPUT -p udp --dport 4789 -j DROP']],
      named: {
        ...{ host: 'b', object: 'firewall', name: `INPUT: udp 4789 from ${a.vtep}` },
        found: 'dropped by -A INPUT -p udp -m udp --dport 4789 -j DROP',
      },
      on: b,
    },
    {
      what: 'a drop before INPUT, of the answers',
      plant: [[a.netns, `iptables -t raw -A PREROUTING -s ${b.vtep}/32 -j DROP`]],
      undo: [[a.netns, `iptables -t raw -D PREROUTING -s ${b.vtep}/32 -j DROP`]],
      named: {
        ...{ host: 'a', way: 'back', object: 'firewall' },
        found: `dropped by -A PREROUTING -s ${b.vtep}/32 -j DROP`,
      },
    },
    {
      what: 'a drop of what is sent',
      plant: [
        [a.netns, `iptables -A OUTPUT -p udp -d ${b.vtep} -m multiport --dports 53,4789 -j REJECT`],
      ],
      undo: [
        [a.netns, `iptables -D OUTPUT -p udp -d ${b.vtep} -m multiport --dports 53,4789 -j REJECT`],
      ],
      named: { host: 'a', object: 'firewall', name: `OUTPUT: udp 4789 from ${a.vtep}` },
    },
  ];
}

/** Of tables that iptables does not show; to be planted where there is `nft`. */
export function nftFaults({ a, b }: TraceLab): readonly Fault[] {
  const table = (
    netns: string,
    name: string,
    lines: readonly string[],
  ): readonly [string, string] => [
    netns,
    `sh -c 'printf "%s\\n" "$@" | nft -f -' sh "table ${name} {" ${lines.map((line) => `"${line}"`).join(' ')} "}"`,
  ];
  const input = 'type filter hook input priority -5; policy accept;';
  return [
    {
      what: 'a rule of nft that drops what comes in',
      plant: [
        table(b.netns, 'inet guard', [
          'set ports { type inet_service; elements = { 53, 4789 }; }',
          'chain deep {',
          `ip saddr ${a.vtep} counter drop`,
          '}',
          'chain in {',
          input,
          'udp dport @ports jump deep',
          '}',
        ]),
      ],
      undo: [[b.netns, 'nft delete table inet guard']],
      named: {
        ...{ host: 'b', way: 'there', object: 'firewall', name: `INPUT: udp 4789 from ${a.vtep}` },
        found: /^dropped by nft inet guard deep: rule of handle \d+$/ as unknown as string,
      },
    },
    {
      what: 'a policy of nft that drops what goes out',
      plant: [
        table(a.netns, 'ip strict', [
          'chain out {',
          'type filter hook output priority 0; policy drop;',
          'oifname lo accept',
          'ip protocol icmp accept',
          '}',
        ]),
      ],
      undo: [[a.netns, 'nft delete table ip strict']],
      named: {
        ...{ host: 'a', object: 'firewall', name: `OUTPUT: udp 4789 from ${a.vtep}` },
        found: 'dropped by nft ip strict out: policy drop',
      },
    },
  ];
}

function underlayFaults({ a, b }: TraceLab): readonly Fault[] {
  const LAN = a.netns.replace(/a$/, 'lan');
  return [
    {
      what: 'a missing route of the underlay',
      plant: [[a.netns, 'ip route del 192.0.2.0/24 dev eth0']],
      undo: [[a.netns, `ip route add 192.0.2.0/24 dev eth0 proto kernel scope link src ${a.vtep}`]],
      named: { host: 'a', object: 'underlay', name: `route to ${b.vtep}` },
    },
    {
      what: 'a route of the underlay on the way back that leads to no other host',
      plant: [[b.netns, `ip route add ${a.vtep} dev lo`]],
      undo: [[b.netns, `ip route del ${a.vtep} dev lo`]],
      named: { host: 'b', object: 'underlay', name: `route to ${a.vtep}`, found: 'leads to lo' },
    },
    {
      what: 'an underlay device of too small an MTU',
      plant: [[a.netns, 'ip link set eth0 mtu 1400']],
      undo: [[a.netns, 'ip link set eth0 mtu 1500']],
      named: {
        ...{ host: 'a', object: 'underlay', name: 'device eth0', found: 'mtu 1400' },
        advice: 'raise it, or: ovctl network update blue --mtu 1350',
      },
    },
    {
      what: 'an underlay device of the other host that is down',
      plant: [[b.netns, 'ip link set eth0 down']],
      undo: [[b.netns, 'ip link set eth0 up']],
      named: { host: 'b', object: 'underlay' },
    },
    {
      what: 'a cut between the hosts',
      plant: [[LAN, 'ip link set up-b nomaster']],
      undo: [[LAN, 'ip link set up-b master lan']],
      named: { host: 'a', object: 'underlay', name: `${a.vtep} to ${b.vtep}`, state: 'doubtful' },
    },
  ];
}
