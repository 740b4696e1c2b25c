/** Steps of egress, read as what differs: found against wanted. Pure. */
import type { Difference } from '../../model/inspection.js';
import type { EgressOperation, EgressRules, ObservedEgress } from '../kernel/port-egress.js';

type Finding = Pick<Difference, 'object' | 'name' | 'found' | 'wanted'>;
type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

type Finders = {
  readonly [K in EgressOperation['op']]: (
    operation: Of<K>,
    egress: ObservedEgress | undefined,
  ) => Finding;
};

const FINDERS: Finders = {
  'add-gateway': ({ name, address }, egress) => {
    const found = egress?.gateways.has(name) ? 'another' : null;
    return { object: 'gateway', name, found, wanted: `address ${address}` };
  },
  'add-gateway-port': ({ name, ifname, netns, address }, egress) => {
    const found = egress?.gatewayPorts.get(name)?.peerState ?? null;
    const wanted = `${ifname} in ${netns}, address ${address}`;
    return { object: 'gateway-port', name, found, wanted };
  },
  'repair-gateway': (operation) => ({ object: 'gateway', ...changed(operation) }),
  'repair-gateway-port': (operation) => ({ object: 'gateway-port', ...changed(operation) }),
  'delete-gateway-link': ({ name }, egress) => {
    const object = egress?.gateways.has(name) ? 'gateway' : 'gateway-port';
    return { object, name, found: 'present', wanted: null };
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
  ) => Finding;
  return [finder(operation, egress)];
}

/** Not changed by an operation: where it is done. */
const PLACE: readonly string[] = ['op', 'name', 'netns', 'ifname'];

/** What is to be set, as `member value` each. */
function changed(operation: Of<'repair-gateway' | 'repair-gateway-port'>): Omit<Finding, 'object'> {
  const wanted = Object.entries(operation)
    .filter(([member, value]) => !PLACE.includes(member) && String(value) !== '')
    .map(([member, value]) => `${member} ${String(value)}`);
  return { name: operation.name, found: 'different', wanted: wanted.join(', ') };
}

function firewall(
  operation: Of<'write-egress' | 'remove-egress'>,
  egress: ObservedEgress | undefined,
): Finding {
  const seen = egress?.rules;
  const forwards = egress?.forwarding ? '' : '; no forwarding';
  const present = seen ? `${text(seen)}${forwards}` : 'altered';
  return {
    object: 'firewall',
    name: 'FORWARD',
    found: egress?.present ? present : null,
    wanted: operation.op === 'write-egress' ? text(operation) : null,
  };
}

function text({ bridge, subnet, closed, guard }: EgressRules): string {
  const others = closed.length === 0 ? '' : `, not into ${closed.join(',')}`;
  return `${subnet} from ${bridge}${others}${guard ? ', guarded' : ''}`;
}
