/** Plans the subnets of a network that exists: added, or removed by a prune; nothing of one can be changed. */
import { given } from '../client/calls.js';
import type { NetworkAnswer, NetworkBody, SubnetAnswer, SubnetBody } from '../client/shapes.js';
import { subnetName, type Change, type MemberChange } from './change.js';
import { cidrText, differing, ipText, parsed } from './compare.js';
import type { Declared } from './files.js';
import { within, type Place } from './place.js';
import type { Planning } from './planning.js';

interface Wanted {
  readonly body: SubnetBody;
  readonly place: Place;
  /** Undefined: any one, or the next free one of the pools. */
  readonly cidr: string | undefined;
}

/** A network without the member `subnets` says nothing about them. */
export function planSubnets(
  { body, place }: Declared<NetworkBody>,
  network: NetworkAnswer,
  plan: Planning,
): Change[] {
  if (body.subnets === undefined) return [];
  const wanted = body.subnets.map((subnet, i): Wanted => {
    const at = within(place, `/${i}`);
    const { cidr } = subnet;
    const text = cidr && parsed(cidr, cidrText, within(at, '/cidr'), plan.faults);
    return { body: subnet, place: at, cidr: text === '' ? undefined : text };
  });
  const workers = plan.hosts(network.name);
  const matches = match(wanted, network.subnets);
  const kept = new Set([...matches.values()].map(({ id }) => id));
  const declared = wanted.map((one) => {
    const present = matches.get(one);
    return present ? planPresent(one, present, network, plan) : create(one, network, workers);
  });
  const removed = absent(network, kept, body, plan).map((subnet) =>
    remove(subnet, network, workers),
  );
  // The last subnet of a network cannot be removed: then the new ones come first.
  return kept.size === 0 ? [...declared, ...removed] : [...removed, ...declared];
}

/** By CIDR; those without one take what is left, in order. */
function match(
  wanted: readonly Wanted[],
  present: readonly SubnetAnswer[],
): Map<Wanted, SubnetAnswer> {
  const left = new Map(present.map((subnet) => [subnet.cidr, subnet]));
  const found = new Map<Wanted, SubnetAnswer>();
  const named = wanted.filter(({ cidr }) => cidr !== undefined);
  const unnamed = wanted.filter(({ cidr }) => cidr === undefined);
  for (const one of [...named, ...unnamed]) {
    const subnet = one.cidr === undefined ? [...left.values()][0] : left.get(one.cidr);
    if (!subnet) continue;
    left.delete(subnet.cidr);
    found.set(one, subnet);
  }
  return found;
}

function planPresent(
  { body, place }: Wanted,
  present: SubnetAnswer,
  network: NetworkAnswer,
  { faults }: Planning,
): Change {
  const { gateway, range, reserved } = body;
  const declared = given({
    gateway: gateway && parsed(gateway, ipText, within(place, '/gateway'), faults),
    range: range && parsed(range, cidrText, within(place, '/range'), faults),
    reserved:
      reserved &&
      [
        ...new Set(
          reserved.map(
            (ip, i) => parsed(ip, ipText, within(place, `/reserved/${i}`), faults) ?? ip,
          ),
        ),
      ].sort(),
  });
  const members = differing<Partial<SubnetAnswer>>(declared, present, true);
  return {
    kind: 'subnet',
    name: subnetName(present.cidr, network.name),
    action: members.length > 0 ? 'update' : 'unchanged',
    id: present.id,
    members,
    workers: [],
    place,
  };
}

function create(
  { body, place, cidr }: Wanted,
  network: NetworkAnswer,
  workers: readonly string[],
): Change {
  const members: MemberChange[] = Object.entries(body).map(([member, to]) => ({ member, to }));
  return {
    kind: 'subnet',
    name: subnetName(cidr ?? 'next free', network.name),
    action: 'create',
    members,
    workers,
    place,
    operation: { op: 'create', kind: 'subnet', body: { network: network.id, ...body } },
  };
}

/** A declared network belongs to the set, and so do its subnets; one that `ipv6: true` stands for is declared by it. */
function absent(
  network: NetworkAnswer,
  kept: ReadonlySet<string>,
  { ipv6 }: NetworkBody,
  { options }: Planning,
): SubnetAnswer[] {
  if (!options.prune) return [];
  return network.subnets.filter(
    ({ id, cidr }) => !kept.has(id) && !(ipv6 === true && cidr.includes(':')),
  );
}

function remove(
  { id, cidr, version }: SubnetAnswer,
  network: NetworkAnswer,
  workers: readonly string[],
): Change {
  return {
    kind: 'subnet',
    name: subnetName(cidr, network.name),
    action: 'delete',
    id,
    members: [],
    workers,
    operation: {
      op: 'delete',
      kind: 'subnet',
      id,
      ifVersion: version,
      body: { network: network.id },
    },
  };
}
