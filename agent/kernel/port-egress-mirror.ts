/** What each egress operation does to what was observed: for the reconciler's mirror and the fake's truth. */
import { gatewayMac } from './naming.js';
import type { KernelEvent } from './port.js';
import type { EgressOperation, ObservedEgress, ObservedGatewayPort } from './port-egress.js';

export const NO_EGRESS: ObservedEgress = {
  forwarding: false,
  routes: [],
  uplinkMtu: 1500,
  siblings: [],
  gateways: new Map(),
  gatewayPorts: new Map(),
  rules: undefined,
  guard: false,
  present: false,
};

type Of<Name extends EgressOperation['op']> = Extract<EgressOperation, { op: Name }>;

/** The kernel took the operation. */
export function applyEgress(egress: ObservedEgress, operation: EgressOperation): ObservedEgress {
  switch (operation.op) {
    case 'add-gateway':
      return addGateway(egress, operation);
    case 'repair-gateway':
      return repairGateway(egress, operation);
    case 'add-gateway-port':
      return putPort(egress, addedPort(operation));
    case 'repair-gateway-port':
      return repairPort(egress, operation);
    case 'delete-gateway-link':
      return deleteLink(egress, operation.name);
    case 'write-egress': {
      const { bridge, subnet, closed, dataPorts, guard } = operation;
      const rules = { bridge, subnet, closed, dataPorts, guard };
      return { ...egress, rules, guard, present: true, forwarding: true };
    }
    case 'remove-egress': {
      const forwarding = egress.forwarding && !operation.forwardingOff;
      return { ...egress, rules: undefined, guard: false, present: false, forwarding };
    }
  }
}

function addGateway(egress: ObservedEgress, operation: Of<'add-gateway'>): ObservedEgress {
  const { name, address, mtu, guarded, owner } = operation;
  const gateway = { name, address, mtu, guarded, owner, up: true, addressed: true };
  return { ...egress, gateways: new Map(egress.gateways).set(name, gateway) };
}

function repairGateway(egress: ObservedEgress, operation: Of<'repair-gateway'>): ObservedEgress {
  const { name, up, mtu, address, reach, restore, mark } = operation;
  const before = egress.gateways.get(name);
  if (!before) return egress;
  const { unreached, altered, unmarked, ...gateway } = before;
  const changed = {
    ...gateway,
    ...(up && { up }),
    ...(mtu !== undefined && { mtu }),
    ...(address !== undefined && { addressed: true }),
    ...(unreached && reach === undefined && { unreached }),
    ...(altered && !restore && { altered }),
    ...(unmarked && !mark && { unmarked }),
    ...mark,
  };
  return { ...egress, gateways: new Map(egress.gateways).set(name, changed) };
}

function addedPort(operation: Of<'add-gateway-port'>): ObservedGatewayPort {
  const { name, bridge, netns, ifname, address, via, mtu, owner } = operation;
  const mac = gatewayMac(address);
  const peer = { mac, mtu, up: true, addresses: [address], via, otherDefault: false };
  const place = { netns, ifname, address, peerState: 'present' as const, peer };
  return { name, mtu, up: true, master: bridge, owner, ...place };
}

function repairPort(egress: ObservedEgress, operation: Of<'repair-gateway-port'>): ObservedEgress {
  const before = egress.gatewayPorts.get(operation.name);
  if (!before) return egress;
  const { altered, ...port } = before;
  const { master, restore, mtu, up } = operation;
  const common = { ...(mtu !== undefined && { mtu }), ...(up && { up }) };
  // Leaving and entering a bridge resets the flags of a port.
  const placed = master !== undefined && { master };
  const isWhole = master !== undefined || restore !== undefined;
  return putPort(egress, {
    ...port,
    ...common,
    ...placed,
    ...(altered && !isWhole && { altered }),
    peer: port.peer && { ...insideAfter(port.peer, operation), ...common },
  });
}

/** The kernel told of the gateway bridge or of a port of it. */
export function seeEgressLink(
  egress: ObservedEgress,
  name: string,
  { link, altered }: Pick<KernelEvent, 'link' | 'altered'>,
): ObservedEgress {
  if (link?.gone) return deleteLink(egress, name);
  const gateway = egress.gateways.get(name);
  const port = egress.gatewayPorts.get(name);
  if (gateway && link) {
    const { up, mtu } = link;
    return { ...egress, gateways: new Map(egress.gateways).set(name, { ...gateway, up, mtu }) };
  }
  if (!port) return egress;
  const flags = altered && { altered: altered.length === 0 ? undefined : altered };
  const { up, mtu, master } = link ?? port;
  return putPort(egress, { ...port, up, mtu, master, ...flags });
}

/** Addresses to whose subnet still no route leads, if any. */
export function unreachedAfter(
  unreached: readonly string[] | undefined,
  { reach = [], dropAddresses }: Pick<Of<'repair-gateway-port'>, 'reach' | 'dropAddresses'>,
): { readonly unreached?: readonly string[] } {
  const done = new Set([...reach, ...dropAddresses]);
  const left = unreached?.filter((address) => !done.has(address)) ?? [];
  return left.length === 0 ? {} : { unreached: left };
}

function insideAfter(
  { unreached, noArp, ...peer }: NonNullable<ObservedGatewayPort['peer']>,
  operation: Of<'repair-gateway-port'>,
): NonNullable<ObservedGatewayPort['peer']> {
  const { mac, arp, addAddresses, dropAddresses, addVia, dropVia } = operation;
  const kept = peer.addresses.filter((address) => !dropAddresses.includes(address));
  const via = addVia ?? (dropVia === undefined ? peer.via : undefined);
  const addresses = [...kept, ...addAddresses];
  return {
    ...{ ...peer, addresses, via },
    ...(mac !== undefined && { mac }),
    ...(noArp && !arp && { noArp }),
    ...unreachedAfter(unreached, operation),
  };
}

function deleteLink(egress: ObservedEgress, name: string): ObservedEgress {
  const gateways = new Map(egress.gateways);
  const gatewayPorts = new Map(egress.gatewayPorts);
  gatewayPorts.delete(name);
  if (gateways.delete(name)) {
    for (const [key, port] of gatewayPorts) {
      if (port.master !== name) continue;
      gatewayPorts.set(key, { ...port, master: undefined, altered: undefined });
    }
  }
  return { ...egress, gateways, gatewayPorts };
}

function putPort(egress: ObservedEgress, port: ObservedGatewayPort): ObservedEgress {
  return { ...egress, gatewayPorts: new Map(egress.gatewayPorts).set(port.name, port) };
}
