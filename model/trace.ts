/** What an agent tells about one endpoint of its host and the way from it to another one: facts, no judgement. */

export const QUERY_TRACE = 'trace';

/** Request of `trace`: whom to look at, and where its packets are to go. */
export interface TraceRequest {
  readonly network: { readonly id: string; readonly vni: number; readonly mtu: number };
  /** UDP port of the tunnels. */
  readonly dataPort: number;
  readonly endpoint: {
    readonly id: string;
    readonly netns: string;
    readonly ifname: string;
    /** `ifname` is a tap of the host: there is no namespace to look into. */
    readonly tap?: true;
  };
  readonly other: {
    readonly mac: string;
    /** Without length; first of the family to be traced. */
    readonly address: string;
    /** Undefined: it is on the same host. */
    readonly vtep?: string;
  };
  /** Which of the endpoint's ports is to be reached. */
  readonly port?: TracePort;
}

export interface TracePort {
  readonly protocol: 'tcp' | 'udp';
  readonly number: number;
}

export interface LinkFacts {
  readonly name: string;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly mtu: number;
  readonly mac: string;
  readonly master: string | null;
  /** Of a bridge's port. */
  readonly slave?: {
    /** forwarding, disabled, … */
    readonly state: string;
    readonly learning: boolean;
    readonly flood: boolean;
    /** What of it keeps frames back: `isolated`, `locked`, …; absent: nothing, or not told. */
    readonly barred?: readonly string[];
  };
  /** Its queueing discipline; absent: not told. */
  readonly queue?: string;
  readonly vxlan?: {
    readonly vni: number;
    readonly local: string;
    readonly port: number;
    readonly learning: boolean;
    readonly proxy: boolean;
  };
}

/** Where the host's routing sends a packet. `error`: nowhere, and why. */
export interface RouteFacts {
  readonly dev: string;
  readonly gateway: string;
  readonly error: string;
}

export interface NeighbourFacts {
  readonly mac: string;
  /** PERMANENT, REACHABLE, FAILED, … */
  readonly state: string;
}

/**
 * What the host's packet filter does with a tunnel packet. `rule` as iptables-save writes it, or the place in nftables: `nft`, family,
 * table, chain, handle; empty: nothing says more.
 */
export interface FilterFacts {
  readonly verdict: 'accept' | 'drop';
  readonly rule: string;
}

export interface PingFacts {
  readonly sent: number;
  readonly received: number;
  /** Round trip, mean and longest, in ms; 0 without an answer. */
  readonly rttMs: number;
  readonly maxMs: number;
  /** Why it could not be measured: `missing-program`; empty otherwise. */
  readonly code: string;
}

export interface WorkloadFacts {
  readonly netns: 'present' | 'missing' | 'changed';
  readonly link: LinkFacts | null;
  /** With length. */
  readonly addresses: readonly string[];
  /** To the other endpoint. */
  readonly route: RouteFacts;
  /** Of the other endpoint on the interface; null: none. */
  readonly neighbour: NeighbourFacts | null;
  /** Addresses at which something listens on the port that was asked for; `*`: all. */
  readonly listeners?: readonly string[];
}

/** In place of a workload: the tap of a virtual machine, whose inside cannot be seen, and what leads from it to its port. */
export interface TapFacts {
  /** In the host's namespace. */
  readonly device: LinkFacts | null;
  /** Endpoint that the device's mark names; empty: it is not ours. */
  readonly endpoint: string;
  /** Veth between the tap and the port. */
  readonly veth: LinkFacts | null;
  readonly vethName: string;
  /** Devices that frames coming in to the tap, and to the veth, are handed to; empty: none. */
  readonly fromGuest: string;
  readonly toGuest: string;
}

export interface UnderlayFacts {
  /** Local address that tunnels are sent from. */
  readonly local: string;
  /** Device that has it; null: none has. */
  readonly link: LinkFacts | null;
  readonly route: RouteFacts;
  /** Device of the route. */
  readonly via: LinkFacts | null;
  /** Of tunnel packets from and to the other host. */
  readonly input: FilterFacts;
  readonly output: FilterFacts;
  /** Why nftables could not be read beyond what iptables shows; empty: it was. */
  readonly nft?: string;
  /** To the other host's address, from `local`. */
  readonly ping: PingFacts;
}

export interface TraceFacts {
  /** Revision held of the network; 0: it is not held. */
  readonly revision: number;
  readonly names: { readonly bridge: string; readonly vxlan: string; readonly port: string };
  /** Empty where there is a tap. */
  readonly workload: WorkloadFacts;
  readonly tap?: TapFacts;
  readonly port: (LinkFacts & { readonly pinnedMac: string | null }) | null;
  readonly bridge: LinkFacts | null;
  readonly vxlan: LinkFacts | null;
  /** Of the other endpoint's address on the vxlan device. */
  readonly neighbour: NeighbourFacts | null;
  /** Of the other endpoint's MAC on the vxlan device, with port, VNI, device or nexthop where these are its own; null: none. */
  readonly destination: string | null;
  /** Port that the bridge itself hands frames for that MAC to; null: to none in particular. */
  readonly bridged?: string | null;
  /** Absent when both are on one host. */
  readonly underlay?: UnderlayFacts;
}
