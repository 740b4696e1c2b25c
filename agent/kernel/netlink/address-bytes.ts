/** Addresses between their text and the bytes in which the kernel has them (network order). */
import { formatIp, readIp } from '../../../model/ip.js';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case with colons. */
export function macText(bytes: Uint8Array): string {
  // By index: tables are read by the hundred thousand.
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += (i === 0 ? '' : ':') + (HEX[bytes[i] ?? 0] ?? '');
  return text;
}

/** Undefined when malformed. */
export function macBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text)) return undefined;
  return Buffer.from(text.replaceAll(':', ''), 'hex');
}

/** Four or sixteen bytes, undefined when malformed. */
export function ipBytes(text: string): Uint8Array | undefined {
  const ip = readIp(text);
  if (!ip) return undefined;
  if (ip.family === 6) return Buffer.from(ip.value.toString(16).padStart(32, '0'), 'hex');
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(ip.value);
  return bytes;
}

/** In the kernel's spelling (RFC 5952). */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4)
    return `${bytes[0] ?? 0}.${bytes[1] ?? 0}.${bytes[2] ?? 0}.${bytes[3] ?? 0}`;
  return formatIp({ family: 6, value: BigInt(`0x${bytes.toString('hex')}`) });
}
