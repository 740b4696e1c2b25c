/** Who may call what on the gRPC port: one table, checked before any handler sees a call. */
import { Metadata, status, type ServerErrorResponse } from '@grpc/grpc-js';
import { nameFromAltNames } from '../../identity/spiffe.js';
import { kindOf, OvnetError } from '../../model/errors.js';
import type { NodeRole } from '../../model/objects.js';
import {
  AGENT_SERVICE,
  CODE_METADATA,
  NODE_API_SERVICE,
  PEER_METADATA,
  PEER_SERVICE,
} from '../../proto/services.js';
import { CONNECT_PATH, INSTALL_PATH } from '../../raft/transport/raft-service.js';
import type { StateView } from '../state/view.js';
import type { ManagerDirectory } from './manager-directory.js';

interface Rule {
  readonly role: NodeRole;
  /** A removed node is told so in the stream instead of being refused. */
  readonly admitsRemoved?: true;
  /** The caller says of which raft group it is. */
  readonly group?: true;
}

export const RPC_ROLES: Readonly<Record<string, Rule>> = {
  [CONNECT_PATH]: { role: 'manager' },
  [INSTALL_PATH]: { role: 'manager' },
  [PEER_SERVICE.forward.path]: { role: 'manager', group: true },
  [PEER_SERVICE.control.path]: { role: 'manager', group: true },
  [PEER_SERVICE.query.path]: { role: 'manager', group: true },
  [PEER_SERVICE.acks.path]: { role: 'manager', group: true },
  [AGENT_SERVICE.session.path]: { role: 'worker', admitsRemoved: true },
  [NODE_API_SERVICE.attach.path]: { role: 'worker' },
  [NODE_API_SERVICE.detach.path]: { role: 'worker' },
  [NODE_API_SERVICE.reserve.path]: { role: 'worker' },
};

/** The part of a call that tells who makes it. */
export interface Caller {
  readonly metadata: Metadata;
  getPath(): string;
  getAuthContext(): { readonly sslPeerCertificate?: { readonly subjectaltname?: string } };
}

export interface RpcGuardDeps {
  readonly view: Pick<StateView, 'isRemoved'>;
}

export interface RpcGuardOptions {
  readonly clusterId: string;
  /** Raft group of this manager. */
  readonly group: string;
}

export class RpcGuard {
  readonly #deps: RpcGuardDeps;
  readonly #options: RpcGuardOptions;

  constructor(deps: RpcGuardDeps, options: RpcGuardOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Node id of the caller. Throws `unauthenticated`, `forbidden`, `group-changed`, `node-removed`. */
  check(call: Caller): string {
    const path = call.getPath();
    const rule = RPC_ROLES[path];
    if (!rule) throw new OvnetError('forbidden', `${path} is nobody's to call`);
    const certificate = call.getAuthContext().sslPeerCertificate;
    const name = nameFromAltNames(certificate?.subjectaltname);
    if (name?.clusterId !== this.#options.clusterId) {
      throw new OvnetError('unauthenticated', 'the certificate names no node of this cluster');
    }
    if (name.role !== rule.role) {
      throw new OvnetError('forbidden', `${path} is for a ${rule.role}, not for a ${name.role}`);
    }
    // Before the question who is a member: another group has its own answer to that.
    if (rule.group) this.#checkGroup(call.metadata);
    if (!rule.admitsRemoved) this.requireMember(name.nodeId);
    return name.nodeId;
  }

  /** On a stream that was checked once: who called may have been removed since. Throws `node-removed`. */
  requireMember(nodeId: string): void {
    if (!this.#deps.view.isRemoved(nodeId)) return;
    throw new OvnetError('node-removed', `node ${nodeId} was removed`);
  }

  #checkGroup(metadata: Metadata): void {
    const group = String(metadata.get(PEER_METADATA.group)[0] ?? '');
    if (group === this.#options.group) return;
    throw new OvnetError(
      'group-changed',
      `this manager is of raft group ${this.#options.group}, not of ${group}`,
    );
  }
}

/** Member id of the manager that opens a raft stream; undefined refuses it. */
export function identifyMember(
  guard: RpcGuard,
  directory: Pick<ManagerDirectory, 'byNodeId'>,
  call: Caller,
): number | undefined {
  try {
    return directory.byNodeId(guard.check(call))?.raftId;
  } catch (error) {
    if (error instanceof OvnetError) return undefined;
    throw error;
  }
}

/** An error as gRPC tells it: status, detail, and the stable code in the metadata. */
export function rpcError(error: unknown): ServerErrorResponse {
  const known = error instanceof OvnetError ? error : undefined;
  const metadata = new Metadata();
  metadata.set(CODE_METADATA, known?.code ?? 'internal');
  const number: number = kindOf(known?.code ?? 'internal').grpc;
  const code = status[status[number] as keyof typeof status];
  const details = known?.message ?? 'an internal fault';
  return Object.assign(new Error(details), { code, details, metadata });
}
