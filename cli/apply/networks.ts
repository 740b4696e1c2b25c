/** Plans declared networks: made, changed where they can be, and their subnets as objects of their own. */
import { given } from '../client/calls.js';
import type { NetworkAnswer, NetworkBody } from '../client/shapes.js';
import type { Change, MemberChange } from './change.js';
import { differing } from './compare.js';
import type { Declared } from './files.js';
import { labelChange, newLabels } from './labels.js';
import { within } from './place.js';
import type { Planning } from './planning.js';
import { planSubnets } from './subnets.js';

export function planNetwork(
  { body, place }: Declared<NetworkBody>,
  present: NetworkAnswer | undefined,
  plan: Planning,
): Change[] {
  const { options, faults } = plan;
  if (present) return planPresent({ body, place }, present, plan);
  const labels = newLabels({ declared: body.labels, set: options.set, place }, faults);
  return [
    {
      kind: 'network',
      name: body.name,
      action: 'create',
      members: membersOf(body),
      workers: plan.hosts(body.name),
      place,
      operation: { op: 'create', kind: 'network', body: { ...body, ...given({ labels }) } },
    },
  ];
}

function planPresent(
  { body, place }: Declared<NetworkBody>,
  present: NetworkAnswer,
  plan: Planning,
): Change[] {
  const { set } = plan.options;
  const { vni, internal, encrypted, mtu, flood } = body;
  const labels = labelChange(
    { declared: body.labels, present: present.labels, set, place },
    plan.faults,
  );
  const asked = { ...present, mtu: present.requestedMtu ?? null };
  const settings = differing(given({ mtu, flood }), asked, false);
  const ipv6 = addsIpv6(body) ? undefined : body.ipv6;
  const fixed = differing(given({ vni, internal, encrypted, ipv6 }), present, true);
  const members = [...fixed, ...settings, ...labels.members];
  const subnets = planSubnets({ body, place: within(place, '/subnets') }, present, plan);
  const changed = members.length > 0;
  const guard = subnets.some(({ action }) => action === 'create' || action === 'delete');
  const change: Change = {
    kind: 'network',
    name: present.name,
    action: changed ? 'update' : 'unchanged',
    id: present.id,
    members,
    workers: settings.length > 0 ? plan.hosts(present.name) : [],
    place,
    ...(changed || guard ? { operation: updateOf(present, body, members, labels.patch) } : {}),
  };
  return [change, ...subnets];
}

/** A subnet that is declared makes it so. */
function addsIpv6({ ipv6, subnets = [] }: NetworkBody): boolean {
  return ipv6 === true && subnets.some(({ cidr = '' }) => cidr.includes(':'));
}

/** Also without a member to change it holds the network to its version, for the subnets that follow. */
function updateOf(
  { id, version }: NetworkAnswer,
  { mtu, flood }: NetworkBody,
  members: readonly MemberChange[],
  labels: object,
): NonNullable<Change['operation']> {
  const changed = (name: string): boolean => members.some(({ member }) => member === name);
  const body = {
    ...(changed('mtu') ? given({ mtu }) : {}),
    ...(changed('flood') ? given({ flood }) : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
  return { op: 'update', kind: 'network', id, ifVersion: version, body };
}

/** As they are declared, for a diff. */
export function membersOf(body: object): MemberChange[] {
  return Object.entries(body)
    .filter(([member, to]) => member !== 'name' && to !== undefined)
    .map(([member, to]) => ({ member, to: to as unknown }));
}

export function removeNetwork(
  { id, name, version }: NetworkAnswer,
  workers: readonly string[],
): Change {
  return {
    kind: 'network',
    name,
    action: 'delete',
    id,
    members: [],
    workers,
    operation: { op: 'delete', kind: 'network', id, ifVersion: version },
  };
}
