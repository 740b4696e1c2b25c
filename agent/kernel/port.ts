/** The kernel as the reconciler sees it: observed records in, operations out. Implemented by iproute2 and a fake. */
import type { ErrorCode } from '../../model/errors.js';
import type { Trait } from './port-traits.js';
import type {
  EgressOperation,
  ObservedEgress,
  ObservedForwarding,
  ObservedGatewayPort,
} from './port-egress.js';

/** Owner mark in a link's alias (JSON) and its group number. Only links with our mark are ever removed. */
export interface OwnerMark {
  readonly cluster: string;
  readonly node: string;
  readonly network: string;
}

/** `unfinished`: made by us (name and group say so) but never marked: its maker was interrupted. */
export interface ObservedBridge {
  readonly name: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly owner: OwnerMark | undefined;
  readonly unfinished?: true;
  /** Ours by name and group, but somebody put another text in the place of its mark. */
  readonly unmarked?: true | undefined;
  /** What is otherwise than it was made, if anything. */
  readonly altered?: readonly Trait[] | undefined;
}

export interface ObservedVxlan {
  readonly name: string;
  readonly vni: number;
  readonly local: string;
  readonly port: number;
  readonly learning: boolean;
  readonly proxy: boolean;
  readonly mtu: number;
  readonly up: boolean;
  readonly master: string | undefined;
  readonly owner: OwnerMark | undefined;
  readonly unfinished?: true;
  /** Ours by name and group, but somebody put another text in the place of its mark. */
  readonly unmarked?: true | undefined;
  /** What is otherwise than it was made, if anything. */
  readonly altered?: readonly Trait[] | undefined;
  /** MACs that the bridge was told to find behind it, sorted: there are to be none. */
  readonly strayMacs?: readonly string[] | undefined;
}

/** What was found where a port's other end should be. */
export type PeerState = 'present' | 'interface-missing' | 'netns-missing' | 'netns-changed';

/** Host end of an endpoint's veth. `peer` is what was found at the other end, undefined if its namespace is gone or foreign. */
export interface ObservedPort {
  readonly name: string;
  readonly endpointId: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly master: string | undefined;
  readonly owner: OwnerMark | undefined;
  readonly unfinished?: true;
  /** What is otherwise than it was made, if anything. */
  readonly altered?: readonly Trait[] | undefined;
  /** The only MAC frames are accepted from and sent to here; undefined when that is not enforced. */
  readonly pinnedMac: string | undefined;
  /** Other MACs that the bridge was told to find here, sorted. */
  readonly strayMacs?: readonly string[] | undefined;
  /** Where the mark says it was plugged in. */
  readonly netns: string;
  readonly ifname: string;
  readonly peerState: PeerState;
  /** Defined when `peerState` is `present`. */
  readonly peer: ObservedPeer | undefined;
}

export interface ObservedPeer {
  readonly netns: string;
  readonly ifname: string;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** It asks nobody for MACs. */
  readonly noArp?: true;
  /** With prefix length, link-local ones excluded. */
  readonly addresses: readonly string[];
  /** What we routed over it (route protocol of ours): on-link destinations as CIDR, and `default via ADDRESS`. */
  readonly routes: readonly string[];
  /** Families of which the namespace has a default route that is not ours. */
  readonly foreignDefaults?: readonly (4 | 6)[];
  /** Of the addresses, those to whose subnet no route over the interface leads; absent without any. */
  readonly unreached?: readonly string[];
}

/**
 * Permanent entries only. `dev` is the vxlan device. Several destinations of one MAC are joined by commas, sorted; one with a port, VNI
 * or device of its own is written as `destinationText` does.
 */
export interface ObservedFdb {
  readonly dev: string;
  readonly mac: string;
  readonly dst: string;
}

export interface ObservedNeighbour {
  readonly dev: string;
  readonly address: string;
  readonly mac: string;
}

export interface ObservedFirewall {
  /** Accepted VTEPs in our INPUT chain, sorted; undefined when chain or jump is missing, misplaced or altered. */
  readonly accepted: readonly string[] | undefined;
  /** VNIs whose packets are dropped from other sources, sorted; undefined when this host cannot match VNIs. */
  readonly ownVnis: readonly number[] | undefined;
  readonly dataPort: number | undefined;
  /** Something of ours is there, intact or not. */
  readonly present: boolean;
  /** A chain of ours is left in the IP family that the VTEP has not, from when it had. */
  readonly stale?: true;
}

