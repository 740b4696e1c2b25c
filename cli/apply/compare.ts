/** Equality of members as the server would store them: an address is the same in every spelling. */
import { isDeepStrictEqual } from 'node:util';
import { formatCidr, parseCidr, parseInterfaceAddress } from '../../model/cidr.js';
import { OvnetError } from '../../model/errors.js';
import { formatIp, parseIp } from '../../model/ip.js';
import { formatMac, parseMac } from '../../model/mac.js';
import type { MemberChange } from './change.js';
import type { Faults, Place } from './place.js';

export const cidrText = (text: string): string => formatCidr(parseCidr(text));
export const ipText = (text: string): string => formatIp(parseIp(text));
export const hostText = (text: string): string => formatIp(parseInterfaceAddress(text).ip);
export const macText = (text: string): string => formatMac(parseMac(text));

/** What `parse` makes of a declared text; undefined with a fault at its place when it is malformed. */
export function parsed(
  text: string,
  parse: (text: string) => string,
  place: Place,
  faults: Faults,
): string | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof OvnetError)) throw error;
    faults.add(error.code, place, error.message);
    return undefined;
  }
}

/** Declared members against present ones; what is not declared is as it may be. */
export function differing<T extends object>(
  declared: Partial<T>,
  present: T,
  immutable: boolean,
): MemberChange[] {
  return (Object.keys(declared) as (keyof T & string)[]).flatMap((member) => {
    const to = declared[member];
    const from = present[member];
    if (to === undefined || isDeepStrictEqual(to, from)) return [];
    return [{ member, from, to, ...(immutable ? { immutable } : {}) }];
  });
}
