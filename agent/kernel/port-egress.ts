/** Egress as the reconciler sees it: the gateway bridge in the host's namespace, its ports, its rules and forwarding. */
import type { OwnerMark, PeerState } from './port.js';
import type { Trait } from './port-traits.js';

/** `unfinished`: made by us (name and group say so) but never marked: its maker was interrupted. */
export interface ObservedGateway {
  readonly name: string;
  readonly mtu: number;
  readonly up: boolean;
  /** Address with prefix length that its mark gives it; '' without a mark. */
  readonly address: string;
  /** It has that address. */
  readonly addressed: boolean;
  /** No route over it leads to the address's subnet. */
  readonly unreached?: true;
  /** Forwarding was off when it was made: what was switched on for it is to be kept to it. */
  readonly guarded: boolean;
  readonly owner: OwnerMark | undefined;
  readonly unfinished?: true;
  /** Ours by name and group, but somebody put another text in the place of its mark; `address` is the one that it has. */
  readonly unmarked?: true;
  /** What is otherwise than it was made, if anything. */
  readonly altered?: readonly Trait[];
}

/** Host end of a workload's veth into the gateway bridge. */
export interface ObservedGatewayPort {
  readonly name: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly master: string | undefined;
  /** What is otherwise than it was made, if anything. */
  readonly altered?: readonly Trait[] | undefined;
  readonly owner: OwnerMark | undefined;
  readonly unfinished?: true;
  /** Where the mark says it was plugged in, and the address with prefix length that was given out. */
  readonly netns: string;
  readonly ifname: string;
  readonly address: string;
  readonly peerState: PeerState;
  /** Defined when `peerState` is `present`. */
  readonly peer: ObservedGatewayPeer | undefined;
}

export interface ObservedGatewayPeer {
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** It asks nobody for MACs. */
  readonly noArp?: true;
  /** IPv4, with prefix length. */
  readonly addresses: readonly string[];
  /** Where our default route leads; undefined without one. */
  readonly via: string | undefined;
  /** The namespace has a default route that is not ours. */
  readonly otherDefault: boolean;
  /** Of the addresses, those to whose subnet no route over the interface leads; absent without any. */
  readonly unreached?: readonly string[];
}

/** What our chains of the tables filter and nat let through. */
export interface EgressRules {
  readonly bridge: string;
  /** CIDR that is masqueraded on leaving. */
  readonly subnet: string;
  /** Other agents' gateway bridges, sorted: nothing goes from ours into them. */
  readonly closed: readonly string[];
  /** UDP ports of VXLAN, ascending: masqueraded, a workload's packets to them would pass for this host's. */
  readonly dataPorts: readonly number[];
  /** What nobody accepted is not forwarded: forwarding was off before us. */
  readonly guard: boolean;
}

export interface ObservedEgressRules {
  /** Undefined when a chain or jump is missing, misplaced or altered. */
  readonly rules: EgressRules | undefined;
  /** The guard or part of it is there. */
  readonly guard: boolean;
  /** Something of ours is there, intact or not. */
  readonly present: boolean;
}

/** What lets packets through, without what they come over. */
export interface ObservedForwarding extends ObservedEgressRules {
  /** net.ipv4.ip_forward of the host's namespace. */
  readonly forwarding: boolean;
}

export interface ObservedEgress extends ObservedForwarding {
  /** Why this host cannot do it. */
  readonly unsupported?: string;
  /** IPv4 destinations of the host's routes as CIDR, those of our own bridges excluded. */
  readonly routes: readonly string[];
  /** Of the interface with the default route, in bytes. */
  readonly uplinkMtu: number;
  /** Gateway bridges of other agents of this machine, sorted. */
  readonly siblings: readonly string[];
  /** Ours, and whatever has the configured name. */
  readonly gateways: ReadonlyMap<string, ObservedGateway>;
  readonly gatewayPorts: ReadonlyMap<string, ObservedGatewayPort>;
}

export type EgressOperation =
  | {
      readonly op: 'add-gateway';
      readonly name: string;
      /** With prefix length. */
      readonly address: string;
      readonly mtu: number;
      readonly guarded: boolean;
      readonly owner: OwnerMark;
    }
  | {
      readonly op: 'repair-gateway';
      readonly name: string;
      readonly up?: true;
      readonly mtu?: number;
      readonly address?: string;
      /** Address that is there, whose subnet gets its route again. */
      readonly reach?: string;
      /** Set as they were made. */
      readonly restore?: readonly Trait[];
      /** Marked anew. */
      readonly mark?: Pick<ObservedGateway, 'address' | 'guarded'> & { readonly owner: OwnerMark };
    }
  | {
      readonly op: 'add-gateway-port';
      readonly name: string;
      readonly bridge: string;
      readonly netns: string;
      readonly ifname: string;
      readonly address: string;
      /** Of the default route that is made unless the namespace has one. */
      readonly via: string;
      readonly mtu: number;
      readonly owner: OwnerMark;
    }
  | {
      readonly op: 'repair-gateway-port';
      readonly name: string;
      readonly netns: string;
      readonly ifname: string;
      readonly master?: string;
      /** Of the port, set as they were made. */
      readonly restore?: readonly Trait[];
      readonly mtu?: number;
      readonly up?: true;
      /** Of the end in the namespace. */
      readonly mac?: string;
      readonly arp?: true;
      readonly addAddresses: readonly string[];
      readonly dropAddresses: readonly string[];
      /** Addresses that are there, whose subnets get their routes again. */
      readonly reach?: readonly string[];
      /** Of our default route. */
      readonly addVia?: string;
      readonly dropVia?: string;
    }
  | { readonly op: 'delete-gateway-link'; readonly name: string }
  /** The chains first, then forwarding. */
  | ({ readonly op: 'write-egress' } & EgressRules)
  /** `forwardingOff`: it goes back to off, unless somebody else has rules for forwarded packets. */
  | { readonly op: 'remove-egress'; readonly forwardingOff: boolean };

const EGRESS_OPS: ReadonlySet<string> = new Set<EgressOperation['op']>([
  'add-gateway',
  'repair-gateway',
  'add-gateway-port',
  'repair-gateway-port',
  'delete-gateway-link',
  'write-egress',
  'remove-egress',
]);

export function isEgressOperation<O extends { readonly op: string }>(
  operation: O,
): operation is Extract<O, EgressOperation> {
  return EGRESS_OPS.has(operation.op);
}
