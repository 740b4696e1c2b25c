/** Entries of desired sets on the wire: model/desired.ts ↔ desired.proto. One that a worker cannot take is told as such. */
import { attachmentFault } from '../model/attachment.js';
import type { DesiredEntry, DesiredKey } from '../model/desired.js';
import type { EndpointSpec, MemberSpec, NetworkSpec, SubnetSpec } from '../model/desired.js';
import { entryFault } from '../model/desired-form.js';
import { OvnetError } from '../model/errors.js';
import type { Attachment, TapOwner } from '../model/objects.js';
import { matching, type ovnet } from './wire.js';

type Wire = ovnet.v1.DesiredEntry.$Properties;

const ID = /^[\x21-\x7e]+$/;
const KEY = /^(network|subnet|member|endpoint)\/[\x21-\x7e]+$/;

export function entryToWire(entry: DesiredEntry): ovnet.v1.DesiredEntry.$Properties {
  switch (entry.kind) {
    case 'network':
      return { network: entry.value };
    case 'subnet':
      return { subnet: entry.value };
    case 'member':
      return { member: entry.value };
    case 'endpoint':
      // Is only read, and what is undefined is not encoded.
      return { endpoint: wellFormed(entry.value) as ovnet.v1.EndpointSpec.$Properties };
  }
}

/** protobuf strings are UTF-8, which has no lone surrogates: what stands for them is what digests are summed of. */
function wellFormed(value: EndpointSpec): EndpointSpec {
  const { attachment } = value;
  if (!attachment) return value;
  const { netns, ifname } = attachment;
  if (netns.isWellFormed() && ifname.isWellFormed()) return value;
  const place = { netns: netns.toWellFormed(), ifname: ifname.toWellFormed() };
  return { ...value, attachment: { ...attachment, ...place } };
}

/**
 * Entries of kinds that this version does not know are left out; what has not its form is an entry with a `fault`.
 * @throws OvnetError `invalid-message` for an entry without a readable id.
 */
export function entriesFromWire(entries: readonly Wire[] | null | undefined): DesiredEntry[] {
  const known: DesiredEntry[] = [];
  for (const wire of entries ?? []) {
    const entry = entryFromWire(wire);
    if (entry) known.push(entry);
  }
  return known;
}

export function entryFromWire(wire: Wire): DesiredEntry | undefined {
  const entry = readEntry(wire);
  const fault = entry && entryFault(entry);
  return fault ? { ...entry, fault } : entry;
}

function readEntry(wire: Wire): DesiredEntry | undefined {
  if (wire.network) {
    const value = networkFromWire(wire.network);
    return { kind: 'network', id: value.id, value };
  }
  if (wire.subnet) {
    const value = subnetFromWire(wire.subnet);
    return { kind: 'subnet', id: value.id, value };
  }
  if (wire.member) {
    const value = memberFromWire(wire.member);
    return { kind: 'member', id: value.nodeId, value };
  }
  if (wire.endpoint) {
    const value = endpointFromWire(wire.endpoint);
    return { kind: 'endpoint', id: value.id, value };
  }
  return undefined;
}

export function keyFromWire(key: string): DesiredKey {
  matching(key, KEY, 'removal');
  return key as DesiredKey;
}

function networkFromWire(wire: ovnet.v1.NetworkSpec.$Properties): NetworkSpec {
  return {
    id: matching(wire.id, ID, 'network.id'),
    name: wire.name ?? '',
    vni: wire.vni ?? 0,
    mtu: wire.mtu ?? 0,
    internal: wire.internal ?? false,
    flood: wire.flood ?? false,
    dataPort: wire.dataPort ?? 0,
  };
}

function subnetFromWire(wire: ovnet.v1.SubnetSpec.$Properties): SubnetSpec {
  const { cidr, gateway } = wire;
  return { id: matching(wire.id, ID, 'subnet.id'), cidr: cidr ?? '', gateway: gateway ?? '' };
}

function memberFromWire(wire: ovnet.v1.MemberSpec.$Properties): MemberSpec {
  const nodeId = matching(wire.nodeId, ID, 'member.node_id');
  return { nodeId, vtep: wire.vtep ?? '', mtu: wire.mtu ?? 0 };
}

function endpointFromWire(wire: ovnet.v1.EndpointSpec.$Properties): EndpointSpec {
  return {
    id: matching(wire.id, ID, 'endpoint.id'),
    name: wire.name ?? '',
    nodeId: wire.nodeId ?? '',
    mac: wire.mac ?? '',
    addresses: wire.addresses ?? [],
    aliases: wire.aliases ?? [],
    attachment: wire.attachment ? readAttachment(wire.attachment) : undefined,
  };
}

/** @throws OvnetError `invalid-message` naming the member and its rule. */
export function attachmentFromWire(wire: ovnet.v1.Attachment.$Properties): Attachment {
  const attachment = readAttachment(wire);
  const fault = attachmentFault(attachment);
  if (fault === undefined) return attachment;
  throw new OvnetError('invalid-message', fault);
}

function readAttachment(wire: ovnet.v1.Attachment.$Properties): Attachment {
  const { gatewayPriority, router, tap } = wire;
  return {
    netns: wire.netns ?? '',
    ifname: wire.ifname ?? '',
    create: wire.create ?? false,
    ...(gatewayPriority && { gatewayPriority }),
    ...(router && { router }),
    ...(tap && { tap: tapFromWire(tap) }),
  };
}

function tapFromWire({ user, group }: ovnet.v1.Tap.$Properties): TapOwner {
  return { ...(user && { user }), ...(group && { group }) };
}
