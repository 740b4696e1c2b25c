/** Operations on links and rows as lines for `ip -batch` and `bridge -batch`. */
import { isPlainDestination } from './parse/destination.js';
import { formatMark, type LinkMark } from './parse/owner-mark.js';
import type { Operation } from './port.js';
import {
  ARP_TRAIT,
  BRIDGE_TRAITS,
  bridgeTraitsIn,
  FORWARDING,
  isPortTrait,
  isVxlanTrait,
  PORT_TRAITS,
  VXLAN_TRAITS,
  type PortTrait,
  type PortTraits,
  type Trait,
} from './port-traits.js';
import type { RowOperation } from './port-row-mirror.js';

type Of<Name extends Operation['op']> = Extract<Operation, { op: Name }>;
/** The lines after the one that makes the bridge: mark first, so that nothing unmarked is ever in service. */
export function addBridgeLines(operation: Of<'add-bridge'>): { add: string; rest: string[] } {
  const { name, mtu, group, owner } = operation;
  return {
    // Without the delay, which is for STP: else the kernel tells of every port once more when its delay is over.
    add: `link add ${name} mtu ${mtu} group ${group} type bridge mcast_snooping 0 forward_delay 0`,
    rest: [
      markLine(name, { owner, port: undefined }),
      // Adding the first port would lower or raise an MTU that was never set.
      `link set dev ${name} mtu ${mtu} addrgenmode none`,
      `link set dev ${name} up`,
    ],
  };
}

/** `add` runs in the host's namespace, where the UDP socket then stays. */
export function addVxlanLines(
  operation: Of<'add-vxlan'>,
  fabricPath: string,
): { add: string; rest: string[] } {
  const { name, mtu, group, owner, vni, local, port, bridge } = operation;
  const device = `link add ${name} mtu ${mtu} group ${group} netns ${fabricPath}`;
  return {
    add: `${device} type vxlan id ${vni} dstport ${port} local ${local} nolearning proxy`,
    rest: [
      markLine(name, { owner, port: undefined }),
      `link set dev ${name} addrgenmode none`,
      `link set dev ${name} master ${bridge}`,
      `link set dev ${name} type bridge_slave learning off`,
      `link set dev ${name} up`,
    ],
  };
}

export function addPortLines(
  operation: Of<'add-port'>,
  netns: { readonly path: string; readonly id: string },
): { add: string; rest: string[] } {
  const { name, mtu, group, mac, ifname, bridge, owner, endpointId } = operation;
  const peer = `peer name ${ifname} netns ${netns.path} mtu ${mtu} address ${mac}`;
  const port = { endpoint: endpointId, netns: operation.netns, ifname, pin: netns.id };
  return {
    add: `link add ${name} mtu ${mtu} group ${group} type veth ${peer}`,
    rest: [
      markLine(name, { owner, port }),
      `link set dev ${name} addrgenmode none`,
      `link set dev ${name} master ${bridge}`,
      guardLine(name),
      `link set dev ${name} up`,
    ],
  };
}

export function repairLinkLines(operation: Of<'repair-link'>): string[] {
  const { name, master, mtu, up, restore = [], mark } = operation;
  return [
    ...(mark === undefined ? [] : [markLine(name, { owner: mark, port: undefined })]),
    ...(mtu === undefined ? [] : [`link set dev ${name} mtu ${mtu}`]),
    ...(master === undefined ? [] : [`link set dev ${name} master ${master}`]),
    // Flags of a bridge port are lost when it leaves; ports of endpoints are pinned by an operation of their own.
    ...(master === undefined ? [] : [`link set dev ${name} type bridge_slave learning off`]),
    ...restoreLines(name, restore),
    ...(up ? [`link set dev ${name} up`] : []),
  ];
}

/** `wanted`: of a port. */
export function restoreLines(
  name: string,
  traits: readonly Trait[],
  wanted: PortTraits = PORT_TRAITS,
): string[] {
  const line = (kind: string, words: readonly string[]): string[] =>
    words.length === 0 ? [] : [`link set dev ${name} type ${kind} ${words.join(' ')}`];
  return [
    ...line(
      'bridge_slave',
      traits.filter(isPortTrait).map((trait) => `${trait} ${wordOf(wanted[trait])}`),
    ),
    ...line(
      'vxlan',
      traits.filter(isVxlanTrait).map((trait) => `${trait} ${VXLAN_TRAITS[trait]}`),
    ),
    // One by one: the kernel has an order of its own for what one request says.
    ...bridgeTraitsIn(traits).flatMap((trait) =>
      line('bridge', [`${trait} ${BRIDGE_TRAITS[trait]}`]),
    ),
    ...(traits.includes(ARP_TRAIT) ? [`link set dev ${name} arp on`] : []),
  ];
}

/** States of a port are numbers where they are set. */
function wordOf(value: PortTraits[PortTrait]): string {
  return value === 'forwarding' ? String(FORWARDING) : value;
}

/** Frames for unknown destinations do not reach the port, and it teaches the bridge nothing. */
export function guardLine(name: string): string {
  return `link set dev ${name} type bridge_slave learning off flood off`;
}

export function pinLine(name: string, mac: string): string {
  return `fdb replace ${mac} dev ${name} master static`;
}

export function unpinLine(name: string, mac: string): string {
  return `fdb del ${mac} dev ${name} master`;
}

export function rowLine(row: RowOperation): string {
  switch (row.op) {
    case 'replace-fdb':
      return `fdb replace ${row.mac} dev ${row.dev} dst ${row.dst} self permanent`;
    case 'append-fdb':
      return `fdb append ${row.mac} dev ${row.dev} dst ${row.dst} self permanent`;
    case 'delete-fdb':
      return `fdb del ${row.mac} dev ${row.dev} ${isPlainDestination(row.dst) ? `dst ${row.dst} ` : ''}self`;
    case 'replace-neighbour':
      return `neigh replace ${row.address} lladdr ${row.mac} dev ${row.dev} nud permanent`;
    case 'delete-neighbour':
      return `neigh del ${row.address} dev ${row.dev}`;
  }
}

function markLine(name: string, mark: LinkMark): string {
  return `link set dev ${name} alias '${formatMark(mark)}'`;
}

/** A word that batch mode takes as one argument and not as an option. */
export function isWord(text: string): boolean {
  return /^[A-Za-z0-9_./:@%+=,][-A-Za-z0-9_./:@%+=,]*$/.test(text);
}
