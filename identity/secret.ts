/** Secrets of join tokens: minted here, stored only as a hash. */
import { createHash, randomBytes } from 'node:crypto';
import { formatSecret, secretToHex } from '../model/join-token.js';

const SECRET_BYTES = 16;

/** A fresh 128-bit secret as 25 digits of base 36. */
export function mintSecret(): string {
  return formatSecret(randomBytes(SECRET_BYTES).toString('hex'));
}

/** SHA-256 (hex) of the secret's 16 bytes: what the state keeps. Undefined when the text is no secret. */
export function hashSecret(secret: string): string | undefined {
  const hex = secretToHex(secret);
  return hex === undefined ? undefined : sha256(Buffer.from(hex, 'hex'));
}

/** SHA-256 of bytes as 64 lower-case hex digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
