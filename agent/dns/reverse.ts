/** Names of the reverse tree (RFC 1035 section 3.5, RFC 3596 section 2.5) and the addresses they stand for. */
import { formatIp, readIp, type Ip } from '../../model/ip.js';

const IPV4_SUFFIX = '.in-addr.arpa';
const IPV6_SUFFIX = '.ip6.arpa';
const IPV6_DIGITS = 32;

/** `name` is lower-case. Undefined for other names, and for those of whole blocks. */
export function reverseAddress(name: string): Ip | undefined {
  if (name.endsWith(IPV4_SUFFIX)) {
    return readIp(name.slice(0, -IPV4_SUFFIX.length).split('.').reverse().join('.'));
  }
  if (!name.endsWith(IPV6_SUFFIX)) return undefined;
  const digits = name.slice(0, -IPV6_SUFFIX.length).split('.').reverse();
  if (digits.length !== IPV6_DIGITS || !digits.every((digit) => /^[0-9a-f]$/.test(digit))) {
    return undefined;
  }
  return readIp(digits.join('').replace(/(.{4})(?!$)/g, '$1:'));
}

/** Inverse of `reverseAddress`. */
export function reverseName(ip: Ip): string {
  if (ip.family === 4) return `${formatIp(ip).split('.').reverse().join('.')}${IPV4_SUFFIX}`;
  const digits = ip.value.toString(16).padStart(IPV6_DIGITS, '0');
  return `${digits.split('').reverse().join('.')}${IPV6_SUFFIX}`;
}
