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
  // In one piece and without any in between.
  // prettier-ignore
  return String.fromCharCode(
    ZERO, ZERO + 2, COLON, ZERO + 4, ZERO + 2, COLON,
    hex(value >>> 28), hex(value >>> 24), COLON, hex(value >>> 20), hex(value >>> 16), COLON,
    hex(value >>> 12), hex(value >>> 8), COLON, hex(value >>> 4), hex(value),
  ) as Mac;
}

const ZERO = 0x30;
const COLON = 0x3a;
/** What a letter is behind: `a` stands for ten. */
const BEFORE_A = 0x61 - 10;

/** The digit of the lowest four bits, as a unit of text. */
function hex(value: number): number {
  const digit = value & 15;
  return digit < 10 ? ZERO + digit : BEFORE_A + digit;
}

function isMac(text: string): text is Mac {
  return PATTERN.test(text);
}
