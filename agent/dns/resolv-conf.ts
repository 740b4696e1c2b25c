/** The host's resolvers as resolv.conf(5) names them. */

/** glibc and the rest of the world read no more (MAXNS). */
export const MAX_UPSTREAMS = 3;

/** Addresses in their order, at most `MAX_UPSTREAMS`; IPv6 ones may carry a zone. */
export function nameservers(text: string): readonly string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, address] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && address !== undefined) found.push(address);
  }
  return [...new Set(found)].slice(0, MAX_UPSTREAMS);
}
