/** The replicated objects as the API shows them: one shape from state tables to REST and ovctl. */

/** Members every object carries. `version` is the revision of the last change; times are RFC 3339 UTC with ms. */
export interface ObjectMeta {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type Labels = Readonly<Record<string, string>>;

/** A pool as in `10.0.0.0/8/24`: subnets of `subnetPrefix` are cut from `cidr`. */
export interface AddressPool {
  readonly cidr: string;
  readonly subnetPrefix: number;
}

/** Cluster-wide settings (one object, id = cluster id). */
export interface Cluster extends ObjectMeta {
  readonly name: string;
  /** PEM bundle of the cluster's root certificates. */
  readonly caBundle: string;
  readonly pools: readonly AddressPool[];
  readonly vniRange: { readonly first: number; readonly last: number };
  readonly dataPort: number;
  /** Raised by restore and forced recovery; revisions of different epochs are never compared. */
  readonly epoch: number;
  /** What commands the log may carry: raised once every manager supports it, never lowered. */
  readonly featureLevel: number;
}

export type NodeRole = 'manager' | 'worker';
export type NodeStatus = 'ready' | 'down';
export type Availability = 'active' | 'drain';
export type RaftRole = 'voter' | 'learner';
/** `none`: the manager is being removed; its row goes once raft counts it no more. */
export type WantedRaftRole = RaftRole | 'none';

export interface ClusterNode extends ObjectMeta {
  readonly name: string;
  readonly role: NodeRole;
  readonly status: NodeStatus;
  readonly availability: Availability;
  readonly labels: Labels;
  /** Workers: underlay address packets are sent to (advertised VTEP). Managers: empty. */
  readonly vtep: string;
  /** Managers: HOST of the advertised address; workers: empty. */
  readonly address: string;
  readonly apiPort: number;
  readonly grpcPort: number;
  /** Managers: member id in raft (0 for workers) and the role wanted there; what it is now, raft's configuration says. */
  readonly raftId: number;
  readonly raft: WantedRaftRole | undefined;
  /** Managers: the highest feature level that its program supports; workers: 0. */
  readonly featureLevel: number;
  /** SHA-256 (hex) of the public key (SPKI) the node joined with: joining again with it returns the same node. */
  readonly keyDigest: string;
  /** Worker reports: underlay MTU in bytes, local routes (CIDR), capabilities, agent version. */
  readonly mtu: number;
  readonly routes: readonly string[];
  readonly capabilities: readonly string[];
  readonly agentVersion: string;
}

export interface Network extends ObjectMeta {
  readonly name: string;
  readonly vni: number;
  /** As asked for; `AUTOMATIC_MTU`: what the underlay of its members allows. */
  readonly mtu: number;
  readonly internal: boolean;
  readonly encrypted: boolean;
  readonly flood: boolean;
  readonly ipv6: boolean;
  readonly labels: Labels;
  /** Embedded for reading convenience; the subnets table is the truth. Sorted by id. */
  readonly subnets: readonly Subnet[];
}

export interface Subnet extends ObjectMeta {
  readonly network: string;
  readonly cidr: string;
  readonly gateway: string;
  readonly range: string | undefined;
  readonly reserved: readonly string[];
}

export interface Attachment {
  /** Name under /run/netns or an absolute path. */
  readonly netns: string;
  /** Of a tap: its name on the host. */
  readonly ifname: string;
  readonly create: boolean;
  /** Among the endpoints of a namespace the highest one's network gives the default route; absent: 0. */
  readonly gatewayPriority?: number;
  /** It has the gateway addresses of its network's subnets. */
  readonly router?: boolean;
  /** A tap device on the host instead of an interface in a namespace; `netns` is empty. */
  readonly tap?: TapOwner;
}

/** Who may open the device without being root: names or numbers on the worker's host. */
export interface TapOwner {
  readonly user?: string;
  readonly group?: string;
}

export type EndpointState = 'pending' | 'ready' | 'failed' | 'unreachable' | 'removing';

export interface Condition {
  readonly type: string;
  readonly status: boolean;
  readonly code: string;
  readonly detail: string;
  readonly since: string;
}

/** What the state machine keeps; `state`, `conditions`, `networkName`, `nodeName`, `vtep` are added by the API. */
export interface Endpoint extends ObjectMeta {
  readonly network: string;
  readonly node: string;
  readonly name: string;
  /** With prefix length, as `10.0.0.7/24`; IPv4 first. */
  readonly addresses: readonly string[];
  readonly mac: string;
  readonly aliases: readonly string[];
  readonly labels: Labels;
  readonly attachment: Attachment | undefined;
}

/** Name, addresses and MAC kept in a network for an endpoint that comes later, or comes back. */
export interface Reservation extends ObjectMeta {
  readonly network: string;
  /** Unique among the reservations of the network; an endpoint of that name takes it. */
  readonly name: string;
  /** With prefix length; one per family that the network had, IPv4 first. */
  readonly addresses: readonly string[];
  readonly mac: string;
  readonly labels: Labels;
}

export interface JoinToken extends ObjectMeta {
  readonly role: NodeRole;
  /** SHA-256 (hex) of the 128-bit secret: never leaves the managers. */
  readonly secretHash: string;
  readonly expiresAt: string;
  /** Undefined: unlimited. */
  readonly usesLeft: number | undefined;
}

export type ApiRole = 'admin' | 'operator' | 'viewer';

export interface ApiKey extends ObjectMeta {
  readonly name: string;
  readonly role: ApiRole;
  readonly secretHash: string;
}

/** Object kinds by table; the value's type is found through this map. */
export interface ObjectKinds {
  cluster: Cluster;
  node: ClusterNode;
  network: Network;
  subnet: Subnet;
  endpoint: Endpoint;
  reservation: Reservation;
  token: JoinToken;
  key: ApiKey;
}
export type Kind = keyof ObjectKinds;
