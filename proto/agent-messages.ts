/** The words of the agent stream (agent.proto) as discriminated unions; `unknown` is a kind of a newer version. */
import type { DesiredEntry, NetworkDelta } from '../model/desired.js';

/** What an agent holds of one network. */
export interface Have {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
}

/** `endpointId` empty: the network as a whole. `code` is usually one of model/errors.ts. */
export interface Failure {
  readonly endpointId: string;
  readonly code: string;
  readonly detail: string;
}

/** Stands for all networks that a worker does not hold. Only ever `gone`. */
export const NOT_HELD = '*';

export interface Ack extends Have {
  readonly failed: readonly Failure[];
  /** Answers `gone`, or with `NOT_HELD` `synced`: nothing of the network is left in the kernel. */
  readonly gone: boolean;
}

export interface Report {
  readonly underlayMtu: number;
  readonly routes: readonly string[];
  readonly capabilities: readonly string[];
  readonly drift: readonly { readonly object: string; readonly repaired: number }[];
  readonly agentVersion: string;
}

/** Capability of an agent that goes over to another manager when told so by `move`. */
export const CAN_MOVE = 'move';

/** Capability of an agent that takes several messages as one, and says several as one to a manager that does. */
export const CAN_BATCH = 'batch';

/** Capability of an agent that answers queries of the kind. */
export function canAnswer(kind: string): string {
  return `query:${kind}`;
}

export interface Hello {
  readonly bootId: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly have: readonly Have[];
  /** Advertised address the agent was started with; empty: as the state has it. */
  readonly vtep: string;
}

/** `payload` is JSON; `errorCode` empty on success. */
export interface Answer {
  readonly id: number;
  readonly payload: Buffer;
  readonly errorCode: string;
  readonly errorDetail: string;
}

/** What is said in one message. */
export type SingleAgentMessage =
  | ({ readonly kind: 'hello' } & Hello)
  | ({ readonly kind: 'ack' } & Ack)
  | ({ readonly kind: 'report' } & Report)
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'unknown' };

export type AgentMessage = SingleAgentMessage | Batch<SingleAgentMessage>;

/** Several messages as one, in their order. */
export interface Batch<M> {
  readonly kind: 'batch';
  readonly messages: readonly M[];
}

export interface ManagerAddress {
  readonly nodeId: string;
  readonly address: string;
  readonly grpcPort: number;
  readonly apiPort: number;
}

export interface Welcome {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly epoch: number;
  readonly managers: readonly ManagerAddress[];
  /** Who speaks. */
  readonly managerId: string;
}

/** One part of a NetworkImage; the set is complete when `last` arrived. `digest` is that of the whole set. */
export interface ImageChunk {
  readonly networkId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
  /** From 0. */
  readonly chunk: number;
  readonly last: boolean;
  readonly entries: readonly DesiredEntry[];
}

/** The change of the network that makes `revision` belongs to `trace`, a W3C traceparent. */
export interface TraceMark {
  readonly networkId: string;
  readonly revision: number;
  readonly trace: string;
}

export interface Query {
  readonly id: number;
  /** Named by the agent that answers: `verify`, … */
  readonly query: string;
  /** JSON. */
  readonly payload: Buffer;
}

/** Where else an agent is served, and why it should go there. */
export interface Directions {
  readonly reason: string;
  readonly managers: readonly ManagerAddress[];
}

/** What is said in one message. */
export type SingleManagerMessage =
  | ({ readonly kind: 'welcome' } & Welcome)
  | ({ readonly kind: 'image' } & ImageChunk)
  | ({ readonly kind: 'delta' } & NetworkDelta)
  | {
      readonly kind: 'gone';
      readonly networkId: string;
      readonly epoch: number;
      readonly revision: number;
    }
  | { readonly kind: 'synced'; readonly epoch: number; readonly revision: number }
  | { readonly kind: 'removed'; readonly revision: number }
  | ({ readonly kind: 'trace' } & TraceMark)
  | ({ readonly kind: 'query' } & Query)
  | { readonly kind: 'heartbeat' }
  | ({ readonly kind: 'elsewhere' } & Directions)
  | ({ readonly kind: 'move' } & Directions)
  | { readonly kind: 'unknown' };

export type ManagerMessage = SingleManagerMessage | Batch<SingleManagerMessage>;
