/** Answers of the REST API as ovctl reads them: the replicated objects without what never leaves the managers. */
import type {
  ApiKey,
  Cluster,
  ClusterNode,
  Condition,
  Endpoint,
  EndpointState,
  JoinToken,
  Network,
  Reservation,
  Subnet,
} from '../../model/objects.js';

export type NetworkAnswer = Network;
export interface SubnetAnswer extends Subnet {
  /** Addresses. */
  readonly usage: {
    readonly total: number;
    readonly used: number;
    readonly reserved: number;
    readonly free: number;
  };
}
export type ClusterAnswer = Cluster;
/** `raft` of a manager that leads is `leader`. */
export type NodeAnswer = Omit<ClusterNode, 'keyDigest' | 'raft'> & {
  readonly raft?: 'voter' | 'learner' | 'leader';
};
export type TokenAnswer = Omit<JoinToken, 'secretHash'>;
export type KeyAnswer = Omit<ApiKey, 'secretHash'>;

export interface EndpointAnswer extends Endpoint {
  readonly networkName: string;
  readonly nodeName: string;
  readonly vtep: string;
  readonly state: EndpointState;
  readonly conditions: readonly Condition[];
}

export interface ReservationAnswer extends Reservation {
  readonly networkName: string;
  /** Id of the endpoint that has it now. */
  readonly endpoint?: string;
}

/** One change: of the history, or as a watch tells it. */
export interface EventAnswer {
  /** REVISION-N. */
  readonly event: string;
  readonly revision: number;
  readonly time: string;
  readonly actor: string;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly network?: string;
  readonly object: unknown;
}

/** One worker in an answer about convergence. */
export interface WorkerState {
  readonly node: string;
  readonly nodeName: string;
  readonly state: 'applied' | 'pending' | 'failed' | 'unreachable';
  readonly revision: number;
  readonly appliedAt?: string;
  readonly lagMs?: number;
  readonly code?: string;
  readonly detail?: string;
}

export interface ConvergenceAnswer {
  readonly revision: number;
  readonly converged: boolean;
  readonly workers: readonly WorkerState[];
}

/** What every write answers besides the object. */
export interface Written {
  readonly revision: number;
  readonly converged?: boolean;
  readonly laggards?: readonly WorkerState[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly revision: number;
  readonly continue?: string;
}

export interface RaftAnswer {
  readonly leader?: string;
  /** The observer knows a leader. */
  readonly quorum: boolean;
  /** Manager whose view this is. */
  readonly observer: string;
  readonly group: string;
  readonly epoch: number;
  readonly featureLevel: number;
  readonly term: number;
  readonly commit: number;
  readonly applied: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly joint: boolean;
  readonly diskFull: boolean;
  readonly members: readonly RaftMember[];
}

export interface RaftMember {
  readonly node: string;
  readonly name: string;
  readonly raftId: number;
  readonly role: 'leader' | 'voter' | 'learner';
  readonly wanted?: string;
  readonly next?: string;
  readonly match?: number;
  readonly lag?: number;
  readonly state?: string;
  readonly lastContactMs?: number;
}

export interface AuditFinding {
  readonly kind: string;
  readonly id: string;
  readonly detail: string;
}

export interface AuditAnswer {
  readonly revision: number;
  readonly clean: boolean;
  readonly networks: number;
  readonly subnets: number;
  readonly endpoints: number;
  readonly reservations: number;
  readonly leases: number;
  readonly leaks: readonly AuditFinding[];
  readonly duplicates: readonly AuditFinding[];
  readonly miscounts: readonly AuditFinding[];
  readonly omitted: number;
}
