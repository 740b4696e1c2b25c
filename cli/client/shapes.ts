/** Answers of the REST API as ovctl reads them, by the names it uses. */
import type { components } from './gen/rest.js';

type Schemas = components['schemas'];

export type NetworkAnswer = Schemas['Network'];
export type SubnetAnswer = Schemas['Subnet'];
export type ClusterAnswer = Schemas['Cluster'];
/** `raft` of a manager that leads is `leader`. */
export type NodeAnswer = Schemas['Node'];
export type NodePatch = Schemas['NodePatch'];
export type TokenAnswer = Schemas['Token'];
export type KeyAnswer = Schemas['Key'];
export type EndpointAnswer = Schemas['Endpoint'];
export type ReservationAnswer = Schemas['Reservation'];
export type AuditAnswer = Schemas['AddressAudit'];
export type AuditFinding = Schemas['AuditFinding'];
/** One change: of the history, or as a watch tells it. */
export type EventAnswer = Schemas['Event'];
export type RaftAnswer = Schemas['Raft'];
export type RaftMember = RaftAnswer['members'][number];
export type ConvergenceAnswer = Schemas['Convergence'];
/** One worker in an answer about convergence. */
export type WorkerState = Schemas['WorkerConvergence'];
export type VerifyAnswer = Schemas['Verification'];
export type VerifiedWorker = Schemas['VerifiedWorker'];
/** One thing in a worker's kernel that is not as it should be. */
export type Difference = Schemas['Difference'];
export type TraceAnswer = Schemas['Trace'];
export type TraceHop = Schemas['TraceHop'];
export type CheckAnswer = Schemas['NetworkCheck'];
export type CheckedPair = Schemas['CheckedPair'];
/** Members that create something, as REST and `ovctl apply` take them. */
export type NetworkBody = Schemas['NetworkCreate'];
export type SubnetBody = Schemas['SubnetCreate'];
export type EndpointBody = Schemas['EndpointCreate'];
export type Operation = Schemas['BatchOperation'];

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
