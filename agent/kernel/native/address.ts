/** Addresses as socket calls and packets have them. */
import { parseIp } from '../../../model/ip.js';

/** In the order of the network: 4 or 16 bytes. Throws `invalid-address`. */
export function addressBytes(text: string): Buffer {
  const ip = parseIp(text);
  if (ip.family === 4) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(ip.value);
    return bytes;
  }
  return Buffer.from(ip.value.toString(16).padStart(32, '0'), 'hex');
}
