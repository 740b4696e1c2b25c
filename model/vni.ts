/** VXLAN network identifiers: the number that tells networks apart on the wire (RFC 7348, 24 bits). */
import { OvnetError } from './errors.js';

declare const vniBrand: unique symbol;
export type Vni = number & { readonly [vniBrand]: true };

export const MIN_VNI = 1;
export const MAX_VNI = 0xffffff;

/** Accepts a number or decimal digits. Throws `invalid-vni`. */
export function parseVni(input: number | string): Vni {
  const value = typeof input === 'string' && /^[0-9]{1,9}$/.test(input) ? Number(input) : input;
  if (typeof value === 'number' && isVni(value)) return value;
  throw new OvnetError(
    'invalid-vni',
    `'${input}' is not a VNI: expected an integer from ${MIN_VNI} to ${MAX_VNI}`,
  );
}

export function formatVni(vni: Vni): string {
  return vni.toString();
}

function isVni(value: number): value is Vni {
  return Number.isInteger(value) && value >= MIN_VNI && value <= MAX_VNI;
}
