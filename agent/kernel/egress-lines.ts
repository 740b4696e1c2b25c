/** Operations of egress as lines for `ip -batch` in the host's namespace and as a script inside a workload's. */
import type { EgressOperation } from './port-egress.js';
import { formatGatewayMark } from './parse/egress.js';
import { ROUTE_PROTOCOL } from './parse/workload.js';
import { restoreLines } from './link-lines.js';
import { gatewayMac } from './naming.js';
import { GATEWAY_PORT_TRAITS } from './port-traits.js';
import { reachLine } from './workload.js';

type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

/** Above what network managers give (up to 1,024): a default route that is added later wins. */
export const GATEWAY_METRIC = 2048;

export interface GatewayPlace {
  readonly fabric: string;
  readonly group: number;
}

/** `rest`: the mark first, so that nothing unmarked is ever in service. */
export interface LinkLines {
  readonly add: string;
  readonly rest: readonly string[];
}

export function addGatewayLines(operation: Of<'add-gateway'>, place: GatewayPlace): LinkLines {
  const { name, mtu, address, owner, guarded } = operation;
  const mark = formatGatewayMark({ fabric: place.fabric, owner, address, guarded });
  return {
    // Without the delay, which is for STP: else the kernel tells of every port once more when its delay is over.
    add: `link add ${name} mtu ${mtu} group ${place.group} type bridge mcast_snooping 0 forward_delay 0`,
    rest: [
      `link set dev ${name} alias '${mark}'`,
      // Adding the first port would lower or raise an MTU that was never set.
      `link set dev ${name} mtu ${mtu} addrgenmode none`,
      `addr add ${address} dev ${name}`,
      `link set dev ${name} up`,
    ],
  };
}

export function repairGatewayLines(
  operation: Of<'repair-gateway'>,
  { fabric }: GatewayPlace,
): string[] {
  const { name, mtu, address, up, reach, restore = [], mark } = operation;
  return [
    ...(mark ? [`link set dev ${name} alias '${formatGatewayMark({ fabric, ...mark })}'`] : []),
    ...(mtu === undefined ? [] : [`link set dev ${name} mtu ${mtu}`]),
    ...(address === undefined ? [] : [`addr add ${address} dev ${name}`]),
    ...restoreLines(name, restore),
    ...(up ? [`link set dev ${name} up`] : []),
    ...(reach === undefined ? [] : [reachLine(reach, name)]),
  ];
}

export function addGatewayPortLines(
  operation: Of<'add-gateway-port'>,
  place: GatewayPlace,
  netns: { readonly path: string; readonly id: string },
): LinkLines {
  const { name, bridge, mtu, ifname, address, owner } = operation;
  const port = { netns: operation.netns, ifname, pin: netns.id };
  const mark = formatGatewayMark({ fabric: place.fabric, owner, address, port });
  const peer = `peer name ${ifname} netns ${netns.path} mtu ${mtu} address ${gatewayMac(address)}`;
  return {
    add: `link add ${name} mtu ${mtu} group ${place.group} type veth ${peer}`,
    rest: [
      `link set dev ${name} alias '${mark}'`,
      `link set dev ${name} addrgenmode none`,
      ...plugLines(name, bridge),
      `link set dev ${name} up`,
    ],
  };
}

/** Flags of a port are lost when it leaves its bridge. */
export function plugLines(name: string, bridge: string): string[] {
  return [
    `link set dev ${name} master ${bridge}`,
    ...restoreLines(name, ['isolated'], GATEWAY_PORT_TRAITS),
  ];
}

export function repairPortLines(operation: Of<'repair-gateway-port'>): string[] {
  const { name, master, restore = [], mtu, up } = operation;
  return [
    ...(mtu === undefined ? [] : [`link set dev ${name} mtu ${mtu}`]),
    ...(master === undefined ? [] : plugLines(name, master)),
    ...restoreLines(name, restore, GATEWAY_PORT_TRAITS),
    ...(up ? [`link set dev ${name} up`] : []),
  ];
}

/** Shell script: `ip -batch`, then the default route unless there is one. Its words are checked by `isWord`. */
export function plugScript({ ifname, address, via }: Of<'add-gateway-port'>): string {
  const lines = [
    `link set dev ${ifname} addrgenmode none`,
    `addr add ${address} dev ${ifname}`,
    `link set dev ${ifname} up`,
    'link set dev lo up',
  ];
  return script(lines, defaultRoute(ifname, via));
}

/** Something is to be done in the workload's namespace. */
export function changesInside(operation: Of<'repair-gateway-port'>): boolean {
  const { mac, mtu, up, arp, addAddresses, dropAddresses, addVia, dropVia, reach } = operation;
  const changes = [mac, mtu, up, arp, addVia, dropVia, reach];
  const has = changes.some((change) => change !== undefined);
  return has || addAddresses.length > 0 || dropAddresses.length > 0;
}

export function repairScript(operation: Of<'repair-gateway-port'>): string {
  const { ifname, mac, mtu, up, addAddresses, dropAddresses, addVia, dropVia } = operation;
  const { reach = [], arp } = operation;
  const lines = [
    ...(mac === undefined ? [] : [`link set dev ${ifname} address ${mac}`]),
    ...(mtu === undefined ? [] : [`link set dev ${ifname} mtu ${mtu}`]),
    ...(arp ? [`link set dev ${ifname} arp on`] : []),
    ...(dropVia === undefined
      ? []
      : [`route del default via ${dropVia} dev ${ifname} proto ${ROUTE_PROTOCOL}`]),
    ...dropAddresses.map((address) => `addr del ${address} dev ${ifname}`),
    ...addAddresses.map((address) => `addr add ${address} dev ${ifname}`),
    ...(up ? [`link set dev ${ifname} up`] : []),
    ...reach.map((one) => reachLine(one, ifname)),
  ];
  return script(lines, addVia === undefined ? ':' : defaultRoute(ifname, addVia));
}

function defaultRoute(ifname: string, via: string): string {
  const route = `default via ${via} dev ${ifname} proto ${ROUTE_PROTOCOL} metric ${GATEWAY_METRIC}`;
  // Beside that of a network with a router, which goes before it.
  const others = `ip -4 route show default | grep -v ' proto ${ROUTE_PROTOCOL} '`;
  return `[ -n "$(${others})" ] || ip route add ${route}`;
}

function script(lines: readonly string[], after: string): string {
  return ['set -e', "ip -batch - <<'END'", ...lines, 'END', after].join('\n');
}
