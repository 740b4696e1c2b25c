/** The one table of failures: code → HTTP status, gRPC status, exit code of ovctl, title. */

export type FailureKind =
  | 'usage'
  | 'invalid'
  | 'impossible'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'taken'
  | 'in-use'
  | 'exhausted'
  | 'stale'
  | 'compacted'
  | 'limited'
  | 'unavailable'
  | 'unknown-outcome'
  | 'unsupported'
  | 'configuration'
  | 'not-converged'
  | 'too-large'
  | 'headers-too-large'
  | 'url-too-long'
  | 'late'
  | 'media-type'
  | 'method'
  | 'kernel'
  | 'degraded'
  | 'internal';

/** Adapters read this and nothing else. `grpc` is the number of the gRPC status code. */
export const KINDS = {
  usage: { http: 400, grpc: 3, exit: 2 },
  invalid: { http: 400, grpc: 3, exit: 65 },
  impossible: { http: 422, grpc: 3, exit: 65 },
  unauthenticated: { http: 401, grpc: 16, exit: 77 },
  forbidden: { http: 403, grpc: 7, exit: 77 },
  'not-found': { http: 404, grpc: 5, exit: 66 },
  taken: { http: 409, grpc: 6, exit: 73 },
  'in-use': { http: 409, grpc: 9, exit: 73 },
  exhausted: { http: 409, grpc: 8, exit: 69 },
  stale: { http: 412, grpc: 10, exit: 72 },
  compacted: { http: 410, grpc: 11, exit: 1 },
  limited: { http: 429, grpc: 8, exit: 69 },
  unavailable: { http: 503, grpc: 14, exit: 69 },
  'unknown-outcome': { http: 504, grpc: 4, exit: 74 },
  unsupported: { http: 422, grpc: 12, exit: 65 },
  configuration: { http: 500, grpc: 9, exit: 78 },
  'not-converged': { http: 200, grpc: 0, exit: 75 },
  'too-large': { http: 413, grpc: 8, exit: 65 },
  'headers-too-large': { http: 431, grpc: 8, exit: 65 },
  'url-too-long': { http: 414, grpc: 8, exit: 65 },
  late: { http: 408, grpc: 4, exit: 69 },
  'media-type': { http: 415, grpc: 3, exit: 65 },
  method: { http: 405, grpc: 12, exit: 65 },
  kernel: { http: 500, grpc: 13, exit: 1 },
  /** Said of an endpoint whose packets flow: it lacks something beside. Nobody waits for it. */
  degraded: { http: 500, grpc: 13, exit: 1 },
  internal: { http: 500, grpc: 13, exit: 70 },
} as const satisfies Record<FailureKind, { http: number; grpc: number; exit: number }>;

