/** Steps of egress, read as what differs: found against wanted. Pure. */
import { placeText } from '../kernel/naming.js';
import type { EgressOperation, EgressRules, ObservedEgress } from '../kernel/port-egress.js';
import { GATEWAY_PORT_TRAITS } from '../kernel/port-traits.js';
import {
  endFindings,
  linkFindings,
  missing,
  subnetText,
  surplus,
  type Finding,
} from './link-differences.js';

type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

type Finders = {
  readonly [K in EgressOperation['op']]: (
    operation: Of<K>,
    egress: ObservedEgress | undefined,
  ) => readonly Finding[];
};

const FINDERS: Finders = {
  'add-gateway': ({ name, address }, egress) => {
    const found = egress?.gateways.has(name) ? 'another' : null;
    return [{ object: 'gateway', name, found, wanted: `address ${address}` }];
  },
  'add-gateway-port': ({ name, ifname, netns, address }, egress) => {
    const found = egress?.gatewayPorts.get(name)?.peerState ?? null;
    const wanted = `${ifname} in ${netns}, address ${address}`;
    return [{ object: 'gateway-port', name, found, wanted }];
  },
  'repair-gateway': repairedGateway,
  'repair-gateway-port': repairedPort,
  'delete-gateway-link': ({ name }, egress) => {
    const object = egress?.gateways.has(name) ? 'gateway' : 'gateway-port';
    return [surplus(object, name)];
  },
  'write-egress': firewall,
  'remove-egress': firewall,
};

export function egressFindings(
  operation: EgressOperation,
  egress: ObservedEgress | undefined,
): readonly Finding[] {
  const finder = FINDERS[operation.op] as (
    operation: EgressOperation,
    egress: ObservedEgress | undefined,
  ) => readonly Finding[];
  return finder(operation, egress);
}

function repairedGateway(
  operation: Of<'repair-gateway'>,
  egress: ObservedEgress | undefined,
): readonly Finding[] {
  const { name, address, reach, mark } = operation;
  return [
    ...(mark ? [{ object: 'gateway', name, found: 'another mark', wanted: 'marked' }] : []),
    ...linkFindings({ object: 'gateway', name }, operation, egress?.gateways.get(name)),
    ...(address === undefined ? [] : [missing('address', `${name} ${address}`)]),
    ...(reach === undefined ? [] : [missing('route', `${name} ${subnetText(reach)}`)]),
  ];
}

/** Of both ends of its veth that one is told of which differs. */
function repairedPort(
  operation: Of<'repair-gateway-port'>,
  egress: ObservedEgress | undefined,
): readonly Finding[] {
  const { name, ifname, master, restore, mtu, up, mac, arp } = operation;
  const port = egress?.gatewayPorts.get(name);
  const at = placeText(operation);
  const differs = (end: { mtu: number; up: boolean } | undefined) => ({
    ...(mtu !== undefined && end?.mtu !== mtu && { mtu }),
    ...(up && end?.up !== true && { up }),
  });
  const outside = {
    ...differs(port),
    ...(master !== undefined && { master }),
    ...(restore && { restore }),
  };
  const inside = {
    ifname,
    ...differs(port?.peer),
    ...(mac !== undefined && { mac }),
    ...(arp && { arp }),
  };
  return [
    ...linkFindings({ object: 'gateway-port', name }, outside, port, GATEWAY_PORT_TRAITS),
    ...endFindings({ object: 'interface', name: at }, inside, port?.peer),
    ...routeFindings(operation, at),
  ];
}

function routeFindings(operation: Of<'repair-gateway-port'>, at: string): readonly Finding[] {
  const { addAddresses, dropAddresses, addVia, dropVia, reach = [] } = operation;
  const way = (via: string) => `${at} default via ${via}`;
  return [
    ...addAddresses.map((address) => missing('address', `${at} ${address}`)),
    ...dropAddresses.map((address) => surplus('address', `${at} ${address}`)),
    ...reach.map((address) => missing('route', `${at} ${subnetText(address)}`)),
    ...(addVia === undefined ? [] : [missing('route', way(addVia))]),
    ...(dropVia === undefined ? [] : [surplus('route', way(dropVia))]),
  ];
}

function firewall(
  operation: Of<'write-egress' | 'remove-egress'>,
  egress: ObservedEgress | undefined,
): readonly Finding[] {
  const seen = egress?.rules;
  const forwards = egress?.forwarding ? '' : '; no forwarding';
  const present = seen ? `${text(seen)}${forwards}` : 'altered';
  const found = egress?.present ? present : null;
  const wanted = operation.op === 'write-egress' ? text(operation) : null;
  return [{ object: 'firewall', name: 'FORWARD', found, wanted }];
}

function text({ bridge, subnet, closed, guard }: EgressRules): string {
  const others = closed.length === 0 ? '' : `, not into ${closed.join(',')}`;
  return `${subnet} from ${bridge}${others}${guard ? ', guarded' : ''}`;
}
