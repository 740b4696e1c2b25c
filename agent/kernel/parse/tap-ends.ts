/** Taps of ours as other ends of their ports. */
import { portName } from '../naming.js';
import type { ObservedPeer, ObservedPort, PeerState } from '../port.js';
import type { FoundTap, HostLink } from './taps.js';

export interface SeenTap {
  readonly peerState: PeerState;
  readonly peer: ObservedPeer | undefined;
}

/** `peer` is the veth beside it. */
export function seenTap({ mark, link }: FoundTap, peer: HostLink): SeenTap {
  const isUp = [link, peer].every(({ flags }) => flags.includes('UP'));
  const end = {
    ...{ netns: mark.place, ifname: link.ifname, mac: peer.address ?? '', up: isUp },
    // Neither is right where they differ.
    mtu: link.mtu === peer.mtu ? peer.mtu : 0,
    ...{ addresses: [], routes: [] },
  };
  return { peerState: 'present', peer: end };
}

/** Its port is gone: one without an interface. */
export function orphanOf({ mark, link }: FoundTap): ObservedPort {
  return {
    ...{ name: portName(mark.endpoint), endpointId: mark.endpoint, owner: mark.owner },
    ...{ netns: mark.place, ifname: link.ifname, mtu: link.mtu, up: false },
    ...{ master: undefined, pinnedMac: undefined },
    ...{ peerState: 'interface-missing', peer: undefined },
  };
}
