/** MACs that the bridge of a network finds at its ports: the one that an endpoint's is pinned to, and those that somebody else put there. */
import type { ObservedPort, ObservedVxlan, RowChange } from './port.js';

/** What a bridge has a table entry for. */
type Macs = Pick<ObservedPort, 'pinnedMac' | 'strayMacs'>;

/** No table entry is left: it left its bridge. */
export const NO_MACS = { pinnedMac: undefined, strayMacs: undefined } as const;

export function isBridgedKnown(
  { pinnedMac, strayMacs = [] }: Partial<Macs>,
  { key, value }: RowChange,
): boolean {
  const isStray = strayMacs.includes(key);
  if (value === undefined) return pinnedMac !== key && !isStray;
  return isStray || (pinnedMac === key && value === key);
}

/** The MAC is at this port. What is not static, as told by a value other than the MAC itself, is no pin. */
export function bridged(macs: Partial<Macs>, { key, value }: RowChange): Partial<Macs> {
  const { pinnedMac, strayMacs = [] } = macs;
  if (value === undefined) return unbridged(macs, key);
  if (pinnedMac === key) return value === key ? {} : { pinnedMac: undefined };
  return { strayMacs: [...new Set([...strayMacs, key])].sort() };
}

/** The MAC is there no more: it was deleted, or went to another port. */
export function unbridged({ pinnedMac, strayMacs }: Partial<Macs>, mac: string): Partial<Macs> {
  const left = strayMacs?.filter((other) => other !== mac);
  return {
    ...(pinnedMac === mac && { pinnedMac: undefined }),
    ...(strayMacs?.includes(mac) && { strayMacs: left?.length === 0 ? undefined : left }),
  };
}

/** The port is pinned to the MAC; one that it was pinned to before stays at it. */
export function pinned(macs: Macs, mac: string): Macs {
  const old = macs.pinnedMac === mac ? undefined : macs.pinnedMac;
  const strays = new Set([...(macs.strayMacs ?? []), ...(old === undefined ? [] : [old])]);
  strays.delete(mac);
  return { pinnedMac: mac, strayMacs: strays.size === 0 ? undefined : [...strays].sort() };
}

/** MACs that are to go from a port with this MAC of its own. */
export function straysOf({ pinnedMac, strayMacs = [] }: Partial<Macs>, own?: string): string[] {
  const all = pinnedMac === undefined ? strayMacs : [...strayMacs, pinnedMac];
  return all.filter((mac) => mac !== own);
}

/** Of all ports of a bridge one has the MAC. */
export function elsewhere(
  links: Iterable<ObservedPort | ObservedVxlan>,
  at: { readonly name: string; readonly master: string | undefined },
  mac: string,
): (ObservedPort | ObservedVxlan)[] {
  return [...links].filter(
    (link) =>
      link.name !== at.name &&
      link.master === at.master &&
      (('pinnedMac' in link && link.pinnedMac === mac) || link.strayMacs?.includes(mac) === true),
  );
}
