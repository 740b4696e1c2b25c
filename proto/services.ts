/**
 * The gRPC services, written by hand: path, kind and serializers of each RPC. What a manager sends on streams is prepared
 * bytes, passed through; what comes in is decoded to typed messages. A `*_BYTES` service passes both ways through.
 */
import { decodeAgentMessage, encodeAgentMessage } from './agent-codec.js';
import { decodeManagerMessage } from './manager-codec.js';
import * as nodeApi from './node-api-codec.js';
import * as peer from './peer-codec.js';

/** Types of an RPC as its sender writes and its receiver reads them. Fits grpc-js' ServiceDefinition. */
export interface Rpc<RequestOut, RequestIn, ResponseOut, ResponseIn> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: RequestOut) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => RequestIn;
  readonly responseSerialize: (message: ResponseOut) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => ResponseIn;
}

/** Metadata key of the stable error code on every gRPC status of ours. */
export const CODE_METADATA = 'ovnet-code';

/**
 * Metadata of calls between managers: the raft group of the caller, and where the caller is reached (`host:port` of gRPC), so
 * that one that has moved is found before its new address is in the state.
 */
export const PEER_METADATA = { group: 'ovnet-group', place: 'ovnet-place' } as const;

const UNARY = { requestStream: false, responseStream: false };
const BIDI = { requestStream: true, responseStream: true };
const PASS = {
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
};

/** Managers write Buffers of `encodeManagerMessage` and read AgentMessage. Role: worker. */
export const AGENT_SERVICE = {
  session: {
    path: '/ovnet.v1.Agent/Session',
    ...BIDI,
    requestSerialize: encodeAgentMessage,
    requestDeserialize: decodeAgentMessage,
    responseSerialize: same,
    responseDeserialize: decodeManagerMessage,
  },
} as const;

/** The same as managers serve it: what comes in is decoded by who can answer that it is malformed. */
export const AGENT_BYTES = {
  session: { ...AGENT_SERVICE.session, requestDeserialize: same },
} as const;

/**
 * `control`: what only the leader knows or does beside the log. `query`: a worker that the callee serves is asked. `acks`: both sides write Buffers of `encodePeerAcks` and read PeerAcks. Role: manager.
 */
export const PEER_SERVICE = {
  forward: {
    path: '/ovnet.v1.Peer/Forward',
    ...BIDI,
    requestSerialize: peer.encodeForwardRequests,
    requestDeserialize: peer.decodeForwardRequests,
    responseSerialize: peer.encodeForwardResponses,
    responseDeserialize: peer.decodeForwardResponses,
  },
  control: {
    path: '/ovnet.v1.Peer/Control',
    ...UNARY,
    requestSerialize: peer.encodeControlRequest,
    requestDeserialize: peer.decodeControlRequest,
    responseSerialize: peer.encodeControlResponse,
    responseDeserialize: peer.decodeControlResponse,
  },
  query: {
    path: '/ovnet.v1.Peer/Query',
    ...UNARY,
    requestSerialize: peer.encodeQueryRequest,
    requestDeserialize: peer.decodeQueryRequest,
    responseSerialize: peer.encodeQueryResponse,
    responseDeserialize: peer.decodeQueryResponse,
  },
  acks: {
    path: '/ovnet.v1.Peer/Acks',
    ...BIDI,
    requestSerialize: same,
    requestDeserialize: peer.decodePeerAcks,
    responseSerialize: same,
    responseDeserialize: peer.decodePeerAcks,
  },
} as const;

/** Typed: managers and local clients. Role: worker, own node only. */
export const NODE_API_SERVICE = {
  attach: {
    path: '/ovnet.v1.NodeApi/Attach',
    ...UNARY,
    requestSerialize: nodeApi.encodeAttachRequest,
    requestDeserialize: nodeApi.decodeAttachRequest,
    responseSerialize: nodeApi.encodeAttachResponse,
    responseDeserialize: nodeApi.decodeAttachResponse,
  },
  detach: {
    path: '/ovnet.v1.NodeApi/Detach',
    ...UNARY,
    requestSerialize: nodeApi.encodeDetachRequest,
    requestDeserialize: nodeApi.decodeDetachRequest,
    responseSerialize: nodeApi.encodeDetachResponse,
    responseDeserialize: nodeApi.decodeDetachResponse,
  },
  reserve: {
    path: '/ovnet.v1.NodeApi/Reserve',
    ...UNARY,
    requestSerialize: nodeApi.encodeReserveRequest,
    requestDeserialize: nodeApi.decodeReserveRequest,
    responseSerialize: nodeApi.encodeReserveResponse,
    responseDeserialize: nodeApi.decodeReserveResponse,
  },
} as const;

/** Untouched bytes: the agent's socket, which only passes calls on. */
export const NODE_API_BYTES = {
  attach: { path: NODE_API_SERVICE.attach.path, ...UNARY, ...PASS },
  detach: { path: NODE_API_SERVICE.detach.path, ...UNARY, ...PASS },
  reserve: { path: NODE_API_SERVICE.reserve.path, ...UNARY, ...PASS },
} as const;

function same(bytes: Buffer): Buffer {
  return bytes;
}
