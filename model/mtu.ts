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
