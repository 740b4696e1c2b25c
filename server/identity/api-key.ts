/** API keys: 128-bit secrets sent as bearer tokens; the state keeps only their hash. */
import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../identity/secret.js';
import { formatSecret } from '../../model/join-token.js';

const PREFIX = 'OVKEY-1-';

/** `OVKEY-1-` and the secret's 25 digits of base 36: a form that scanners for leaked secrets can find. */
export function formatApiKey(secret: Uint8Array): string {
  return PREFIX + formatSecret(Buffer.from(secret).toString('hex'));
}

/** SHA-256 (hex) of the key's text. The secret has 128 bits, so that a plain hash cannot be reversed. */
export function hashApiKey(key: string): string {
  return sha256(Buffer.from(key, 'utf8'));
}

/** Constant-time comparison of two hex digests. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && left.length > 0 && timingSafeEqual(left, right);
}
