/** The checksum of IP, ICMP, TCP and UDP. */

/** RFC 1071. Every part but the last has an even length. */
export function checksum(parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) {
      sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
    }
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
