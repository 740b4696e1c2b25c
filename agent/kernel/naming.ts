/** Names of everything an agent makes in the kernel, derived from VNI, endpoint id and the fabric's name. */
import type { TapOwner } from '../../model/objects.js';

export function bridgeName(vni: number): string {
  return `br-${hexOf(vni)}`;
}

export function vxlanName(vni: number): string {
  return `vx-${hexOf(vni)}`;
}

/** 48 bits of the endpoint's id: host end of its veth. */
export function portName(endpointId: string): string {
  return `ve${hash48(endpointId)}`;
}

/** Group number of all links of a network. */
export function linkGroup(vni: number): number {
  return vni;
}

/** VNI that a bridge's or vxlan device's name stands for, undefined for other names. */
export function vniOfName(name: string): number | undefined {
  const match = /^(?:br|vx)-([0-9a-f]{6})$/.exec(name);
  return match?.[1] === undefined ? undefined : parseInt(match[1], 16);
}

export function isPortName(name: string): boolean {
  return /^ve[0-9a-f]{12}$/.test(name);
}

/** A network's name as altname of its bridge, kept apart from real interface names. */
export function bridgeAltname(networkName: string): string {
  const taken = networkName === 'lo' || vniOfName(networkName) !== undefined;
  return taken || isPortName(networkName) ? `net-${networkName}` : networkName;
}

/** Our INPUT chain; two fabrics on one host have two chains. At most 28 characters (iptables). */
export function inputChain(fabric: string): string {
  return `${chainPrefix(fabric)}-INPUT`;
}

/** Our other chains. `user` is the administrator's: made by us, never changed. */
export interface EgressChains {
  readonly user: string;
  readonly forward: string;
  readonly guard: string;
  readonly nat: string;
}

export function egressChains(fabric: string): EgressChains {
  const prefix = chainPrefix(fabric);
  return {
    user: `${prefix}-USER`,
    forward: `${prefix}-FORWARD`,
    guard: `${prefix}-GUARD`,
    nat: `${prefix}-NAT`,
  };
}

function chainPrefix(fabric: string): string {
  const text = fabric.toUpperCase().replace(/[^A-Z0-9-]/g, '-');
  const same = text.toLowerCase() === fabric && text.length <= 20;
  return same ? text : `${text.slice(0, 10)}-${hash48(fabric).slice(0, 8)}`;
}

/** Host end of a workload's veth into the gateway bridge. */
export function gatewayPortName(bridge: string, netns: string): string {
  return `gw${hash48(`${bridge} ${netnsPath(netns)}`)}`;
}

export function isGatewayPortName(name: string): boolean {
  return /^gw[0-9a-f]{12}$/.test(name);
}

/** Group number of the gateway's links; above those of networks, whose numbers are VNIs. */
export function gatewayGroup(fabric: string): number {
  return 0x1000000 + parseInt(hash48(fabric).slice(0, 6), 16);
}

/** The same number for the same text on every host, below 2^32. */
export function stableNumber(text: string): number {
  return parseInt(hash48(text).slice(0, 8), 16);
}

/** Host's end of the veth between a tap and its network's bridge. */
export function tapPeerName(endpointId: string): string {
  return `tv${hash48(endpointId)}`;
}

export function isTapPeerName(name: string): boolean {
  return /^tv[0-9a-f]{12}$/.test(name);
}

/** The port in the fabric at the other end. */
export function portOfTapPeer(name: string): string {
  return `ve${name.slice(2)}`;
}

/** Stands in a port's `netns` where it is a tap: nothing a namespace can be called, and who may open it. */
export function tapPlace({ user = '', group = '' }: TapOwner): string {
  return `tap:${user}:${group}`;
}

export function isTapPlace(netns: string): boolean {
  return netns.startsWith('tap:');
}

/** Empty texts: nobody but root. */
export function tapOwnerOf(place: string): { readonly user: string; readonly group: string } {
  const [, user = '', group = ''] = place.split(':');
  return { user, group };
}

/** Where a port ends, for people. */
export function placeText({ netns, ifname }: { netns: string; ifname: string }): string {
  return isTapPlace(netns) ? `tap ${ifname}` : `${ifname} in ${netns}`;
}

/** Path of the namespace of this process. */
export const OWN_NETNS = '/proc/self/ns/net';

/** Path of a namespace given by name or absolute path. */
export function netnsPath(netns: string): string {
  return netns.startsWith('/') ? netns : `/run/netns/${netns}`;
}

function hexOf(vni: number): string {
  return vni.toString(16).padStart(6, '0');
}

/** 12 hex digits: two lanes of 32-bit FNV-1a, the second truncated to 16 bits. */
function hash48(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x01000193) ^ (second >>> 15);
  }
  const low = (second ^ (second >>> 16)) & 0xffff;
  return (first >>> 0).toString(16).padStart(8, '0') + low.toString(16).padStart(4, '0');
}

/** Of the interface with this address of the gateway bridge: 02:42 and the address. */
export function gatewayMac(address: string): string {
  const bytes = (address.split('/')[0] ?? '').split('.').map(Number);
  return ['02', '42', ...bytes.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}
