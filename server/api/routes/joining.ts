/** /v1/join: a token, not a key, lets in, and the certificate it gave leads out again. */
import type { Static } from 'typebox';
import { hashSecret } from '../../../identity/secret.js';
import { parseInterfaceAddress } from '../../../model/cidr.js';
import { OvnetError, type ErrorCode } from '../../../model/errors.js';
import { parseNodeName } from '../../../model/name.js';
import type { ClusterNode, NodeRole } from '../../../model/objects.js';
import { formatTime } from '../../../model/time.js';
import { provenKey } from '../../identity/certificate-authority.js';
import { bearerOf } from '../caller.js';
import type { ApiContext } from '../context.js';
import { route, type Call, type Route } from '../route.js';
import {
  ClusterFacts,
  JoinAnswer,
  JoinQuery,
  JoinRequest,
  LeaveAnswer,
} from '../schemas/joining.js';
import { at } from '../validation.js';

const PEM = 'application/x-pem-file';

export const JOIN_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/join/ca',
    operation: 'getRootCertificates',
    summary: 'The root certificates in PEM; a joining node checks them against its token',
    rights: 'public',
    answer: 'text',
    mediaTypes: [PEM],
    handle: ({ context }) => ({
      body: context.cluster().caBundle,
      mediaType: PEM,
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/join',
    operation: 'checkJoinToken',
    summary: 'Whether the bearer token lets a node of this role join; counts no use',
    rights: 'public',
    query: JoinQuery,
    answer: ClusterFacts,
    handle: (call) =>
      counted(call, async ({ context, query }) => {
        await context.deps.proposer.readBarrier();
        // One that is used up may still be that of a member whose answer was lost: joining decides.
        checkToken(call, query.role, () => true);
        const { id, name } = context.cluster();
        return { body: { clusterId: id, clusterName: name, role: query.role } };
      }),
  }),
  route({
    method: 'POST',
    path: '/v1/join',
    operation: 'join',
    summary: 'Join with a bearer token and a certificate request',
    rights: 'public',
    body: JoinRequest,
    answer: JoinAnswer,
    handle: (call) =>
      counted(call, async ({ context, body }) => {
        await context.deps.proposer.readBarrier();
        const answer = await join(call, body);
        context.metrics.countJoin('accepted');
        return { body: answer, revision: answer.revision };
      }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/join',
    operation: 'leave',
    summary: 'Leave for good as the node whose certificate calls; its leases are freed',
    rights: 'node',
    answer: LeaveAnswer,
    handle: async (call) => {
      const revision = await leave(call);
      return { body: { revision }, revision };
    },
  }),
];

/** A refused token is counted and logged, so that guessing shows. */
async function counted<C extends Call, T>(call: C, handle: (call: C) => Promise<T>): Promise<T> {
  try {
    return await handle(call);
  } catch (error) {
    const code: ErrorCode = error instanceof OvnetError ? error.code : 'internal';
    call.context.metrics.countJoin(code);
    call.context.deps.log.warn(
      { requestId: call.request.id, peer: call.request.ip, code },
      'join refused',
    );
    throw error;
  }
}

/** Answers the hash of the secret. `known`: the node is a member already, so that no use is needed. */
function checkToken({ context, request }: Call, role: NodeRole, known: () => boolean): string {
  const secret = bearerOf(request.headers.authorization);
  const hash = secret === undefined ? undefined : hashSecret(secret);
  const token = hash === undefined ? undefined : context.deps.view.tokenByHash(hash);
  if (hash === undefined || !token) {
    throw new OvnetError('invalid-token', 'the token is malformed or unknown');
  }
  if (token.role !== role) {
    throw new OvnetError('token-role', `the token is for a ${token.role}, not for a ${role}`);
  }
  if (token.expiresAt <= formatTime(context.deps.nowMs())) {
    throw new OvnetError('token-expired', `the token expired at ${token.expiresAt}`);
  }
  if (token.usesLeft === 0 && !known()) {
    throw new OvnetError('invalid-token', 'the token is used up');
  }
  return hash;
}

