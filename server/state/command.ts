/** What a log entry carries: the intent, who wants it, and every input that apply may not make up itself. */
import type {
  AddressPool,
  ApiRole,
  Attachment,
  Availability,
  Labels,
  NodeRole,
  NodeStatus,
  RaftRole,
} from '../../model/objects.js';

export interface SubnetRequest {
  readonly id: string;
  readonly cidr?: string;
  readonly gateway?: string;
  readonly range?: string;
  readonly reserved?: readonly string[];
}

/** Ids are minted by the proposer (unique), names may be given where an object is referred to. */
export type Command =
  | {
      readonly kind: 'cluster.init';
      readonly id: string;
      readonly name: string;
      readonly caBundle: string;
      readonly pools: readonly AddressPool[];
      readonly vniRange: { readonly first: number; readonly last: number };
      readonly dataPort: number;
      /** Of the program that begins the cluster; absent: the first one. */
      readonly featureLevel?: number;
    }
  | {
      readonly kind: 'cluster.update';
      readonly pools?: readonly AddressPool[];
      readonly vniRange?: { readonly first: number; readonly last: number };
      readonly dataPort?: number;
      readonly ifVersion?: number;
    }
  | {
      /** Every manager supports the level: commands of that level may follow. */
      readonly kind: 'cluster.raise';
      readonly featureLevel: number;
    }
  | {
      /** The first command of a new raft group: `node` is its only manager, the epoch is raised. */
      readonly kind: 'cluster.recover';
      readonly node: string;
      /** Absent from logs of 0.1 only, where it stands as an entry: the next one. */
      readonly epoch?: number;
    }
  | {
      /**
       * Never in a log: makes the state of a backup that of a cluster whose only manager is the one named. `id` and the
       * rest are as in `node.join`, its raft id is the index.
       */
      readonly kind: 'cluster.restore';
      readonly epoch: number;
      readonly id: string;
      readonly name: string;
      readonly keyDigest: string;
      readonly address: string;
      readonly apiPort: number;
      readonly grpcPort: number;
      readonly featureLevel: number;
    }
  | {
      /** Same keyDigest as an existing node of that role: that node is returned, its addresses updated. Uses one use of the token when new. */
      readonly kind: 'node.join';
      readonly id: string;
      readonly role: NodeRole;
      readonly name: string;
      readonly keyDigest: string;
      readonly vtep?: string;
      readonly address?: string;
      readonly apiPort?: number;
      readonly grpcPort?: number;
      readonly raftId?: number;
      readonly labels?: Labels;
      /** Managers: the highest level its program supports. */
      readonly featureLevel?: number;
      /** Hash of the token's secret; absent only for the first manager. */
      readonly tokenHash?: string;
    }
  | {
      readonly kind: 'node.update';
      readonly node: string;
      readonly labels?: Readonly<Record<string, string | null>>;
      readonly availability?: Availability;
      readonly raft?: RaftRole;
      readonly ifVersion?: number;
    }
  | {
      /** Addresses from the daemon's flags at start. */
      readonly kind: 'node.announce';
      readonly node: string;
      readonly vtep?: string;
      readonly address?: string;
      readonly apiPort?: number;
      readonly grpcPort?: number;
      readonly featureLevel?: number;
    }
  | {
      readonly kind: 'node.status';
      readonly changes: readonly { readonly node: string; readonly status: NodeStatus }[];
    }
  | {
      readonly kind: 'node.report';
      readonly node: string;
      readonly mtu: number;
      readonly routes: readonly string[];
      readonly capabilities: readonly string[];
      readonly agentVersion: string;
    }
  | {
      /** A manager is only marked, until the leader says that raft counts it no more. */
      readonly kind: 'node.remove';
      readonly node: string;
      readonly force: boolean;
      /** Set by the leader alone: the manager is out of raft's configuration. */
      readonly settled?: true;
      readonly ifVersion?: number;
    }
  | {
      readonly kind: 'network.create';
      readonly id: string;
      readonly name: string;
      readonly vni?: number;
      readonly mtu?: number;
      readonly internal?: boolean;
      readonly flood?: boolean;
      readonly ipv6?: boolean;
      readonly labels?: Labels;
      /** Empty: one subnet from the pools; its id is `defaultSubnetId`. */
      readonly subnets: readonly SubnetRequest[];
      readonly defaultSubnetId: string;
    }
  | {
      readonly kind: 'network.update';
      readonly network: string;
      readonly labels?: Readonly<Record<string, string | null>>;
      readonly mtu?: number;
      readonly flood?: boolean;
      readonly ifVersion?: number;
    }
  | {
      readonly kind: 'network.delete';
      readonly network: string;
      readonly force: boolean;
      readonly ifVersion?: number;
    }
  | { readonly kind: 'subnet.add'; readonly network: string; readonly subnet: SubnetRequest }
  | {
      readonly kind: 'subnet.remove';
      readonly network: string;
      readonly subnet: string;
      readonly ifVersion?: number;
    }
  | {
      readonly kind: 'endpoint.create';
      readonly id: string;
      readonly network: string;
      readonly node: string;
      /** A reservation of that name in the network gives its addresses and MAC. */
      readonly name?: string;
      /** Another reservation than that of the name: by id or `NAME.NETWORK`; without a name its name too. */
      readonly reservation?: string;
      /** With or without length; none: the next free one of the first subnet (each family). */
      readonly addresses?: readonly string[];
      readonly mac?: string;
      readonly aliases?: readonly string[];
      readonly labels?: Labels;
      readonly attachment?: Attachment;
    }
  | {
      readonly kind: 'endpoint.update';
      readonly endpoint: string;
      readonly labels?: Readonly<Record<string, string | null>>;
      readonly aliases?: readonly string[];
      readonly ifVersion?: number;
    }
  | {
      readonly kind: 'endpoint.move';
      readonly endpoint: string;
      readonly node: string;
      readonly attachment?: Attachment;
      readonly ifVersion?: number;
    }
  | { readonly kind: 'endpoint.delete'; readonly endpoint: string; readonly ifVersion?: number }
  | {
      /** Of the name of an endpoint that exists: keeps what that one has. */
      readonly kind: 'reservation.create';
      readonly id: string;
      readonly network: string;
      readonly name: string;
      /** As of an endpoint. */
      readonly addresses?: readonly string[];
      readonly mac?: string;
      readonly labels?: Labels;
    }
  | {
      readonly kind: 'reservation.delete';
      /** By id or `NAME.NETWORK`. */
      readonly reservation: string;
      readonly ifVersion?: number;
    }
  | {
      readonly kind: 'token.create';
      readonly id: string;
      readonly role: NodeRole;
      readonly secretHash: string;
      readonly ttlMs: number;
      readonly uses?: number;
    }
  | { readonly kind: 'token.delete'; readonly token: string }
  | {
      readonly kind: 'key.create';
      readonly id: string;
      readonly name: string;
      readonly role: ApiRole;
      readonly secretHash: string;
    }
  | { readonly kind: 'key.delete'; readonly key: string }
  /** Every manager notes the sum over all rows of its state up to this entry. */
  | { readonly kind: 'state.checkpoint' }
  | {
      /** Member `member` (of raft) came to this sum at the entry `checkpoint`. */
      readonly kind: 'state.attest';
      readonly checkpoint: number;
      readonly member: number;
      readonly sum: string;
    }
  /** All or nothing; later ones may name ids of earlier ones. */
  | { readonly kind: 'batch'; readonly commands: readonly Command[] };

export type CommandKind = Command['kind'];

/** The entry's payload (JSON, UTF-8). `timeMs` is stamped by the leader: max(last entry's time, its clock). */
export interface Proposal {
  readonly command: Command;
  /** Caller for the event history, as `key:NAME`, `socket`, `node:ID`, `system`. */
  readonly actor: string;
  readonly timeMs: number;
  readonly idempotency?: {
    /** Scope: the caller; `bodyHash` tells a retry from another request under the same key. */
    readonly caller: string;
    readonly key: string;
    readonly bodyHash: string;
  };
  /** Of the manager that was asked, if it takes the result from its own apply; never for the state. */
  readonly origin?: string;
  /** W3C traceparent of a traced write: for the spans of those who apply it, never for the state. */
  readonly trace?: string;
}
