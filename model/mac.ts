/** MAC addresses of endpoints: unicast, lower-case with colons. */
import { OvnetError } from './errors.js';

declare const macBrand: unique symbol;
export type Mac = string & { readonly [macBrand]: true };

const PATTERN = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const DASHED = /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/;

/** Accepts colons or dashes in any case, answers lower-case with colons. Throws `invalid-mac`. */
export function parseMac(input: string): Mac {
  const lower = input.toLowerCase();
  const text = DASHED.test(lower) ? lower.replaceAll('-', ':') : lower;
  if (!isMac(text)) {
    throw new OvnetError(
      'invalid-mac',
      `'${input}' is not a MAC address: expected six bytes as in 02:42:0a:00:00:07`,
    );
  }
  if (text === '00:00:00:00:00:00') {
    throw new OvnetError('invalid-mac', `'${input}' is the zero address: expected a unicast MAC`);
  }
  if ((Number.parseInt(text.slice(0, 2), 16) & 1) === 1) {
    throw new OvnetError(
      'invalid-mac',
      `'${input}' is a multicast address: expected an even first byte`,
    );
  }
  return text;
}

export function formatMac(mac: Mac): string {
  return mac;
}

/** Locally administered MAC 02:42 followed by four bytes, given as an unsigned 32-bit number. */
export function macFromNumber(value: number): Mac {
  const [a, b] = [HEX[value >>> 24], HEX[(value >>> 16) & 0xff]];
  return ['02:42', a, b, HEX[(value >>> 8) & 0xff], HEX[value & 0xff]].join(':') as Mac;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function isMac(text: string): text is Mac {
  return PATTERN.test(text);
}
