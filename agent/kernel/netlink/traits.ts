/** Traits of links as attributes: read from what a bridge tells of a port, written as they were made. */
import {
  ARP_TRAIT,
  BRIDGE_TRAITS,
  isBridgeTrait,
  isPortTrait,
  isVxlanTrait,
  PORT_TRAITS,
  VXLAN_TRAITS,
  type BridgeTrait,
  type PortTrait,
  type Trait,
  type VxlanTrait,
} from '../port-traits.js';
import {
  IFLA_BR_AGEING_TIME,
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
};

/** What a bridge has otherwise of a port; `protinfo` is IFLA_PROTINFO as a bridge tells it. */
export function alteredIn(protinfo: Buffer | undefined): readonly Trait[] {
  if (!protinfo) return [];
  return (Object.keys(PORT_ATTRIBUTES) as PortTrait[]).filter((trait) => {
    const value = findAttribute(protinfo, 0, PORT_ATTRIBUTES[trait])?.[0];
    return value !== undefined && (value === 0 ? 'off' : 'on') !== PORT_TRAITS[trait];
  });
}

export function restoreTraits(ifindex: number, traits: readonly Trait[]): Request[] {
  const port = traits.filter(isPortTrait);
  const vxlan = traits.filter(isVxlanTrait);
  const bridge = traits.filter(isBridgeTrait);
  const requests: Request[] = [];
  if (port.length > 0) {
    requests.push(
      setPort(ifindex, (data) => {
        for (const one of port) {
          data.attributeU8(PORT_ATTRIBUTES[one], PORT_TRAITS[one] === 'on' ? 1 : 0);
        }
      }),
    );
  }
  if (vxlan.length > 0) {
    requests.push(
      changeLink(ifindex, 'vxlan', (data) => {
        for (const one of vxlan)
          data.attributeU8(VXLAN_ATTRIBUTES[one], numberOf(VXLAN_TRAITS[one]));
      }),
    );
  }
  if (bridge.length > 0) {
    requests.push(
      changeLink(ifindex, 'bridge', (data) => {
        for (const one of bridge) {
          const value = numberOf(BRIDGE_TRAITS[one]);
          if (one === 'stp_state' || one === 'ageing_time') {
            data.attributeU32(BRIDGE_ATTRIBUTES[one], value);
          } else data.attributeU8(BRIDGE_ATTRIBUTES[one], value);
        }
      }),
    );
  }
  return traits.includes(ARP_TRAIT) ? [...requests, setArp(ifindex)] : requests;
}

function numberOf(value: string): number {
  return value === 'unset' ? 0 : Number(value);
}
