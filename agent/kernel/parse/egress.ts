/** Reads the host's links and routes for what is ours of egress, and what is inside a workload's namespace. */
import type {
  ObservedEgress,
  ObservedGateway,
  ObservedGatewayPeer,
  ObservedGatewayPort,
} from '../port-egress.js';
import { isGatewayPortName } from '../naming.js';
import type { OwnerMark } from '../port.js';
import { alteredGateway, alteredGatewayPort, alteredMember } from '../port-traits.js';
import type { LinkJson } from './links.js';
import { markReader, markText, pinIn, withPin } from './owner-mark.js';
import {
  parseHostRoutes,
  ROUTE_PROTOCOL,
  unreachedOf,
  type AddressJson,
  type RouteJson,
} from './workload.js';

/** What a link of egress carries as its alias. `fabric` tells the agents of one machine apart. */
export interface GatewayMark {
  readonly fabric: string;
  readonly owner: OwnerMark;
  readonly address: string;
  readonly guarded?: boolean;
  readonly port?: { readonly netns: string; readonly ifname: string; readonly pin: string };
}

export function formatGatewayMark({ fabric, owner, address, guarded, port }: GatewayMark): string {
  const kept = guarded === true && { guarded: 'yes' };
  return markText({ ...owner, gateway: fabric, address, ...kept, ...(port && withPin(port)) });
}

function parseGatewayMark(alias: string | undefined): Required<GatewayMark> | undefined {
  const text = markReader(alias);
  if (!text || text('gateway') === '') return undefined;
  return {
    fabric: text('gateway'),
    owner: { cluster: text('cluster'), node: text('node'), network: text('network') },
    address: text('address'),
    guarded: text('guarded') === 'yes',
    port: { netns: text('netns'), ifname: text('ifname'), pin: pinIn(text) },
  };
}

export type HostLinkJson = AddressJson & LinkJson;

/** Whose gateway is looked for. */
export interface Seeker {
  readonly fabric: string;
  readonly bridge: string;
  readonly group: number;
}

/** A port before its other end was looked at. */
export interface ParsedGatewayPort {
  readonly port: Omit<ObservedGatewayPort, 'peer' | 'peerState'>;
  readonly pin: string;
}

export type ParsedHost = Pick<ObservedEgress, 'routes' | 'uplinkMtu' | 'siblings' | 'gateways'> & {
  readonly ports: readonly ParsedGatewayPort[];
};

/** What an interface gets when there is no default route whose interface tells (bytes). */
const USUAL_MTU = 1500;

export function parseHost(
  links: readonly HostLinkJson[],
  routes: readonly RouteJson[],
  seeker: Seeker,
): ParsedHost {
  const gateways = new Map<string, ObservedGateway>();
  const ports: ParsedGatewayPort[] = [];
  const siblings: string[] = [];
  for (const link of links) {
    const mark = parseGatewayMark(link.ifalias);
    const whose = whoseIs(link, mark, seeker);
    if (isGatewayPortName(link.ifname)) {
      if (whose === 'ours') ports.push(portOf(link, mark));
      continue;
    }
    if (whose === 'sibling') siblings.push(link.ifname);
    if (whose === 'ours') gateways.set(link.ifname, gatewayOf(link, { mark, ours: true, routes }));
    else if (link.ifname === seeker.bridge) {
      gateways.set(link.ifname, gatewayOf(link, { mark: undefined, ours: false, routes }));
    }
  }
  const others = routes.filter(({ dev }) => dev === undefined || !gateways.has(dev));
  return {
    gateways,
    ports,
    siblings: siblings.sort(),
    routes: parseHostRoutes(others),
    uplinkMtu: uplinkMtu(links, others),
  };
}

function whoseIs(
  link: LinkJson,
  mark: GatewayMark | undefined,
  seeker: Seeker,
): 'ours' | 'sibling' | undefined {
  if (mark) return mark.fabric === seeker.fabric ? 'ours' : 'sibling';
  return isUnfinished(link, seeker) ? 'ours' : undefined;
}

