/** What links of ours are made with and keep, by iproute2's words: found otherwise, somebody altered it. Each can be set while the link lives. */

/** Flags of a port of a bridge: where they are otherwise, frames do not pass, or pass where they should not. */
export const PORT_TRAITS = {
  isolated: 'off',
  locked: 'off',
  neigh_suppress: 'off',
  hairpin: 'off',
  guard: 'off',
  root_block: 'off',
  mcast_flood: 'on',
  bcast_flood: 'on',
  // Of endpoints' ports these two belong to what pins them.
  learning: 'off',
  flood: 'on',
  // Of a link that is up and has a carrier: the kernel itself stops others.
  state: 'forwarding',
} as const;

/** Of a port of the gateway bridge: it reaches the bridge and no other port, and is found by what it sends. */
export const GATEWAY_PORT_TRAITS: PortTraits = { ...PORT_TRAITS, isolated: 'on', learning: 'on' };

/** BR_STATE_FORWARDING of <linux/if_bridge.h>. */
export const FORWARDING = 3;

export const VXLAN_TRAITS = { ttl: '0', tos: '0', df: 'unset' } as const;

export const BRIDGE_TRAITS = {
  stp_state: '0',
  mcast_snooping: '0',
  vlan_filtering: '0',
  ageing_time: '30000',
  // STP, once switched on, raises it for good: then frames do not pass a new port for so long.
  forward_delay: '0',
} as const;

/** Of a vxlan device: it answers for remote endpoints. Of the gateway bridge: it answers for the gateway. */
export const ARP_TRAIT = 'arp';

export type PortTrait = keyof typeof PORT_TRAITS;
export type PortTraits = Readonly<Record<PortTrait, 'on' | 'off' | 'forwarding'>>;
export type VxlanTrait = keyof typeof VXLAN_TRAITS;
export type BridgeTrait = keyof typeof BRIDGE_TRAITS;
export type Trait = PortTrait | VxlanTrait | BridgeTrait | typeof ARP_TRAIT;

const PIN_TRAITS: ReadonlySet<string> = new Set(['learning', 'flood']);

export function isPortTrait(trait: Trait): trait is PortTrait {
  return trait in PORT_TRAITS;
}

export function isVxlanTrait(trait: Trait): trait is VxlanTrait {
  return trait in VXLAN_TRAITS;
}

/** Those that belong to an endpoint's port. */
export function withoutPin(traits: readonly Trait[]): readonly Trait[] {
  return traits.filter((trait) => !PIN_TRAITS.has(trait));
}

/** Of the bridge's traits those that are named, in the order in which they can be set: what STP allows of the delay counts while it is on. */
export function bridgeTraitsIn(traits: readonly Trait[]): readonly BridgeTrait[] {
  return (Object.keys(BRIDGE_TRAITS) as BridgeTrait[]).filter((trait) => traits.includes(trait));
}

/** As each was made: `isolated off, stp_state 0`. `ports`: what is wanted of a port. */
export function wantedText(traits: readonly Trait[], ports: PortTraits = PORT_TRAITS): string {
  return traits.map((trait) => `${trait} ${wantedOf(trait, ports)}`).join(', ');
}

/** As each was found, as far as its name alone tells: `isolated on, other stp_state`. */
export function foundText(traits: readonly Trait[], ports: PortTraits = PORT_TRAITS): string {
  const texts = traits.map((trait) => {
    const wanted = wantedOf(trait, ports);
    if (wanted === 'on') return `${trait} off`;
    return wanted === 'off' ? `${trait} on` : `other ${trait}`;
  });
  return texts.join(', ');
}

function wantedOf(trait: Trait, ports: PortTraits): string {
  if (trait === ARP_TRAIT) return 'on';
  if (isPortTrait(trait)) return ports[trait];
  return isVxlanTrait(trait) ? VXLAN_TRAITS[trait] : BRIDGE_TRAITS[trait];
}

/** As iproute2 prints a link. */
interface PrintedLink {
  readonly flags: readonly string[];
  readonly linkinfo?: {
    readonly info_data?: Readonly<Record<string, unknown>>;
    readonly info_slave_data?: Readonly<Record<string, unknown>>;
  };
}

/** What a program does not print, it does not know: that is as it should be. */
function alteredIn<Name extends Trait>(
  wanted: Readonly<Record<Name, string>>,
  found: Readonly<Record<string, unknown>> | undefined,
): Name[] {
  if (!found) return [];
  return (Object.keys(wanted) as Name[]).filter((name) => {
    const value = found[name];
    if (typeof value === 'boolean') return (value ? 'on' : 'off') !== wanted[name];
    return (
      (typeof value === 'number' || typeof value === 'string') && String(value) !== wanted[name]
    );
  });
}

export function alteredBridge({ linkinfo }: PrintedLink): readonly Trait[] {
  return alteredIn(BRIDGE_TRAITS, linkinfo?.info_data);
}

/** Of the gateway bridge, which has an address. */
export function alteredGateway(link: PrintedLink): readonly Trait[] {
  return [...alteredBridge(link), ...alteredArp(link)];
}

export function alteredVxlan(link: PrintedLink): readonly Trait[] {
  return [
    ...alteredIn(VXLAN_TRAITS, link.linkinfo?.info_data),
    ...alteredPlug(PORT_TRAITS, link),
    ...alteredArp(link),
  ];
}

function alteredArp({ flags }: PrintedLink): readonly Trait[] {
  return flags.includes('NOARP') ? [ARP_TRAIT] : [];
}

export function alteredPort(link: PrintedLink): readonly Trait[] {
  return withoutPin(alteredPlug(PORT_TRAITS, link));
}

export function alteredGatewayPort(link: PrintedLink): readonly Trait[] {
  return alteredPlug(GATEWAY_PORT_TRAITS, link);
}

function alteredPlug(wanted: PortTraits, { flags, linkinfo }: PrintedLink): readonly Trait[] {
  const runs = flags.includes('UP') && !flags.includes('NO-CARRIER');
  return alteredIn(wanted, linkinfo?.info_slave_data).filter((trait) => trait !== 'state' || runs);
}

/** Of an object with a member for each that is otherwise. */
export function alteredMember(altered: readonly Trait[]): { readonly altered?: readonly Trait[] } {
  return altered.length === 0 ? {} : { altered };
}
