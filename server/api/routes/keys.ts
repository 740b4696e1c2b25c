/** /v1/keys */
import { parseName } from '../../../model/name.js';
import type { ApiKey } from '../../../model/objects.js';
import { submitDelete } from '../conditional-delete.js';
import { omit } from '../omit.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { ADMINS, route, type Route } from '../route.js';
import {
  KeyAnswer,
  KeyCreate,
  KeyList,
  KeyMade,
  KeyParams,
  KeyWritten,
} from '../schemas/access.js';
import { ListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { at } from '../validation.js';
import { answerWritten, submitFor } from '../writing.js';

export const KEY_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/keys',
    operation: 'createKey',
    summary: 'Mint an API key; it is shown only in this answer',
    rights: ADMINS,
    query: WriteQuery,
    body: KeyCreate,
    answer: KeyMade,
    status: 201,
    handle: async (call) => {
      const { context, body } = call;
      at('/name', () => parseName(body.name));
      const id = context.mintId('key');
      const { secrets } = context.deps;
      const secretHash = secrets.apiKey(id).hash;
      const command = { kind: 'key.create', id, ...body, secretHash } as const;
      const { object, revision } = await submitFor(call, 'key', command);
      return answerWritten(call, {
        revision,
        network: null,
        version: object.version,
        location: `/v1/keys/${object.id}`,
        show: () => ({ ...showKey(object), key: secrets.apiKey(object.id).secret }),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/keys',
    operation: 'listKeys',
    summary: 'List API keys, without their secrets',
    rights: ADMINS,
    query: ListQuery,
    answer: KeyList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      return listOf(context, query, {
        name: 'keys',
        selection: { kind: 'key' },
        show: showKey,
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/keys/{key}',
    operation: 'getKey',
    summary: 'One API key by id or name, without its secret',
    rights: ADMINS,
    params: KeyParams,
    query: ReadQuery,
    answer: KeyAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const { view } = context.deps;
      const key = found(view.key(params.key), 'key', params.key);
      return objectAnswer(context, showKey(key));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/keys/{key}',
    operation: 'deleteKey',
    summary: 'Void an API key at once, by id or name',
    rights: ADMINS,
    params: KeyParams,
    query: WriteQuery,
    answer: KeyWritten,
    handle: async (call) => {
      const { view } = call.context.deps;
      const { object, revision } = await submitDelete(
        call,
        'key',
        call.params.key,
        (key) => view.key(key),
        (key) => ({ kind: 'key.delete', key }),
      );
      return answerWritten(call, {
        revision,
        network: null,
        version: object.version,
        show: () => showKey(object),
      });
    },
  }),
];

function showKey(key: ApiKey) {
  return omit(key, 'secretHash');
}
