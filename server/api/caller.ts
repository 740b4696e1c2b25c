/** Who calls: bearer key, client certificate or the local socket, turned into a role and a name for the history. */
import type { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { OvnetError } from '../../model/errors.js';
import type { ApiRole } from '../../model/objects.js';
import { hashApiKey, sameHash } from '../identity/api-key.js';
import { peerIdentity, type NodeIdentity } from '../identity/peer-identity.js';
import type { StateView } from '../state/view.js';
import type { Rights } from './route.js';

export interface Caller {
  /** `key:NAME`, `cert:NAME`, `node:ID`, `socket`: actor in the history and scope of idempotency keys. */
  readonly name: string;
  readonly role: ApiRole | undefined;
  /** Holder of that node's certificate. */
  readonly node?: NodeIdentity;
}

export const NOBODY: Caller = { name: 'nobody', role: undefined };
const SOCKET: Caller = { name: 'socket', role: 'admin' };

/** What kind of listener the request came in by. The socket's file mode is its authentication. */
export type Entrance = 'https' | 'socket';

/** Throws `unauthenticated`. */
export function identify(request: FastifyRequest, view: StateView, entrance: Entrance): Caller {
  if (entrance === 'socket') return SOCKET;
  const { authorization } = request.headers;
  if (authorization !== undefined) return keyHolder(authorization, view);
  return certificateHolder(request.raw.socket as Partial<TLSSocket>, view);
}

/** Throws `forbidden`. */
export function checkRights(caller: Caller, rights: Rights): void {
  if (rights === 'public') return;
  if (rights === 'node') {
    if (caller.node) return;
    throw new OvnetError('forbidden', `${caller.name} is no node; this needs a node's certificate`);
  }
  if (rights === 'socket') {
    if (caller === SOCKET) return;
    throw new OvnetError('forbidden', `${caller.name} is not on this host; this needs the socket`);
  }
  if (caller.node) {
    const { role } = caller.node;
    throw new OvnetError('forbidden', `a ${role}'s certificate may not use the REST API`);
  }
  if (caller.role !== undefined && rights.includes(caller.role)) return;
  const needed = rights.join(' or ');
  throw new OvnetError(
    'forbidden',
    `${caller.name} has role ${caller.role ?? 'none'}; this needs ${needed}`,
  );
}

/** The credential of `Authorization: Bearer …`; undefined for another scheme or form. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

function keyHolder(authorization: string, view: StateView): Caller {
  const secret = bearerOf(authorization);
  if (secret === undefined) {
    throw new OvnetError('unauthenticated', 'Authorization is not of the form: Bearer KEY');
  }
  const hash = hashApiKey(secret);
  const key = view.keyByHash(hash);
  if (!key || !sameHash(key.secretHash, hash)) {
    throw new OvnetError('unauthenticated', 'the API key is unknown');
  }
  return { name: `key:${key.name}`, role: key.role };
}

function certificateHolder(socket: Partial<TLSSocket>, view: StateView): Caller {
  const certificate = socket.getPeerCertificate?.();
  if (certificate === undefined || Object.keys(certificate).length === 0) {
    throw new OvnetError(
      'unauthenticated',
      'no credentials: send Authorization: Bearer KEY or a client certificate',
    );
  }
  const identity = socket.authorized === true ? peerIdentity(certificate) : undefined;
  if (!identity || identity.clusterId !== view.cluster()?.id) {
    throw new OvnetError('unauthenticated', "the client certificate is not of this cluster's CA");
  }
  if (identity.role !== 'admin') {
    return { name: `node:${identity.nodeId}`, role: undefined, node: identity };
  }
  return { name: `cert:${identity.name}`, role: 'admin' };
}
