/** /v1/tokens */
import { certificateDigest, splitBundle } from '../../../identity/x509.js';
import { formatJoinToken } from '../../../model/join-token.js';
import type { JoinToken } from '../../../model/objects.js';
import { submitDelete } from '../conditional-delete.js';
import type { ApiContext } from '../context.js';
import { omit } from '../omit.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { ADMINS, route, type Route } from '../route.js';
import {
  TokenAnswer,
  TokenCreate,
  TokenList,
  TokenMade,
  TokenParams,
  TokenWritten,
} from '../schemas/access.js';
import { ListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { answerWritten, submitFor } from '../writing.js';

const DAY_MS = 86_400_000;
const MAX_ADDRESSES = 8;

export const TOKEN_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/tokens',
    operation: 'createToken',
    summary: 'Mint a join token; it is shown only in this answer',
    rights: ADMINS,
    query: WriteQuery,
    body: TokenCreate,
    answer: TokenMade,
    status: 201,
    handle: async (call) => {
      const { context, body } = call;
      const id = context.mintId('token');
      const uses = body.uses ?? (body.role === 'manager' ? 1 : undefined);
      const { object, revision } = await submitFor(call, 'token', {
        kind: 'token.create',
        id,
        role: body.role,
        secretHash: context.deps.secrets.tokenSecret(id).hash,
        ttlMs: body.ttlMs ?? DAY_MS,
        ...(uses !== undefined && { uses }),
      });
      const token = tokenText(context, object.id);
      const command = `ovctl ${object.role} join ${token}`;
      return answerWritten(call, {
        revision,
        network: null,
        version: object.version,
        location: `/v1/tokens/${object.id}`,
        show: () => ({ ...showToken(object), token, command }),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tokens',
    operation: 'listTokens',
    summary: 'List join tokens, without their secrets',
    rights: ADMINS,
    query: ListQuery,
    answer: TokenList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      return listOf(context, query, {
        name: 'tokens',
        selection: { kind: 'token' },
        show: showToken,
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tokens/{token}',
    operation: 'getToken',
    summary: 'One join token, without its secret',
    rights: ADMINS,
    params: TokenParams,
    query: ReadQuery,
    answer: TokenAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const { view } = context.deps;
      const token = found(view.token(params.token), 'token', params.token);
      return objectAnswer(context, showToken(token));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/tokens/{token}',
    operation: 'deleteToken',
    summary: 'Void a join token; nodes that joined with it stay',
    rights: ADMINS,
    params: TokenParams,
    query: WriteQuery,
    answer: TokenWritten,
    handle: async (call) => {
      const { view } = call.context.deps;
      const { object, revision } = await submitDelete(
        call,
        'token',
        call.params.token,
        (token) => view.token(token),
        (token) => ({ kind: 'token.delete', token }),
      );
      return answerWritten(call, {
        revision,
        network: null,
        version: object.version,
        show: () => showToken(object),
      });
    },
  }),
];

function showToken(token: JoinToken) {
  return omit(token, 'secretHash');
}

/** Pins the newest root; names the managers' API addresses. */
function tokenText(context: ApiContext, id: string): string {
  const { view, secrets, authority } = context.deps;
  const [root = authority.certificate] = splitBundle(context.cluster().caBundle);
  const addresses = [...view.nodes()]
    .filter(({ role, address }) => role === 'manager' && address !== '')
    .slice(0, MAX_ADDRESSES)
    .map(({ address, apiPort }) => ({ host: address, port: apiPort }));
  return formatJoinToken({
    caDigest: certificateDigest(root),
    secret: secrets.tokenSecret(id).secret,
    addresses,
  });
}
