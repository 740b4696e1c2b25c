/** Addresses between their text and the bytes in which the kernel has them (network order). */
import { OvnetError } from '../../../model/errors.js';
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
  if (text.length !== 17) return undefined;
  const bytes = new Uint8Array(6);
  for (let i = 0; i < 6; i++) {
    const [high, low] = [nibble(text, 3 * i), nibble(text, 3 * i + 1)];
    const ends = i === 5 || text.charCodeAt(3 * i + 2) === COLON;
    if (high < 0 || low < 0 || !ends) return undefined;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** Throws `kernel-refused` when malformed. */
export function macBytesOf(text: string): Uint8Array {
  return required(macBytes(text), text);
}

/** Throws `kernel-refused` when malformed. */
export function ipBytesOf(text: string): Uint8Array {
  return required(ipBytes(text), text);
}

function required(bytes: Uint8Array | undefined, text: string): Uint8Array {
  if (bytes) return bytes;
  throw new OvnetError('kernel-refused', `'${text}' is no address`);
}

const COLON = 0x3a;

/** Of a hexadecimal digit; -1 for anything else. */
function nibble(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Rows by the hundred thousand point to few tunnel ends. */
const last = { text: '', bytes: undefined as Uint8Array | undefined };

/** Four or sixteen bytes, undefined when malformed. */
export function ipBytes(text: string): Uint8Array | undefined {
  if (text !== last.text) [last.text, last.bytes] = [text, parse(text)];
  return last.bytes;
}

function parse(text: string): Uint8Array | undefined {
  const ip = readIp(text);
  if (!ip) return undefined;
  if (ip.family === 6) return Buffer.from(ip.value.toString(16).padStart(32, '0'), 'hex');
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(ip.value);
  return bytes;
}

/** In the kernel's spelling (RFC 5952). */
export function ipText(bytes: Buffer): string {
  if (bytes.length !== 4)
    return formatIp({ family: 6, value: BigInt(`0x${bytes.toString('hex')}`) });
  const value = bytes.readUInt32BE(0);
  if (value !== lastRead.value) {
    lastRead.text = formatIp({ family: 4, value });
    lastRead.value = value;
  }
  return lastRead.text;
}

const lastRead = { value: 0, text: '0.0.0.0' };