export const ERRORS = {
  usage: { kind: 'usage', title: 'The command line is wrong' },
  'invalid-body': { kind: 'invalid', title: 'The request body is invalid' },
  'invalid-query': { kind: 'invalid', title: 'A query parameter is invalid' },
  'invalid-message': { kind: 'invalid', title: 'A message of the protocol is malformed' },
  'malformed-entry': {
    kind: 'invalid',
    title: 'A worker was told of an object in a form that it cannot take',
  },
  'invalid-header': { kind: 'invalid', title: 'A request header is invalid' },
  'unknown-member': { kind: 'invalid', title: 'The body has a member that is not known' },
  'invalid-name': { kind: 'invalid', title: 'The name is malformed' },
  'invalid-cidr': { kind: 'invalid', title: 'The CIDR is malformed' },
  'invalid-address': { kind: 'invalid', title: 'The address is malformed' },
  'invalid-mac': { kind: 'invalid', title: 'The MAC address is malformed' },
  'invalid-vni': { kind: 'invalid', title: 'The VNI is out of range' },
  'invalid-mtu': { kind: 'invalid', title: 'The MTU is out of range' },
  'invalid-token': {
    kind: 'unauthenticated',
    title: 'The join token is malformed, unknown or used up',
  },
  'token-expired': { kind: 'unauthenticated', title: 'The join token has expired' },
  'token-role': { kind: 'forbidden', title: 'The join token is for another role' },
  'ca-mismatch': {
    kind: 'unauthenticated',
    title: 'The root certificate does not match the token',
  },
  'gateway-outside-subnet': { kind: 'impossible', title: 'The gateway lies outside the subnet' },
  'range-outside-subnet': { kind: 'impossible', title: 'The range lies outside the subnet' },
  'address-outside-subnet': {
    kind: 'impossible',
    title: 'The address lies in no subnet of the network',
  },
  'address-reserved': { kind: 'taken', title: 'The address is reserved' },
  'immutable-member': { kind: 'impossible', title: 'A member cannot be changed' },
  'idempotency-key-reused': {
    kind: 'impossible',
    title: 'The idempotency key was used for another request',
  },
  unauthenticated: { kind: 'unauthenticated', title: 'Credentials are missing or wrong' },
  forbidden: { kind: 'forbidden', title: 'The caller may not do this' },
  'node-removed': { kind: 'forbidden', title: 'The node was removed from the cluster' },
  'not-found': { kind: 'not-found', title: 'The object does not exist' },
  'name-taken': { kind: 'taken', title: 'The name is taken' },
  'address-taken': { kind: 'taken', title: 'The address is taken' },
  'reservation-mismatch': {
    kind: 'impossible',
    title: 'The reservation keeps another address or MAC',
  },
  'mac-taken': { kind: 'taken', title: 'The MAC address is taken' },
  'subnet-overlap': { kind: 'taken', title: 'The subnet overlaps another' },
  'vni-taken': { kind: 'taken', title: 'The VNI is taken' },
  'in-use': { kind: 'in-use', title: 'The object is in use' },
  'quorum-at-risk': {
    kind: 'in-use',
    title: 'The managers that are left would have no quorum',
  },
  'group-changed': {
    kind: 'unavailable',
    title: 'The cluster was recovered without this manager',
  },
  'feature-level': {
    kind: 'unsupported',
    title: 'Not every manager supports the feature level that is needed',
  },
  'node-draining': { kind: 'in-use', title: 'The node takes no new endpoints' },
  'already-initialized': {
    kind: 'taken',
    title: 'The data directory belongs to a cluster already',
  },
  'not-initialized': { kind: 'configuration', title: 'The data directory holds no node' },
  'data-locked': { kind: 'in-use', title: 'Another process uses the data directory' },
  'fabric-in-use': { kind: 'in-use', title: 'Another worker of the host uses the fabric' },
  'port-in-use': { kind: 'in-use', title: 'A port is taken by another process' },
  'subnet-full': { kind: 'exhausted', title: 'The subnet has no free address' },
  'pool-exhausted': { kind: 'exhausted', title: 'The address pools have no free subnet' },
  'vni-exhausted': { kind: 'exhausted', title: 'The VNI range has no free identifier' },
  'version-stale': { kind: 'stale', title: 'The object has changed since' },
  'revision-compacted': { kind: 'compacted', title: 'The revision is no longer kept' },
  'too-many-watches': { kind: 'limited', title: 'The manager serves as many watches as it may' },
  'slow-reader': { kind: 'compacted', title: 'A watch was read too slowly to be told everything' },
  'no-quorum': { kind: 'unavailable', title: 'The managers have no quorum' },
  stopping: { kind: 'unavailable', title: 'The manager is stopping' },
  starting: { kind: 'unavailable', title: 'The manager is starting' },
  busy: { kind: 'unavailable', title: 'Too many writes are under way' },
  'disk-full': { kind: 'unavailable', title: 'The disk of a manager has no room' },
  'priority-denied': {
    kind: 'forbidden',
    title: 'The process may not take the priority it is to have',
  },
  'disk-stuck': { kind: 'unavailable', title: 'The disk of a manager does not answer' },
  unreachable: { kind: 'unavailable', title: 'No manager answers' },
  'agent-unreachable': { kind: 'unavailable', title: 'The worker of this host does not answer' },
  'worker-unreachable': { kind: 'unavailable', title: 'No manager has a connection to the worker' },
  'query-timeout': { kind: 'unavailable', title: 'The worker did not answer in time' },
  'outcome-unknown': { kind: 'unknown-outcome', title: 'The outcome of the write is unknown' },
  'not-supported': { kind: 'unsupported', title: 'Not supported by this version' },
  'list-too-long': { kind: 'invalid', title: 'A list has too many items' },
  'have-too-long': { kind: 'invalid', title: 'An agent says to hold too many networks' },
  'message-too-large': { kind: 'too-large', title: 'A message of the protocol is too large' },
  'too-many-streams': { kind: 'unavailable', title: 'The node has too many streams open' },
  'url-too-long': { kind: 'url-too-long', title: 'The URL is too long' },
  'body-too-large': { kind: 'too-large', title: 'The body is too large' },
  'headers-too-large': {
    kind: 'headers-too-large',
    title: 'The request headers are too large',
  },
  'request-timeout': { kind: 'late', title: 'The request did not arrive in time' },
  'unsupported-media-type': { kind: 'media-type', title: 'The media type is not supported' },
  'method-not-allowed': { kind: 'method', title: 'The method is not allowed here' },
  'invalid-config': { kind: 'configuration', title: 'The configuration is invalid' },
  'not-root': { kind: 'forbidden', title: 'Root privileges are needed' },
  'missing-program': { kind: 'configuration', title: 'A program that is needed is missing' },
  'kernel-unsupported': {
    kind: 'configuration',
    title: 'The kernel lacks a feature that is needed',
  },
  'ambiguous-address': { kind: 'usage', title: 'The address to advertise is ambiguous' },
  'dns-port-taken': {
    kind: 'degraded',
    title: 'Something else answers at the address of the resolver in the namespace',
  },
  'dns-failed': { kind: 'degraded', title: 'Names are not answered in the namespace' },
  'black-hole': {
    kind: 'degraded',
    title: "The largest packets of the network vanish on the way to another member's host",
  },
  'native-unavailable': {
    kind: 'kernel',
    title: 'The native module for sockets in other namespaces does not load',
  },
  'netns-missing': { kind: 'kernel', title: 'The network namespace does not exist' },
  'process-missing': {
    kind: 'kernel',
    title: 'The process whose network namespace is meant does not exist',
  },
  'netns-changed': { kind: 'kernel', title: 'The network namespace is no longer the same' },
  'ifname-taken': { kind: 'kernel', title: 'The interface name is taken in the namespace' },
  'vni-in-use': { kind: 'kernel', title: 'A foreign device holds the VNI' },
  'data-port-taken': {
    kind: 'kernel',
    title: 'Another program of the host has the UDP port of the tunnels',
  },
  'vtep-family': {
    kind: 'kernel',
    title: 'The tunnel ends of two workers are of different IP families',
  },
  'gateway-taken': { kind: 'kernel', title: 'A foreign link has the name of the gateway bridge' },
  'gateway-no-subnet': { kind: 'exhausted', title: 'No subnet is free for the gateway bridge' },
  'bridge-full': {
    kind: 'exhausted',
    title: 'The bridge of the network on the worker takes no further endpoint',
  },
  'neighbours-full': {
    kind: 'degraded',
    title: 'The neighbour table of the host has overflowed',
  },
  'offload-broken': {
    kind: 'degraded',
    title: 'The network card breaks VXLAN packets by its offloads',
  },
  'gateway-full': { kind: 'exhausted', title: 'The gateway bridge takes no further namespace' },
  'kernel-refused': { kind: 'kernel', title: 'The kernel refused an operation' },
  'not-converged': {
    kind: 'not-converged',
    title: 'Not every worker has applied the change in time',
  },
  'backup-corrupt': { kind: 'invalid', title: 'The backup is damaged or cut short' },
  'backup-foreign': { kind: 'invalid', title: 'The file is no backup of a manager' },
  'file-exists': { kind: 'taken', title: 'The file exists already' },
  'log-corrupt': { kind: 'internal', title: 'The log is damaged' },
  'state-corrupt': { kind: 'internal', title: 'The state database is damaged' },
  'state-diverged': {
    kind: 'internal',
    title: 'The manager came to another state than the others',
  },
  'lab-failed': { kind: 'kernel', title: 'The lab could not do it' },
  internal: { kind: 'internal', title: 'An internal fault' },
} as const satisfies Record<string, { kind: FailureKind; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One offending place of a body: JSON pointer (RFC 6901) and reason. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal as a value: what apply returns and the API renders. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** The error that crosses folders. Its message is the detail for humans; `code` is stable. */
export class OvnetError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  /** `revision-compacted`: the oldest revision that can be gone on from. */
  readonly oldest: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { cause?: unknown; errors?: readonly FieldError[]; oldest?: number } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OvnetError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.oldest = options.oldest;
  }

  static from(refusal: Refusal): OvnetError {
    return new OvnetError(
      refusal.code,
      refusal.detail,
      refusal.errors ? { errors: refusal.errors } : {},
    );
  }
}

/** `code` may come from a worker of a later version. */
export function isDegradation(code: string): boolean {
  return code in ERRORS && ERRORS[code as ErrorCode].kind === 'degraded';
}

export function kindOf(code: ErrorCode): (typeof KINDS)[FailureKind] {
  return KINDS[ERRORS[code].kind];
}