async function join(call: Call, body: Static<typeof JoinRequest>) {
  const { context } = call;
  const { keyDigest } = await provenKey(body.csr);
  const tokenHash = checkToken(call, body.role, () => isMember(context, body.role, keyDigest));
  const { role, name, vtep, address, apiPort, grpcPort, labels, featureLevel } = body;
  checkPlace(body);
  const result = await context.deps.proposer.propose({
    command: {
      kind: 'node.join',
      id: context.mintId('node'),
      role,
      name,
      keyDigest,
      tokenHash,
      ...(vtep !== undefined && { vtep }),
      ...(address !== undefined && { address }),
      ...(apiPort !== undefined && { apiPort }),
      ...(grpcPort !== undefined && { grpcPort }),
      ...(labels !== undefined && { labels }),
      ...(featureLevel !== undefined && { featureLevel }),
    },
    actor: `token:${context.deps.view.tokenByHash(tokenHash)?.id ?? ''}`,
  });
  if (!result.ok) throw OvnetError.from(result.refusal);
  return admitted(context, result.object as ClusterNode, body.csr, result.revision);
}

function checkPlace(body: Static<typeof JoinRequest>): void {
  const { role, name, vtep, address } = body;
  at('/name', () => parseNodeName(name));
  if (vtep !== undefined) at('/vtep', () => parseInterfaceAddress(vtep));
  if (role === 'worker' && vtep === undefined) {
    throw new OvnetError('invalid-body', 'a worker needs a vtep', {
      errors: [{ pointer: '', detail: 'lacks vtep' }],
    });
  }
  if (role === 'manager' && address === undefined) {
    throw new OvnetError('invalid-body', 'a manager needs an address', {
      errors: [{ pointer: '', detail: 'lacks address' }],
    });
  }
}

/** Who is no member any more has left: the answer to an earlier attempt may have been lost. */
async function leave({ context, caller }: Call): Promise<number> {
  const { node } = caller;
  if (!node) throw new OvnetError('forbidden', `${caller.name} is no node`);
  const { view } = context.deps;
  // Without an entry in the log, which whoever was removed may no longer write.
  if (view.isRemoved(node.nodeId)) return view.revision;
  const result = await context.deps.proposer.propose({
    command: { kind: 'node.remove', node: node.nodeId, force: true },
    actor: caller.name,
  });
  if (result.ok) return result.revision;
  if (result.refusal.code === 'not-found') return view.revision;
  throw OvnetError.from(result.refusal);
}

function isMember(context: ApiContext, role: NodeRole, keyDigest: string): boolean {
  for (const node of context.deps.view.nodes()) {
    if (node.role === role && node.keyDigest === keyDigest) return true;
  }
  return false;
}

/** Role, id and names are those of the state, whatever the request asked for. */
async function admitted(context: ApiContext, node: ClusterNode, csr: string, revision: number) {
  const cluster = context.cluster();
  const { authority, view, nowMs, raft } = context.deps;
  const certificate = await authority.issueNode({
    clusterId: cluster.id,
    role: node.role,
    nodeId: node.id,
    csr,
    hosts: node.role === 'manager' && node.address !== '' ? [node.address] : [],
    nowMs: nowMs(),
  });
  const managers = [...view.nodes()].filter(({ role }) => role === 'manager');
  return {
    nodeId: node.id,
    clusterId: cluster.id,
    clusterName: cluster.name,
    certificate,
    caBundle: cluster.caBundle,
    ...(node.role === 'manager' && {
      raftId: node.raftId,
      raftGroup: raft.group,
      caKey: authority.key,
    }),
    managers: managers.map(({ id, raftId, address, apiPort, grpcPort }) => ({
      nodeId: id,
      raftId,
      address,
      apiPort,
      grpcPort,
    })),
    revision,
  };
}
