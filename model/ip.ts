/** IP addresses of both families as values with arithmetic; IPv4 stays in plain numbers (hot path). */
import { dottedText } from './decimal-text.js';
import { OvnetError } from './errors.js';

export type Family = 4 | 6;

export type Ip =
  { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

const DOT = 0x2e;
const ZERO = 0x30;
const MAX_V4 = 0xffffffff;
const MAX_V6 = (1n << 128n) - 1n;

export function bitsOf(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** Throws `invalid-address`. Leading zeros, zone ids and prefix lengths are refused. */
export function parseIp(input: string): Ip {
  const ip = readIp(input);
  if (ip) return ip;
  throw new OvnetError(
    'invalid-address',
    `'${input}' is not an IP address: expected one as in 10.0.0.7 or fd00::7`,
  );
}

/** Like `parseIp`, undefined when malformed. */
export function readIp(input: string): Ip | undefined {
  return input.includes(':') ? readIpv6(input) : readIpv4(input);
}

/** IPv4: the text up to `end`. */
export function readIpv4(input: string, end = input.length): Ip | undefined {
  const value = readIpv4Value(input, end);
  return value === undefined ? undefined : { family: 4, value };
}

function readIpv4Value(input: string, end = input.length): number | undefined {
  let [value, byte, digits, dots] = [0, 0, 0, 0];
  for (let at = 0; at < end; at++) {
    const unit = input.charCodeAt(at);
    if (unit === DOT) {
      if (digits === 0) return undefined;
      value = value * 256 + byte;
      [byte, digits] = [0, 0];
      dots += 1;
      continue;
    }
    const digit = unit - ZERO;
    const isLeadingZero = digits > 0 && byte === 0;
    if (digit < 0 || digit > 9 || isLeadingZero) return undefined;
    byte = byte * 10 + digit;
    digits += 1;
    if (byte > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + byte : undefined;
}

/** RFC 4291 section 2.2: all three text forms. */
function readIpv6(input: string): Ip | undefined {
  const text = expandEmbeddedIpv4(input);
  if (text === undefined) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const left = readGroups(halves[0] ?? '');
  const right = readGroups(halves[1] ?? '');
  if (!left || !right) return undefined;
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right];
  let value = 0n;
  for (const group of groups) value = (value << 16n) | BigInt(group);
  return { family: 6, value };
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16));
}

function expandEmbeddedIpv4(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const value = readIpv4Value(text.slice(start));
  if (value === undefined) return undefined;
  const low = (value % 65536).toString(16);
  return `${text.slice(0, start)}${Math.floor(value / 65536).toString(16)}:${low}`;
}

/** Canonical text; IPv6 as RFC 5952 says. */
export function formatIp(ip: Ip): string {
  return ip.family === 4 ? dottedText(ip.value) : formatIpv6(ip.value);
}

/** With the length of its subnet. In one piece: kept by the million, a text put together would keep its parts. */
export function formatInterfaceAddress(ip: Ip, prefix: number): string {
  if (ip.family === 4) return dottedText(ip.value, prefix);
  return [formatIpv6(ip.value), prefix].join('/');
}

function formatIpv6(value: bigint): string {
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((value >> shift) & 0xffffn));
  const { start, length } = longestZeroRun(groups);
  const hex = (part: readonly number[]): string =>
    part.map((group) => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, i) => {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}

/** The address `offset` further on; undefined past either end of the family. `offset` is an integer. */
export function addToIp(ip: Ip, offset: number): Ip | undefined {
  if (ip.family === 4) {
    const value = ip.value + offset;
    return value >= 0 && value <= MAX_V4 ? { family: 4, value } : undefined;
  }
  const value = ip.value + BigInt(offset);
  return value >= 0n && value <= MAX_V6 ? { family: 6, value } : undefined;
}

/** Order: IPv4 before IPv6, then by number. */
export function compareIp(a: Ip, b: Ip): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}

export function equalIp(a: Ip, b: Ip): boolean {
  return compareIp(a, b) === 0;
}
