/** Messages between managers (peer.proto): writes handed to the leader, acks and presence in batches. */
import type { Ack, Failure } from './agent-messages.js';
import { bytesOf, decodeBuffer, encodeBuffer, integer, ovnet, required, text } from './wire.js';

const { ForwardRequests: WireRequests, ForwardResponses: WireResponses, PeerAcks: Wire } = ovnet.v1;
const { ControlRequest: WireControl, ControlResponse: WireControlled } = ovnet.v1;
const { QueryRequest: WireQuery, QueryResponse: WireQueried } = ovnet.v1;

export interface ForwardRequest {
  /** Unique on its stream. */
  readonly id: number;
  /** JSON of a Proposal without time. */
  readonly proposal: Buffer;
  /** Refused beyond 1. */
  readonly hops: number;
}

export interface ForwardResponse {
  /** Of the request. */
  readonly id: number;
  /** JSON of ApplyResult. */
  readonly result: Buffer;
  /** The caller waits until it has applied this index. */
  readonly index: number;
  /** Not empty: nothing was proposed, or the outcome is unknown. */
  readonly errorCode: string;
  readonly errorDetail: string;
}

export interface ControlRequest {
  /** `status` or `transfer`. */
  readonly operation: string;
  /** Transfer: whom to hand over to, 0 = the most advanced voter. */
  readonly member: number;
}

export interface ControlResponse {
  /** JSON. */
  readonly result: Buffer;
  /** Not empty: it was not done. */
  readonly errorCode: string;
  readonly errorDetail: string;
}

/** Asks a worker that the callee serves. */
export interface QueryRequest {
  readonly nodeId: string;
  /** As the agent names it. */
  readonly kind: string;
  /** JSON. */
  readonly payload: Buffer;
  /** Of the agent's answer. */
  readonly timeoutMs: number;
}

export interface QueryResponse {
  /** JSON. */
  readonly payload: Buffer;
  /** Not empty: there is no answer. */
  readonly errorCode: string;
  readonly errorDetail: string;
}

/** An agent's ack as its manager saw it; `appliedAtMs` is unix time. */
export interface NodeAck extends Ack {
  readonly nodeId: string;
  readonly appliedAtMs: number;
}

export interface NodePresence {
  readonly nodeId: string;
  readonly connected: boolean;
  /** Increases with each session on one manager. */
  readonly session: number;
}

export interface PeerAcks {
  readonly acks: readonly NodeAck[];
  readonly presence: readonly NodePresence[];
  /** First message of a stream: replaces what was known through this manager. */
  readonly complete: boolean;
}

export function encodeForwardRequests(requests: readonly ForwardRequest[]): Buffer {
  return encodeBuffer(WireRequests, { requests: [...requests] });
}

/** @throws OvnetError `invalid-message` */
export function decodeForwardRequests(bytes: Uint8Array): readonly ForwardRequest[] {
  const wire: ovnet.v1.ForwardRequests.$Properties = decodeBuffer(WireRequests, bytes);
  return (wire.requests ?? []).map(({ id, proposal, hops }) => ({
    id: integer(id, 'forward.id'),
    proposal: bytesOf(proposal),
    hops: integer(hops, 'forward.hops'),
  }));
}

export function encodeForwardResponses(responses: readonly ForwardResponse[]): Buffer {
  return encodeBuffer(WireResponses, { responses: [...responses] });
}

/** @throws OvnetError `invalid-message` */
export function decodeForwardResponses(bytes: Uint8Array): readonly ForwardResponse[] {
  const wire: ovnet.v1.ForwardResponses.$Properties = decodeBuffer(WireResponses, bytes);
  return (wire.responses ?? []).map(({ id, result, index, errorCode, errorDetail }) => ({
    id: integer(id, 'forward.id'),
    result: bytesOf(result),
    index: integer(index, 'forward.index'),
    errorCode: text(errorCode, 'forward.error_code'),
    errorDetail: errorDetail ?? '',
  }));
}

