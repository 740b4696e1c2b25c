/** Address blocks (RFC 4632): strict parsing, containment, overlap and the n-th address. */
import { OvnetError } from './errors.js';
import { addToIp, bitsOf, formatIp, readIp, readIpv4, type Ip } from './ip.js';

/** A block; `network` has no bit set beyond `prefix`. */
export interface Cidr {
  readonly network: Ip;
  readonly prefix: number;
}

/** An address as people write it, with or without the length of its subnet. */
export interface InterfaceAddress {
  readonly ip: Ip;
  readonly prefix: number | undefined;
}

/** Throws `invalid-cidr`; with host bits set the detail names the block that was probably meant. */
export function parseCidr(input: string): Cidr {
  const address = readAddress(input);
  if (address?.prefix === undefined) {
    throw new OvnetError(
      'invalid-cidr',
      `'${input}' is not a CIDR: expected one as in 10.0.0.0/24 or fd00::/64`,
    );
  }
  const cidr = cidrOf(address.ip, address.prefix);
  if (cidr.network.value !== address.ip.value) {
    throw new OvnetError(
      'invalid-cidr',
      `'${input}' has host bits set: expected '${formatCidr(cidr)}'`,
    );
  }
  return cidr;
}

/** `10.0.0.7` or `10.0.0.7/24`. Throws `invalid-address`. */
export function parseInterfaceAddress(input: string): InterfaceAddress {
  const address = readAddress(input);
  if (address) return address;
  throw new OvnetError(
    'invalid-address',
    `'${input}' is not an address: expected one as in 10.0.0.7, 10.0.0.7/24 or fd00::7/64`,
  );
}

function readAddress(input: string): InterfaceAddress | undefined {
  const slash = input.indexOf('/');
  const end = slash < 0 ? input.length : slash;
  const ip = input.includes(':') ? readIp(input.slice(0, end)) : readIpv4(input, end);
  if (!ip) return undefined;
  if (slash < 0) return { ip, prefix: undefined };
  const prefix = readLength(input, slash + 1);
  return prefix !== undefined && prefix <= bitsOf(ip.family) ? { ip, prefix } : undefined;
}

/** One to three digits to the end, without a zero in front of others. */
function readLength(input: string, start: number): number | undefined {
  const digits = input.length - start;
  if (digits < 1 || digits > 3) return undefined;
  let value = 0;
  for (let at = start; at < input.length; at++) {
    const digit = input.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return digits > 1 && input.charCodeAt(start) === 0x30 ? undefined : value;
}

export function formatCidr(cidr: Cidr): string {
  return `${formatIp(cidr.network)}/${cidr.prefix}`;
}

/** The block of that length around an address. */
export function cidrOf(ip: Ip, prefix: number): Cidr {
  if (ip.family === 4) {
    return { network: { family: 4, value: blockStart(ip.value, prefix) }, prefix };
  }
  const shift = BigInt(128 - prefix);
  return { network: { family: 6, value: (ip.value >> shift) << shift }, prefix };
}

/** First address of the IPv4 block of that length around an address. */
export function blockStart(value: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(value / size) * size;
}

/** Number of addresses; a power of two, exact also beyond 2^53. */
export function sizeOf(cidr: Cidr): number {
  return 2 ** (bitsOf(cidr.network.family) - cidr.prefix);
}

export function containsIp(cidr: Cidr, ip: Ip): boolean {
  const { network, prefix } = cidr;
  if (network.family === 4 && ip.family === 4)
    return blockStart(ip.value, prefix) === network.value;
  if (network.family !== ip.family) return false;
  return cidrOf(ip, prefix).network.value === network.value;
}

/** `inner` lies wholly inside `outer` (or equals it). */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return inner.prefix >= outer.prefix && containsIp(outer, inner.network);
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return containsCidr(a, b) || containsCidr(b, a);
}

/** The n-th address, 0 being the network address; undefined outside the block. */
export function nth(cidr: Cidr, n: number): Ip | undefined {
  if (n < 0 || n >= sizeOf(cidr)) return undefined;
  return addToIp(cidr.network, n);
}

/** Inverse of `nth`; undefined outside the block or beyond 2^53. */
export function offsetIn(cidr: Cidr, ip: Ip): number | undefined {
  if (!containsIp(cidr, ip)) return undefined;
  if (ip.family === 4) return ip.value - Number(cidr.network.value);
  const offset = Number(ip.value - BigInt(cidr.network.value));
  return Number.isSafeInteger(offset) ? offset : undefined;
}
