/** Plans declared endpoints: made, or changed where they can be. */
import { given } from '../client/calls.js';
import type { EndpointAnswer, EndpointBody } from '../client/shapes.js';
import { answeredPlace } from './attachments.js';
import type { Change, MemberChange } from './change.js';
import { differing, hostText, macText, parsed } from './compare.js';
import type { Declared } from './files.js';
import { labelChange, newLabels } from './labels.js';
import { within, type Faults } from './place.js';
import type { Planning } from './planning.js';

/** A declared endpoint with its references resolved to names. */
export interface Placed extends Declared<EndpointBody> {
  readonly name: string;
  readonly network: string;
  readonly node: string;
}

export function planEndpoint(
  placed: Placed,
  present: EndpointAnswer | undefined,
  plan: Planning,
): Change {
  if (present) return planPresent(placed, present, plan);
  const { body, place, name, network, node } = placed;
  const labels = newLabels({ declared: body.labels, set: plan.options.set, place }, plan.faults);
  const shown = Object.entries({ ...body, network, node }).filter(([member]) => member !== 'name');
  return {
    kind: 'endpoint',
    name: `${name}.${network}`,
    action: 'create',
    members: shown.map(([member, to]) => ({ member, to })),
    workers: plan.hosts(network),
    place,
    operation: {
      op: 'create',
      kind: 'endpoint',
      body: { ...body, network, node: `worker/${node}`, ...given({ labels }) },
    },
  };
}

function planPresent(placed: Placed, present: EndpointAnswer, plan: Planning): Change {
  const { body, place, name, network } = placed;
  const labels = labelChange(
    { declared: body.labels, present: present.labels, set: plan.options.set, place },
    plan.faults,
  );
  const aliases = body.aliases && [...new Set(body.aliases)].sort();
  const renamed = differing(given({ aliases }), present, false);
  const members = [...fixedMembers(placed, present, plan.faults), ...renamed, ...labels.members];
  const change = {
    ...(renamed.length > 0 ? given({ aliases }) : {}),
    ...(Object.keys(labels.patch).length > 0 ? { labels: labels.patch } : {}),
  };
  const { id, version } = present;
  return {
    kind: 'endpoint',
    name: `${name}.${network}`,
    action: members.length > 0 ? 'update' : 'unchanged',
    id,
    members,
    workers: renamed.length > 0 ? plan.hosts(network) : [],
    place,
    ...(members.length > 0 && {
      operation: { op: 'update', kind: 'endpoint', id, ifVersion: version, body: change },
    }),
  };
}

interface Fixed {
  readonly node?: string;
  readonly mac?: string;
  readonly attachment?: EndpointAnswer['attachment'] | undefined;
}

function fixedMembers(
  { body, place, node }: Placed,
  present: EndpointAnswer,
  faults: Faults,
): MemberChange[] {
  const { mac, addresses, attachment } = body;
  const plain = given({
    node: node === present.nodeName ? undefined : node,
    mac: mac && parsed(mac, macText, within(place, '/mac'), faults),
    attachment: attachment && answeredPlace(attachment),
  });
  const current: Fixed = {
    node: present.nodeName,
    mac: present.mac,
    attachment: present.attachment,
  };
  const hosts = present.addresses.map(hostText);
  const missing = (addresses ?? []).some((text, i) => {
    const host = parsed(text, hostText, within(place, `/addresses/${i}`), faults);
    return host !== undefined && !hosts.includes(host);
  });
  return [
    ...differing(plain, current, true),
    ...(missing
      ? [{ member: 'addresses', from: present.addresses, to: addresses, immutable: true } as const]
      : []),
  ];
}

export function removeEndpoint(endpoint: EndpointAnswer, workers: readonly string[]): Change {
  const { id, name, networkName, version } = endpoint;
  return {
    kind: 'endpoint',
    name: `${name}.${networkName}`,
    action: 'delete',
    id,
    members: [],
    workers,
    operation: { op: 'delete', kind: 'endpoint', id, ifVersion: version },
  };
}
