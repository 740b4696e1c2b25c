/** The join token as text: `OVTKN-1-<CA digest>-<secret>@HOST:PORT[,HOST:PORT]…`. Pinning the root makes one argument enough. */
import { OvnetError } from './errors.js';

/** HOST may be a name, an IPv4 or an IPv6 address (bracketed in text, bare here). */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface JoinTokenParts {
  /** SHA-256 of the root certificate's DER, 64 lower-case hex digits. */
  readonly caDigest: string;
  /** 128 bits, 25 digits of base 36, as sent in `Authorization: Bearer`. */
  readonly secret: string;
  /** API addresses of managers, tried in order. */
  readonly addresses: readonly HostPort[];
}

const VERSION = '1';
const DIGEST_BITS = 256n;
const DIGEST_DIGITS = 50;
const SECRET_BITS = 128n;
const SECRET_DIGITS = 25;
const MAX_ADDRESSES = 32;

/** @throws OvnetError `invalid-token`; the message never contains the secret. */
export function parseJoinToken(text: string): JoinTokenParts {
  const at = text.trim().split('@');
  const [head, list] = at;
  if (at.length !== 2 || head === undefined || list === undefined) {
    throw invalid('a token has the form OVTKN-1-DIGEST-SECRET@HOST:PORT');
  }
  const fields = head.split('-');
  const [prefix, version, digest, secret] = fields;
  if (prefix !== 'OVTKN' || version === undefined) throw invalid('a token begins with OVTKN-1-');
  if (version !== VERSION) throw invalid(`version ${version} of tokens is not known`);
  if (fields.length !== 4 || digest === undefined || secret === undefined) {
    throw invalid('a token has a digest and a secret, separated by a hyphen');
  }
  const caDigest = decode(digest, DIGEST_DIGITS, DIGEST_BITS, 'digest').toString(16);
  decode(secret, SECRET_DIGITS, SECRET_BITS, 'secret');
  return { caDigest: caDigest.padStart(64, '0'), secret, addresses: parseAddresses(list) };
}

export function formatJoinToken(parts: JoinTokenParts): string {
  const digest = encodeBase36(parts.caDigest, DIGEST_DIGITS);
  return `OVTKN-${VERSION}-${digest}-${parts.secret}@${parts.addresses.map(formatHostPort).join(',')}`;
}

/** Text of a secret of 128 bits given as 32 hex digits. */
export function formatSecret(hex: string): string {
  return encodeBase36(hex, SECRET_DIGITS);
}

/** The 32 hex digits of a secret's text; undefined when the text is no secret. */
export function secretToHex(secret: string): string | undefined {
  const value = base36(secret, SECRET_DIGITS, SECRET_BITS);
  return value?.toString(16).padStart(32, '0');
}

export function formatHostPort(address: HostPort): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}

/** `HOST:PORT` or `[IPV6]:PORT`; undefined when malformed. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.%]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 0xffff ? undefined : { host, port };
}

function parseAddresses(list: string): HostPort[] {
  const items = list.split(',');
  if (items.length > MAX_ADDRESSES) throw invalid(`more than ${MAX_ADDRESSES} addresses`);
  return items.map((item) => {
    const address = parseHostPort(item);
    if (!address) throw invalid(`"${item}" is not HOST:PORT`);
    return address;
  });
}

function decode(text: string, digits: number, bits: bigint, what: string): bigint {
  if (text.length !== digits) {
    throw invalid(`the ${what} has ${text.length} characters instead of ${digits}`);
  }
  const value = base36(text, digits, bits);
  if (value === undefined) throw invalid(`the ${what} is malformed`);
  return value;
}

function base36(text: string, digits: number, bits: bigint): bigint | undefined {
  if (text.length !== digits || !/^[0-9a-z]+$/.test(text)) return undefined;
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(parseInt(digit, 36));
  return value >> bits === 0n ? value : undefined;
}

function encodeBase36(hex: string, digits: number): string {
  return BigInt(`0x${hex}`).toString(36).padStart(digits, '0');
}

function invalid(reason: string): OvnetError {
  return new OvnetError('invalid-token', `the join token is malformed: ${reason}`);
}
