import { cidrOf, containsIp, parseInterfaceAddress } from '../../model/cidr.js';

/** `block` with or without length; false where either is no address. */
export function isInBlock(block: string, address: string): boolean {
  try {
    const { ip, prefix } = parseInterfaceAddress(block);
    const cidr = cidrOf(ip, prefix ?? (ip.family === 4 ? 32 : 128));
    return containsIp(cidr, parseInterfaceAddress(address).ip);
  } catch {
    return false;
  }
}