/** Made by us, interrupted before it was marked; or marked otherwise by somebody since. */
function isUnfinished(link: LinkJson, { group, bridge }: Seeker): boolean {
  const named = link.ifname === bridge || isGatewayPortName(link.ifname);
  return named && link.group === String(group);
}

function ownership(
  mark: GatewayMark | undefined,
  ours: boolean,
): Pick<ObservedGateway, 'owner' | 'unfinished'> {
  return { owner: mark?.owner, ...(ours && !mark && { unfinished: true as const }) };
}

function gatewayOf(
  link: HostLinkJson,
  {
    mark,
    ours,
    routes,
  }: {
    readonly mark: Required<GatewayMark> | undefined;
    readonly ours: boolean;
    readonly routes: readonly RouteJson[];
  },
): ObservedGateway {
  const unmarked = ours && !mark ? addressWithoutMark(link) : undefined;
  const address = mark?.address ?? unmarked ?? '';
  const unreached = ours && unreachedOf(link, routes).includes(address);
  return {
    name: link.ifname,
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    address,
    addressed: addressesOf(link).includes(address),
    guarded: mark?.guarded ?? false,
    ...(unreached && { unreached }),
    ...(ours && alteredMember(alteredGateway(link))),
    ...(unmarked === undefined
      ? ownership(mark, ours)
      : { owner: undefined, unmarked: true as const }),
  };
}

/** The only one of a bridge that somebody gave another text than its mark. */
function addressWithoutMark(link: HostLinkJson): string | undefined {
  if (link.ifalias === undefined || link.linkinfo?.info_kind !== 'bridge') return undefined;
  const [address, other] = addressesOf(link);
  return other === undefined ? address : undefined;
}

function portOf(link: HostLinkJson, mark: Required<GatewayMark> | undefined): ParsedGatewayPort {
  const { netns, ifname, pin } = mark?.port ?? { netns: '', ifname: '', pin: '' };
  return {
    port: {
      name: link.ifname,
      mtu: link.mtu,
      up: link.flags.includes('UP'),
      master: link.master,
      ...alteredMember(alteredGatewayPort(link)),
      netns,
      ifname,
      address: mark?.address ?? '',
      ...ownership(mark, true),
    },
    pin,
  };
}

function addressesOf(link: AddressJson): string[] {
  return (link.addr_info ?? [])
    .filter(({ local }) => local?.includes('.') === true)
    .map(({ local = '', prefixlen = 0 }) => `${local}/${prefixlen}`);
}

/** Lowest metric wins, as in the kernel. */
function uplinkMtu(links: readonly AddressJson[], routes: readonly RouteJson[]): number {
  const defaults = routes.filter(({ dst }) => dst === 'default');
  const [best] = defaults.sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0));
  return links.find(({ ifname }) => ifname === best?.dev)?.mtu ?? USUAL_MTU;
}

/** Reads `addr show` and `route show table main` of a workload. Undefined when the interface is not there. */
export function parseGatewayPeer(
  ifname: string,
  links: readonly AddressJson[],
  routes: readonly RouteJson[],
): ObservedGatewayPeer | undefined {
  const link = links.find((one) => one.ifname === ifname);
  if (!link) return undefined;
  const isOurs = ({ dev, protocol }: RouteJson): boolean =>
    dev === ifname && protocol === String(ROUTE_PROTOCOL);
  const defaults = routes.filter(({ dst }) => dst === 'default');
  const addresses = addressesOf(link);
  const unreached = unreachedOf(link, routes).filter((address) => addresses.includes(address));
  return {
    mac: link.address ?? '',
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    ...(link.flags.includes('NOARP') && { noArp: true as const }),
    addresses,
    via: defaults.find(isOurs)?.gateway,
    // That of a network with a router is ours too: this one stays behind it.
    otherDefault: defaults.some(({ protocol }) => protocol !== String(ROUTE_PROTOCOL)),
    ...(unreached.length > 0 && { unreached }),
  };
}