export interface KernelState {
  readonly bridges: ReadonlyMap<string, ObservedBridge>;
  readonly vxlans: ReadonlyMap<string, ObservedVxlan>;
  readonly ports: ReadonlyMap<string, ObservedPort>;
  /** Keyed `dev mac` and `dev address`. */
  readonly fdb: ReadonlyMap<string, ObservedFdb>;
  readonly neighbours: ReadonlyMap<string, ObservedNeighbour>;
  readonly firewall: ObservedFirewall;
  /** Undefined: nobody looks after egress here. */
  readonly egress?: ObservedEgress;
}

/** Our chains alone, and whether the host forwards what they let through. */
export interface ObservedChains {
  readonly firewall: ObservedFirewall;
  /** Undefined: nobody looks after egress here. */
  readonly egress?: ObservedForwarding;
}

/** Where a port was plugged in. */
export interface PortPlace {
  readonly name: string;
  readonly netns: string;
  readonly ifname: string;
}

/** What was found at the other ends of ports, by their names. */
export interface ObservedPeers {
  readonly ports: ReadonlyMap<string, Pick<ObservedPort, 'peerState' | 'peer'>>;
  readonly gatewayPorts: ReadonlyMap<string, Pick<ObservedGatewayPort, 'peerState' | 'peer'>>;
}

/** One kernel change. Each carries what is needed to run it alone; order matters and is the planner's. */
export type Operation = EgressOperation | LinkOperation;

/** What concerns networks: links and rows in the fabric, ports of endpoints, the INPUT chain. */
export type LinkOperation =
  | {
      readonly op: 'add-bridge';
      readonly name: string;
      readonly mtu: number;
      readonly group: number;
      readonly owner: OwnerMark;
      readonly altname: string;
    }
  | {
      readonly op: 'add-vxlan';
      readonly name: string;
      readonly bridge: string;
      readonly vni: number;
      readonly local: string;
      readonly port: number;
      readonly mtu: number;
      readonly group: number;
      readonly owner: OwnerMark;
    }
  | {
      readonly op: 'repair-link';
      readonly name: string;
      readonly up?: true;
      readonly mtu?: number;
      readonly master?: string;
      /** Set as they were made. */
      readonly restore?: readonly Trait[];
      /** Marked anew, as of a network. */
      readonly mark?: OwnerMark;
    }
  | { readonly op: 'delete-link'; readonly name: string }
  | {
      readonly op: 'add-port';
      readonly name: string;
      readonly bridge: string;
      readonly endpointId: string;
      readonly group: number;
      readonly owner: OwnerMark;
      readonly mtu: number;
      readonly netns: string;
      readonly create: boolean;
      readonly ifname: string;
      readonly mac: string;
      readonly addresses: readonly string[];
      readonly routes: readonly string[];
    }
  | {
      readonly op: 'repair-peer';
      readonly port: string;
      readonly endpointId: string;
      readonly netns: string;
      readonly ifname: string;
      readonly mac?: string;
      readonly mtu?: number;
      readonly up?: true;
      readonly arp?: true;
      /** Of a tap: the name that somebody gave it. */
      readonly was?: string;
      readonly addAddresses: readonly string[];
      readonly dropAddresses: readonly string[];
      readonly addRoutes: readonly string[];
      readonly dropRoutes: readonly string[];
      /** Addresses that are there, whose subnets get the route again that the kernel made with them. */
      readonly reach?: readonly string[];
    }
  | { readonly op: 'pin-port'; readonly name: string; readonly mac: string }
  /** The bridge does not find the MAC at this port, of an endpoint or of the vxlan device, any more; content when it does not. */
  | { readonly op: 'unpin-port'; readonly name: string; readonly mac: string }
  | { readonly op: 'replace-fdb'; readonly dev: string; readonly mac: string; readonly dst: string }
  /** One more destination of the MAC; content when it is there. */
  | { readonly op: 'append-fdb'; readonly dev: string; readonly mac: string; readonly dst: string }
  | { readonly op: 'delete-fdb'; readonly dev: string; readonly mac: string; readonly dst: string }
  | {
      readonly op: 'replace-neighbour';
      readonly dev: string;
      readonly address: string;
      readonly mac: string;
    }
  | { readonly op: 'delete-neighbour'; readonly dev: string; readonly address: string }
  | {
      readonly op: 'write-firewall';
      readonly accepted: readonly string[];
      readonly ownVnis: readonly number[];
      readonly dataPort: number;
    }
  | { readonly op: 'remove-firewall' }
  /** In the IP family that the VTEP has not. */
  | { readonly op: 'remove-stale-firewall' };

