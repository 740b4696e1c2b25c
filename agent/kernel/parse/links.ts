/** Reads `ip -j -d link show` of the fabric: our bridges, vxlan devices and the host ends of veths. */
import { isPortName, vniOfName } from '../naming.js';
import type { ObservedBridge, ObservedPort, ObservedVxlan } from '../port.js';
import { alteredBridge, alteredMember, alteredPort, alteredVxlan } from '../port-traits.js';
import { parseMark, type LinkMark } from './owner-mark.js';

/** The members of iproute2's link object that are used. */
export interface LinkJson {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly master?: string;
  readonly group?: string;
  readonly ifalias?: string;
  readonly address?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: {
      readonly id?: number;
      readonly local?: string;
      readonly local6?: string;
      readonly port?: number;
      readonly learning?: boolean;
      readonly proxy?: boolean;
    } & Readonly<Record<string, unknown>>;
    readonly info_slave_data?: {
      readonly learning?: boolean;
      readonly flood?: boolean;
    } & Readonly<Record<string, unknown>>;
  };
}

/** A port before its other end was looked at. `guarded`: neither learns nor is flooded. */
export interface ParsedPort {
  readonly port: Omit<ObservedPort, 'peer' | 'peerState' | 'pinnedMac'>;
  readonly pin: string;
  readonly guarded: boolean;
}

export interface ParsedLinks {
  readonly bridges: ReadonlyMap<string, ObservedBridge>;
  readonly vxlans: ReadonlyMap<string, ObservedVxlan>;
  readonly ports: ReadonlyMap<string, ParsedPort>;
  /** MACs of the links themselves. */
  readonly macs: ReadonlyMap<string, string | undefined>;
}

/** Foreign links with names like ours are included (the planner must not collide with them), others left out. */
export function parseLinks(links: readonly LinkJson[]): ParsedLinks {
  const bridges = new Map<string, ObservedBridge>();
  const vxlans = new Map<string, ObservedVxlan>();
  const ports = new Map<string, ParsedPort>();
  const macs = new Map<string, string | undefined>();
  for (const link of links) {
    const name = link.ifname;
    macs.set(name, link.address);
    const mark = parseMark(link.ifalias);
    const kind = link.linkinfo?.info_kind;
    const vni = vniOfName(name);
    if (isPortName(name)) ports.set(name, portOf(link, mark));
    else if (vni === undefined && !mark) continue;
    else if (kind === 'vxlan') vxlans.set(name, vxlanOf(link, mark, vni));
    else {
      const altered = alteredMember(alteredBridge(link));
      bridges.set(name, { ...basics(link), ...altered, ...ownership(link, mark, vni) });
    }
  }
  return { bridges, vxlans, ports, macs };
}

function basics(link: LinkJson): { name: string; mtu: number; up: boolean } {
  return { name: link.ifname, mtu: link.mtu, up: link.flags.includes('UP') };
}

/**
 * A link with our name and group but no mark: whoever made it was interrupted before marking it. In the fabric, one with another text
 * there is ours too. A port's mark says where it is plugged in: without it, it is made anew.
 */
function ownership(
  link: LinkJson,
  mark: LinkMark | undefined,
  vni: number | undefined,
): Pick<ObservedBridge, 'owner' | 'unfinished' | 'unmarked'> {
  if (mark) return { owner: mark.owner };
  const grouped = link.group !== undefined && link.group !== 'default';
  const ours = grouped && (vni === undefined || link.group === String(vni));
  if (!ours) return { owner: undefined };
  const isMarkable = vni !== undefined && link.ifalias !== undefined;
  return { owner: undefined, ...(isMarkable ? { unmarked: true } : { unfinished: true }) };
}

function vxlanOf(
  link: LinkJson,
  mark: LinkMark | undefined,
  vni: number | undefined,
): ObservedVxlan {
  const data = link.linkinfo?.info_data ?? {};
  return {
    ...basics(link),
    vni: data.id ?? 0,
    local: data.local ?? data.local6 ?? '',
    port: data.port ?? 0,
    learning: data.learning ?? true,
    proxy: data.proxy ?? false,
    master: link.master,
    ...alteredMember(alteredVxlan(link)),
    ...ownership(link, mark, vni),
  };
}

const NOWHERE = { endpoint: '', netns: '', ifname: '', pin: '' };

function portOf(link: LinkJson, mark: LinkMark | undefined): ParsedPort {
  const slave = link.linkinfo?.info_slave_data;
  const { endpoint, netns, ifname, pin } = mark?.port ?? NOWHERE;
  const place = { endpointId: endpoint, netns, ifname, master: link.master };
  return {
    port: {
      ...basics(link),
      ...place,
      ...alteredMember(alteredPort(link)),
      ...ownership(link, mark, undefined),
    },
    pin,
    guarded: slave?.learning === false && slave.flood === false,
  };
}
