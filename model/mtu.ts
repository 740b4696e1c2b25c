/** MTU of a network's interfaces, in bytes. */
import { OvnetError } from './errors.js';

/** 1500 less the 50 bytes that VXLAN adds over IPv4 (RFC 7348). */
export const DEFAULT_MTU = 1450;
/** The least that IPv4 hosts must take (RFC 791); IPv6 wants 1280 (RFC 8200). */
export const MIN_MTU = 576;
export const MIN_MTU_V6 = 1280;
export const MAX_MTU = 65_485;

/** Throws `invalid-mtu`. */
export function parseMtu(input: number, least: number = MIN_MTU): number {
  if (Number.isInteger(input) && input >= least && input <= MAX_MTU) return input;
  throw new OvnetError(
    'invalid-mtu',
    `'${input}' is not an MTU: expected an integer from ${least} to ${MAX_MTU}`,
  );
}

/** What a network has whose MTU follows the underlay of its members. */
export const AUTOMATIC_MTU = 0;

/** Bytes that VXLAN adds to an inner frame's payload, by family of the outer packet (RFC 7348, 5): the inner Ethernet header included. */
const OVERHEAD = { 4: 50, 6: 70 } as const;

/** Bytes from an inner packet to the outer one, its IP header included. */
export function tunnelOverhead(vtep: string): number {
  return OVERHEAD[vtep.includes(':') ? 6 : 4];
}

/** Of an underlay that nobody has reported yet: Ethernet's (IEEE 802.3). Most first reports then change nothing. */
export const ASSUMED_UNDERLAY_MTU = 1500;

/** A member's tunnel end; `mtu` of its underlay in bytes. */
export interface TunnelEnd {
  readonly vtep: string;
  readonly mtu: number;
}

/** Of a node's report, 0 before the first. */
export function underlayMtu(reported: number): number {
  return reported === 0 ? ASSUMED_UNDERLAY_MTU : reported;
}

/**
 * MTU of a network's interfaces: what was asked for, or the most that is asked for, as long as the largest packet passes
 * the underlay of every member in one piece.
 */
export function effectiveMtu(requested: number, members: Iterable<TunnelEnd>): number {
  let fits: number | undefined;
  for (const { vtep, mtu } of members) {
    const inner = mtu - tunnelOverhead(vtep);
    fits = Math.min(fits ?? MAX_MTU, inner);
  }
  if (requested === AUTOMATIC_MTU) return fits ?? DEFAULT_MTU;
  return Math.min(requested, fits ?? requested);
}