export function encodeControlRequest(message: ControlRequest): Buffer {
  return encodeBuffer(WireControl, message);
}

export function decodeControlRequest(bytes: Uint8Array): ControlRequest {
  const wire: ovnet.v1.ControlRequest.$Properties = decodeBuffer(WireControl, bytes);
  return {
    operation: text(wire.operation, 'control.operation'),
    member: integer(wire.member, 'control.member'),
  };
}

export function encodeControlResponse(message: ControlResponse): Buffer {
  return encodeBuffer(WireControlled, message);
}

export function decodeControlResponse(bytes: Uint8Array): ControlResponse {
  const wire: ovnet.v1.ControlResponse.$Properties = decodeBuffer(WireControlled, bytes);
  return {
    result: bytesOf(wire.result),
    errorCode: text(wire.errorCode, 'control.error_code'),
    errorDetail: wire.errorDetail ?? '',
  };
}

export function encodeQueryRequest(message: QueryRequest): Buffer {
  return encodeBuffer(WireQuery, message);
}

/** @throws OvnetError `invalid-message` */
export function decodeQueryRequest(bytes: Uint8Array): QueryRequest {
  const wire: ovnet.v1.QueryRequest.$Properties = decodeBuffer(WireQuery, bytes);
  return {
    nodeId: required(wire.nodeId, 'query.node_id'),
    kind: required(wire.kind, 'query.kind'),
    payload: bytesOf(wire.payload),
    timeoutMs: integer(wire.timeoutMs, 'query.timeout_ms'),
  };
}

export function encodeQueryResponse(message: QueryResponse): Buffer {
  return encodeBuffer(WireQueried, message);
}

/** @throws OvnetError `invalid-message` */
export function decodeQueryResponse(bytes: Uint8Array): QueryResponse {
  const wire: ovnet.v1.QueryResponse.$Properties = decodeBuffer(WireQueried, bytes);
  return {
    payload: bytesOf(wire.payload),
    errorCode: text(wire.errorCode, 'query.error_code'),
    errorDetail: wire.errorDetail ?? '',
  };
}

export function encodePeerAcks(message: PeerAcks): Buffer {
  const acks = message.acks.map((ack) => ({ ...ack, failed: [...ack.failed] }));
  return encodeBuffer(Wire, { acks, presence: [...message.presence], complete: message.complete });
}

/** @throws OvnetError `invalid-message` */
export function decodePeerAcks(bytes: Uint8Array): PeerAcks {
  const wire: ovnet.v1.PeerAcks.$Properties = decodeBuffer(Wire, bytes);
  return {
    acks: (wire.acks ?? []).map(ackFromWire),
    presence: (wire.presence ?? []).map((presence) => ({
      nodeId: required(presence.nodeId, 'presence.node_id'),
      connected: presence.connected ?? false,
      session: integer(presence.session, 'presence.session'),
    })),
    complete: wire.complete ?? false,
  };
}

function ackFromWire(wire: ovnet.v1.NodeAck.$Properties): NodeAck {
  return {
    nodeId: required(wire.nodeId, 'ack.node_id'),
    networkId: required(wire.networkId, 'ack.network_id'),
    epoch: integer(wire.epoch, 'ack.epoch'),
    revision: integer(wire.revision, 'ack.revision'),
    digest: text(wire.digest, 'ack.digest'),
    gone: wire.gone ?? false,
    appliedAtMs: integer(wire.appliedAtMs, 'ack.applied_at_ms'),
    failed: (wire.failed ?? []).map(failureFromWire),
  };
}

function failureFromWire(wire: ovnet.v1.AckFailure.$Properties): Failure {
  return {
    endpointId: text(wire.endpointId, 'failure.endpoint_id'),
    code: required(wire.code, 'failure.code'),
    detail: wire.detail ?? '',
  };
}