/** Same order and length as the operations given. */
export type OperationResult =
  { readonly ok: true } | { readonly ok: false; readonly code: ErrorCode; readonly detail: string };

/** `was`: the destination that went, of a MAC which may have several. */
export interface RowChange {
  readonly key: string;
  readonly value: string | undefined;
  readonly was?: string;
}

export type LinkChange =
  | { readonly gone: true }
  | {
      readonly gone: false;
      readonly up: boolean;
      readonly mtu: number;
      readonly master: string | undefined;
    };

/** `text` has the prefix length. */
export interface AddressChange {
  readonly text: string;
  readonly gone: boolean;
}

/** Something in the fabric, a workload's namespace, our chains or forwarding changed; never says by whom. */
export interface KernelEvent {
  readonly object:
    | 'link'
    | 'fdb'
    | 'neighbour'
    | 'address'
    | 'route'
    | 'firewall'
    /** What hands frames from a tap to its port, and back. */
    | 'redirect'
    | 'overflow';
  readonly dev?: string;
  /** For rows: MAC or address, and what it now points to (undefined: deleted). Lets echoes of own writes be told. */
  readonly row?: RowChange;
  /** The row is of the bridge's table: at which port a MAC is; its value is the MAC itself where it is static. */
  readonly bridged?: true;
  /** For links of the fabric, as they are now. */
  readonly link?: LinkChange;
  /** For addresses of the gateway bridge. */
  readonly address?: AddressChange;
  /** For the route to the subnet of a gateway bridge. */
  readonly subnet?: AddressChange;
  /** For ports, told by their bridge: whether it neither learns from them nor floods to them. */
  readonly guarded?: boolean;
  /** For ports and vxlan devices, told by their bridge: what it has otherwise of them than they were made. */
  readonly altered?: readonly Trait[];
  /** What own writes caused was told before `execute` answered, in the order in which it happened. */
  readonly ordered?: true;
  /** It happened in a workload's namespace. */
  readonly workload?: true;
  /** Ports that end there; undefined: which they are is not known. */
  readonly ports?: readonly string[];
}

/** `fabric` leaves out what is inside the workloads' namespaces: peers are as last seen. */
export type ObserveScope = 'all' | 'fabric';

/** What is asked for. `auto`: netlink where the native module loads, else pipes. */
export type TransportChoice = 'auto' | 'netlink' | 'pipes';

/** `pipes`: long-lived `ip` and `bridge` processes. */
export interface KernelTransport {
  readonly name: 'netlink' | 'pipes' | 'memory';
  readonly reason: string | undefined;
}

export interface UnderlayDevice {
  readonly name: string;
  /** Empty: it does not tell. */
  readonly driver: string;
  /** What is switched on, by the names of ethtool(8). */
  readonly active: ReadonlySet<string>;
}

export interface Kernel {
  /** Checks programs and kernel features, makes the fabric namespace. Throws OvnetError `missing-program`, `kernel-unsupported`, `not-root`. */
  prepare(): Promise<void>;
  /** Full dump. */
  observe(scope?: ObserveScope): Promise<KernelState>;
  /** Our chains as they are from now on: what is read when somebody may have changed them. */
  chains(): Promise<ObservedChains>;
  /** What is inside some workloads' namespaces now. */
  peers(ports: readonly PortPlace[], gatewayPorts: readonly PortPlace[]): Promise<ObservedPeers>;
  execute(operations: readonly Operation[]): Promise<readonly OperationResult[]>;
  watch(listener: (event: KernelEvent) => void): void;
  /** Id of the namespace that a port was plugged into (`OpenNetns.id`), as last read or written. */
  pinOf(port: string): string | undefined;
  /** Ports that are not there: which namespaces or processes they were plugged in beside no longer matters. */
  forgetPorts(ports: readonly string[]): Promise<void>;
  /** How rows are written and changes are seen, and why it is not netlink where that was to be had. */
  transport(): KernelTransport;
  /** Facts for the report: underlay MTU in bytes, local routes as CIDR, capabilities. */
  facts(): Promise<{
    readonly mtu: number;
    readonly routes: readonly string[];
    readonly capabilities: readonly string[];
    /** The device that has the VTEP, then those below it. Absent: nobody knows. */
    readonly underlay?: readonly UnderlayDevice[];
  }>;
  /** Count of kernel writes since start (metrics; shows that nothing was rewritten). */
  writes(): number;
  /** Removes everything that carries our mark, the fabric and our chains. */
  removeAll(): Promise<void>;
  stop(): Promise<void>;
}
