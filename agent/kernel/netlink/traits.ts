/** Traits of links as attributes: read from what a bridge tells of a port, written as they were made. */
import {
  ARP_TRAIT,
  BRIDGE_TRAITS,
  bridgeTraitsIn,
  FORWARDING,
  isPortTrait,
  isVxlanTrait,
  PORT_TRAITS,
  VXLAN_TRAITS,
  type BridgeTrait,
  type PortTrait,
  type PortTraits,
  type Trait,
  type VxlanTrait,
} from '../port-traits.js';
import {
  IFLA_BR_AGEING_TIME,
  IFLA_BR_FORWARD_DELAY,
  IFLA_BR_MCAST_SNOOPING,
  IFLA_BR_STP_STATE,
  IFLA_BR_VLAN_FILTERING,
  IFLA_BRPORT_BCAST_FLOOD,
  IFLA_BRPORT_GUARD,
  IFLA_BRPORT_ISOLATED,
  IFLA_BRPORT_LEARNING,
  IFLA_BRPORT_LOCKED,
  IFLA_BRPORT_MCAST_FLOOD,
  IFLA_BRPORT_MODE,
  IFLA_BRPORT_NEIGH_SUPPRESS,
  IFLA_BRPORT_PROTECT,
  IFLA_BRPORT_STATE,
  IFLA_BRPORT_UNICAST_FLOOD,
  IFLA_VXLAN_DF,
  IFLA_VXLAN_TOS,
  IFLA_VXLAN_TTL,
} from './constants.js';
import { changeLink, setArp, setPort } from './link-requests.js';
import { findAttribute, type Request } from './message.js';

const PORT_ATTRIBUTES: Readonly<Record<PortTrait, number>> = {
  isolated: IFLA_BRPORT_ISOLATED,
  locked: IFLA_BRPORT_LOCKED,
  neigh_suppress: IFLA_BRPORT_NEIGH_SUPPRESS,
  hairpin: IFLA_BRPORT_MODE,
  guard: IFLA_BRPORT_GUARD,
  root_block: IFLA_BRPORT_PROTECT,
  mcast_flood: IFLA_BRPORT_MCAST_FLOOD,
  bcast_flood: IFLA_BRPORT_BCAST_FLOOD,
  learning: IFLA_BRPORT_LEARNING,
  flood: IFLA_BRPORT_UNICAST_FLOOD,
  state: IFLA_BRPORT_STATE,
};

const VXLAN_ATTRIBUTES: Readonly<Record<VxlanTrait, number>> = {
  ttl: IFLA_VXLAN_TTL,
  tos: IFLA_VXLAN_TOS,
  df: IFLA_VXLAN_DF,
};

const BRIDGE_ATTRIBUTES: Readonly<Record<BridgeTrait, number>> = {
  stp_state: IFLA_BR_STP_STATE,
  mcast_snooping: IFLA_BR_MCAST_SNOOPING,
  vlan_filtering: IFLA_BR_VLAN_FILTERING,
  ageing_time: IFLA_BR_AGEING_TIME,
  forward_delay: IFLA_BR_FORWARD_DELAY,
};

/** A port's flags as a bridge tells them: `protinfo` is IFLA_PROTINFO. */
export interface ToldPort {
  readonly protinfo: Buffer | undefined;
  /** Up, and with a carrier. */
  readonly running: boolean;
}

/** What a bridge has otherwise of a port than is wanted. */
export function alteredIn(
  { protinfo, running }: ToldPort,
  wanted: PortTraits = PORT_TRAITS,
): readonly Trait[] {
  if (!protinfo) return [];
  return (Object.keys(PORT_ATTRIBUTES) as PortTrait[]).filter((trait) => {
    const value = findAttribute(protinfo, 0, PORT_ATTRIBUTES[trait])?.[0];
    if (value === undefined) return false;
    if (trait === 'state') return running && value !== FORWARDING;
    return (value === 0 ? 'off' : 'on') !== wanted[trait];
  });
}

/** `wanted`: of a port. */
export function restoreTraits(
  ifindex: number,
  traits: readonly Trait[],
  wanted: PortTraits = PORT_TRAITS,
): Request[] {
  return [
    ...restorePort(ifindex, traits.filter(isPortTrait), wanted),
    ...restoreVxlan(ifindex, traits.filter(isVxlanTrait)),
    // One by one: the kernel has an order of its own for what one request says.
    ...bridgeTraitsIn(traits).map((trait) => restoreBridge(ifindex, trait)),
    ...(traits.includes(ARP_TRAIT) ? [setArp(ifindex)] : []),
  ];
}

function restorePort(ifindex: number, traits: readonly PortTrait[], wanted: PortTraits): Request[] {
  if (traits.length === 0) return [];
  const request = setPort(ifindex, (data) => {
    for (const trait of traits) data.attributeU8(PORT_ATTRIBUTES[trait], numberOf(wanted[trait]));
  });
  return [request];
}

function restoreVxlan(ifindex: number, traits: readonly VxlanTrait[]): Request[] {
  if (traits.length === 0) return [];
  const request = changeLink(ifindex, 'vxlan', (data) => {
    for (const trait of traits) {
      data.attributeU8(VXLAN_ATTRIBUTES[trait], numberOf(VXLAN_TRAITS[trait]));
    }
  });
  return [request];
}

/** Of 32 bits, where others have 8. */
const WIDE: ReadonlySet<BridgeTrait> = new Set(['stp_state', 'ageing_time', 'forward_delay']);

function restoreBridge(ifindex: number, trait: BridgeTrait): Request {
  const [attribute, value] = [BRIDGE_ATTRIBUTES[trait], numberOf(BRIDGE_TRAITS[trait])];
  return changeLink(ifindex, 'bridge', (data) =>
    WIDE.has(trait) ? data.attributeU32(attribute, value) : data.attributeU8(attribute, value),
  );
}

const NUMBERS: Readonly<Record<string, number>> = {
  unset: 0,
  off: 0,
  on: 1,
  forwarding: FORWARDING,
};

function numberOf(value: string): number {
  return NUMBERS[value] ?? Number(value);
}
