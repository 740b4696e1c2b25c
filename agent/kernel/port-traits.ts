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
} as const;

export const VXLAN_TRAITS = { ttl: '0', tos: '0', df: 'unset' } as const;

export const BRIDGE_TRAITS = {
  stp_state: '0',
  mcast_snooping: '0',
  vlan_filtering: '0',
  ageing_time: '30000',
} as const;

/** Of a vxlan device: it answers for remote endpoints. */
export const ARP_TRAIT = 'arp';

export type PortTrait = keyof typeof PORT_TRAITS;
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

export function isBridgeTrait(trait: Trait): trait is BridgeTrait {
  return trait in BRIDGE_TRAITS;
}

/** Those that belong to an endpoint's port. */
export function withoutPin(traits: readonly Trait[]): readonly Trait[] {
  return traits.filter((trait) => !PIN_TRAITS.has(trait));
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

export function alteredVxlan(link: PrintedLink): readonly Trait[] {
  return [
    ...alteredIn(VXLAN_TRAITS, link.linkinfo?.info_data),
    ...alteredIn(PORT_TRAITS, link.linkinfo?.info_slave_data),
    ...(link.flags.includes('NOARP') ? ([ARP_TRAIT] as const) : []),
  ];
}

export function alteredPort({ linkinfo }: PrintedLink): readonly Trait[] {
  return withoutPin(alteredIn(PORT_TRAITS, linkinfo?.info_slave_data));
}

/** Of an object with a member for each that is otherwise. */
export function alteredMember(altered: readonly Trait[]): { readonly altered?: readonly Trait[] } {
  return altered.length === 0 ? {} : { altered };
}
