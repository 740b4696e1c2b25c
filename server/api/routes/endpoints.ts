/** /v1/endpoints */
import type { Static } from 'typebox';
import { parseInterfaceAddress } from '../../../model/cidr.js';
import { parseMac } from '../../../model/mac.js';
import { parseName } from '../../../model/name.js';
import type { Endpoint } from '../../../model/objects.js';
import type { Command } from '../../state/command.js';
import type { Selection } from '../../state/tables/pieces.js';
import { attachmentOf } from '../attachments.js';
import type { ApiContext } from '../context.js';
import { endpointShower, showEndpoint, showRemoved } from '../endpoint-state.js';
import { immutableFault, labelChange, submitPatch, type Patch } from '../patch.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { OPERATORS, VIEWERS, route, type Call, type Route } from '../route.js';
import {
  EndpointAnswer,
  EndpointCreate,
  EndpointList,
  EndpointMove,
  EndpointParams,
  EndpointPatch,
  EndpointWritten,
} from '../schemas/endpoints.js';
import { EndpointListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { at } from '../validation.js';
import { answerWritten, ifVersion, submitFor } from '../writing.js';

export const ENDPOINT_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/endpoints',
    operation: 'createEndpoint',
    summary: 'Lease an address in a network for a workload on a worker',
    rights: OPERATORS,
    query: WriteQuery,
    body: EndpointCreate,
    answer: EndpointWritten,
    status: 201,
    handle: async (call) => {
      const command = endpointCreate(call.context, call.body, '');
      const { object, revision } = await submitFor(call, 'endpoint', command);
      return written(call, object, revision, `/v1/endpoints/${object.id}`);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/endpoints',
    operation: 'listEndpoints',
    summary: 'List endpoints',
    rights: VIEWERS,
    query: EndpointListQuery,
    answer: EndpointList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      const { network, node } = query;
      return listOf(context, query, {
        name: JSON.stringify(['endpoints', network, node]),
        selection: select(context, network, node),
        show: endpointShower(context),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/endpoints/{endpoint}',
    operation: 'getEndpoint',
    summary: 'One endpoint, by id or NAME.NETWORK',
    rights: VIEWERS,
    params: EndpointParams,
    query: ReadQuery,
    answer: EndpointAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const endpoint = context.deps.view.endpoint(params.endpoint);
      const object = found(endpoint, 'endpoint', params.endpoint);
      return objectAnswer(context, showEndpoint(context, object));
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/endpoints/{endpoint}',
    operation: 'updateEndpoint',
    summary: 'Change labels or aliases',
    rights: OPERATORS,
    params: EndpointParams,
    query: WriteQuery,
    body: EndpointPatch,
    answer: EndpointWritten,
    handle: async (call) => {
      const { context, body, params } = call;
      await settle(context, {});
      const { command, fault } = endpointPatch(context, params.endpoint, body, '');
      const { object, revision } = await submitPatch(call, 'endpoint', command, fault);
      return written(call, object, revision);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/endpoints/{endpoint}/move',
    operation: 'moveEndpoint',
    summary: 'Move to another worker; addresses and MAC stay',
    conditional: true,
    rights: OPERATORS,
    params: EndpointParams,
    query: WriteQuery,
    body: EndpointMove,
    answer: EndpointWritten,
    handle: async (call) => {
      const { node, attachment } = call.body;
      const { object, revision } = await submitFor(call, 'endpoint', {
        kind: 'endpoint.move',
        endpoint: call.params.endpoint,
        node,
        ...(attachment && { attachment: attachmentOf(attachment, '') }),
        ...ifVersion(call),
      });
      return written(call, object, revision);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/endpoints/{endpoint}',
    operation: 'deleteEndpoint',
    summary: 'Give up the lease and remove the plumbing',
    rights: OPERATORS,
    params: EndpointParams,
    query: WriteQuery,
    answer: EndpointWritten,
    handle: async (call) => {
      const { endpoint } = call.params;
      const command = { kind: 'endpoint.delete', endpoint, ...ifVersion(call) } as const;
      const { object, revision } = await submitFor(call, 'endpoint', command);
      return answerWritten(call, {
        revision,
        network: object.network,
        version: object.version,
        show: () => showRemoved(call.context, object),
      });
    },
  }),
];

const MUTABLE = ['labels', 'aliases'] as const;

/** The command of a create body; `pointer` is where the body stands. Throws `invalid-…`. */
export function endpointCreate(
  context: ApiContext,
  body: Static<typeof EndpointCreate>,
  pointer: string,
): Extract<Command, { kind: 'endpoint.create' }> {
  const { name, addresses, mac, aliases, attachment } = body;
  if (name !== undefined) at(`${pointer}/name`, () => parseName(name));
  if (mac !== undefined) at(`${pointer}/mac`, () => parseMac(mac));
  addresses?.forEach((one, i) => at(`${pointer}/addresses/${i}`, () => parseInterfaceAddress(one)));
  aliases?.forEach((one, i) => at(`${pointer}/aliases/${i}`, () => parseName(one)));
  const head = { kind: 'endpoint.create', id: context.mintId('endpoint') } as const;
  if (!attachment) return Object.assign(head, body as Omit<typeof body, 'attachment'>);
  return { ...head, ...body, attachment: attachmentOf(attachment, pointer) };
}

/** The command of a patch; `pointer` is where its body stands. Throws `invalid-name`. */
export function endpointPatch(
  context: ApiContext,
  endpoint: string,
  body: Static<typeof EndpointPatch>,
  pointer: string,
): Patch<'endpoint.update'> {
  const { labels, aliases } = body;
  aliases?.forEach((one, i) => at(`${pointer}/aliases/${i}`, () => parseName(one)));
  const { view } = context.deps;
  const current = view.endpoint(endpoint);
  const ids = (member: string, given: unknown): unknown => {
    if (typeof given !== 'string') return given;
    if (member === 'network') return view.network(given)?.id ?? given;
    return member === 'node' ? (view.node(given, 'worker')?.id ?? given) : given;
  };
  return {
    command: {
      kind: 'endpoint.update',
      endpoint,
      ...labelChange(labels, current),
      ...(aliases !== undefined && { aliases: aliases ?? [] }),
    },
    isKnown: current !== undefined,
    fault: current && immutableFault(() => showEndpoint(context, current), body, MUTABLE, ids),
  };
}

/** Throws `not-found` for a network or node that does not exist. */
function select(
  { deps: { view } }: ApiContext,
  networkRef: string | undefined,
  nodeRef: string | undefined,
): Selection<'endpoint'> {
  const network =
    networkRef === undefined ? undefined : found(view.network(networkRef), 'network', networkRef);
  const node =
    nodeRef === undefined ? undefined : found(view.node(nodeRef, 'worker'), 'worker', nodeRef);
  return {
    kind: 'endpoint',
    ...(network && { network: network.id }),
    ...(node && { node: node.id }),
  };
}

function written(call: Call, endpoint: Endpoint, revision: number, location?: string) {
  return answerWritten(call, {
    revision,
    network: endpoint.network,
    version: endpoint.version,
    show: () => showEndpoint(call.context, endpoint),
    ...(location !== undefined && { location }),
  });
}
