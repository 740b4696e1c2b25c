/** Which other tunnel ends this host sends to, and how large its packets to them get. Pure. */
import { tunnelOverhead } from '../../model/mtu.js';
import type { Membership } from '../reconcile/notices.js';

export interface Peer {
  readonly vtep: string;
  /** Of the largest tunnel packet, outer IP header included. */
  readonly bytes: number;
  /** Ids of the networks that both have members of, and the largest packet of each. */
  readonly networks: ReadonlyMap<string, number>;
}

/** In the order of their addresses. A host that is no member of a network sends nothing there. */
export function peersOf(networks: Iterable<Membership>, nodeId: string): readonly Peer[] {
  const found = new Map<string, Map<string, number>>();
  for (const { networkId, mtu, members } of networks) {
    const all = [...members];
    if (!all.some((member) => member.nodeId === nodeId)) continue;
    for (const { vtep, nodeId: other } of all) {
      if (other === nodeId) continue;
      const sizes = found.get(vtep) ?? new Map<string, number>();
      found.set(vtep, sizes.set(networkId, mtu + tunnelOverhead(vtep)));
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([vtep, sizes]) => ({ vtep, bytes: Math.max(...sizes.values()), networks: sizes }));
}
