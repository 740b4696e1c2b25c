/** Entries of desired sets on the wire: model/desired.ts ↔ desired.proto, with checks of all that comes in. */
import type { DesiredEntry, DesiredKey } from '../model/desired.js';
import type { EndpointSpec, MemberSpec, NetworkSpec, SubnetSpec } from '../model/desired.js';
import { ACCOUNT } from '../model/attachment.js';
import type { Attachment, TapOwner } from '../model/objects.js';
import { integer, matching, required, text, type ovnet } from './wire.js';

type Wire = ovnet.v1.DesiredEntry.$Properties;

const ADDRESS = /^[0-9a-f.:]+$/;
const CIDR = /^[0-9a-f.:]+\/\d{1,3}$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const IFNAME = /^[^\s/\0]{1,15}$/;
const NETNS = /^[^\s\0]+$/;
const KEY = /^(network|subnet|member|endpoint)\/[\x21-\x7e]+$/;
const MAX_VNI = 0xffffff;
const MAX_U16 = 0xffff;
const MAX_U32 = 0xffffffff;

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
      return { endpoint: entry.value as ovnet.v1.EndpointSpec.$Properties };
  }
}

/** Entries of kinds that this version does not know are left out. @throws OvnetError `invalid-message` */
export function entriesFromWire(entries: readonly Wire[] | null | undefined): DesiredEntry[] {
  const known: DesiredEntry[] = [];
  for (const wire of entries ?? []) {
    const entry = entryFromWire(wire);
    if (entry) known.push(entry);
  }
  return known;
}

export function entryFromWire(wire: Wire): DesiredEntry | undefined {
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
    id: required(wire.id, 'network.id'),
    name: required(wire.name, 'network.name'),
    vni: integer(wire.vni, 'network.vni', MAX_VNI),
    mtu: integer(wire.mtu, 'network.mtu', MAX_U16),
    internal: wire.internal ?? false,
    flood: wire.flood ?? false,
    dataPort: integer(wire.dataPort, 'network.data_port', MAX_U16),
  };
}

function subnetFromWire(wire: ovnet.v1.SubnetSpec.$Properties): SubnetSpec {
  const gateway = text(wire.gateway, 'subnet.gateway');
  return {
    id: required(wire.id, 'subnet.id'),
    cidr: matching(wire.cidr, CIDR, 'subnet.cidr'),
    gateway: gateway === '' ? gateway : matching(gateway, ADDRESS, 'subnet.gateway'),
  };
}

function memberFromWire(wire: ovnet.v1.MemberSpec.$Properties): MemberSpec {
  return {
    nodeId: required(wire.nodeId, 'member.node_id'),
    vtep: matching(wire.vtep, ADDRESS, 'member.vtep'),
    mtu: integer(wire.mtu, 'member.mtu', MAX_U32),
  };
}

function endpointFromWire(wire: ovnet.v1.EndpointSpec.$Properties): EndpointSpec {
  return {
    id: required(wire.id, 'endpoint.id'),
    name: text(wire.name, 'endpoint.name'),
    nodeId: required(wire.nodeId, 'endpoint.node_id'),
    mac: matching(wire.mac, MAC, 'endpoint.mac'),
    addresses: (wire.addresses ?? []).map((a) => matching(a, CIDR, 'endpoint.addresses')),
    aliases: (wire.aliases ?? []).map((a) => required(a, 'endpoint.aliases')),
    attachment: wire.attachment ? attachmentFromWire(wire.attachment) : undefined,
  };
}

export function attachmentFromWire(wire: ovnet.v1.Attachment.$Properties): Attachment {
  const { gatewayPriority, router, tap } = wire;
  return {
    netns: tap ? '' : matching(wire.netns, NETNS, 'attachment.netns'),
    ifname: matching(wire.ifname, IFNAME, 'attachment.ifname'),
    create: wire.create ?? false,
    ...(gatewayPriority && { gatewayPriority }),
    ...(router && { router }),
    ...(tap && { tap: tapFromWire(tap) }),
  };
}

function tapFromWire({ user, group }: ovnet.v1.Tap.$Properties): TapOwner {
  return {
    ...(user && { user: matching(user, ACCOUNT, 'tap.user') }),
    ...(group && { group: matching(group, ACCOUNT, 'tap.group') }),
  };
}
