/** /v1/networks */
import type { Static } from 'typebox';
import { OvnetError } from '../../../model/errors.js';
import { AUTOMATIC_MTU, parseMtu } from '../../../model/mtu.js';
import { parseName } from '../../../model/name.js';
import type { Network } from '../../../model/objects.js';
import { parseVni } from '../../../model/vni.js';
import { networkMtu } from '../../state/network-mtu.js';
import type { Command } from '../../state/command.js';
import type { ApiContext } from '../context.js';
import { immutableFault, labelChange, submitPatch, type Patch } from '../patch.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { OPERATORS, VIEWERS, route, type Call, type Route } from '../route.js';
import {
  NetworkAnswer,
  NetworkCreate,
  NetworkList,
  NetworkParams,
  NetworkPatch,
  NetworkWritten,
} from '../schemas/networks.js';
import { ForceQuery, ListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { at } from '../validation.js';
import { answerWritten, ifVersion, submitFor } from '../writing.js';
import { showSubnet, subnetRequest } from './subnets.js';

export const NETWORK_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/networks',
    operation: 'createNetwork',
    summary: 'Create a network; what is not given is allocated',
    rights: OPERATORS,
    query: WriteQuery,
    body: NetworkCreate,
    answer: NetworkWritten,
    status: 201,
    handle: async (call) => {
      const command = networkCreate(call.context, call.body, '');
      const { object, revision } = await submitFor(call, 'network', command);
      return written(call, object, revision, `/v1/networks/${object.id}`);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/networks',
    operation: 'listNetworks',
    summary: 'List networks',
    rights: VIEWERS,
    query: ListQuery,
    answer: NetworkList,
    handle: async ({ context, query }) => {
      await settle(context, query);
      return listOf(context, query, {
        name: 'networks',
        selection: { kind: 'network' },
        show: (network) => showNetwork(context, network),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/networks/{network}',
    operation: 'getNetwork',
    summary: 'One network, by id or name',
    rights: VIEWERS,
    params: NetworkParams,
    query: ReadQuery,
    answer: NetworkAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      return objectAnswer(context, showNetwork(context, needNetwork(context, params.network)));
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/networks/{network}',
    operation: 'updateNetwork',
    summary: 'Change labels, MTU or flooding',
    rights: OPERATORS,
    params: NetworkParams,
    query: WriteQuery,
    body: NetworkPatch,
    answer: NetworkWritten,
    handle: async (call) => {
      const { context, body, params } = call;
      await settle(context, {});
      const { command, fault } = networkPatch(context, params.network, body, '');
      const { object, revision } = await submitPatch(call, 'network', command, fault);
      return written(call, object, revision);
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/networks/{network}',
    operation: 'deleteNetwork',
    summary: 'Delete a network; with force its endpoints too',
    rights: OPERATORS,
    params: NetworkParams,
    query: ForceQuery,
    answer: NetworkWritten,
    handle: async (call) => {
      const { object, revision } = await submitFor(call, 'network', {
        kind: 'network.delete',
        network: call.params.network,
        force: call.query.force ?? false,
        ...ifVersion(call),
      });
      return written(call, object, revision);
    },
  }),
];

const MUTABLE = ['labels', 'mtu', 'flood'] as const;

/** The command of a create body; `pointer` is where the body stands. Throws `not-supported`, `invalid-…`. */
export function networkCreate(
  context: ApiContext,
  body: Static<typeof NetworkCreate>,
  pointer: string,
): Extract<Command, { kind: 'network.create' }> {
  const { encrypted, subnets, ...rest } = body;
  refuseUnsupported({ encrypted }, pointer);
  at(`${pointer}/name`, () => parseName(body.name));
  const { vni, mtu, ipv6 } = body;
  if (vni !== undefined) at(`${pointer}/vni`, () => parseVni(vni));
  if (mtu !== undefined) at(`${pointer}/mtu`, () => parseMtu(mtu));
  const requests = (subnets ?? []).map((subnet, i) =>
    subnetRequest(context, subnet, `${pointer}/subnets/${i}`),
  );
  if (ipv6 === false) refuseIpv6(requests, pointer);
  return {
    kind: 'network.create',
    id: context.mintId('network'),
    ...rest,
    subnets: requests,
    defaultSubnetId: context.mintId('subnet'),
  };
}

/** The command of a patch; `pointer` is where its body stands. Throws `invalid-mtu`. */
export function networkPatch(
  context: ApiContext,
  network: string,
  body: Static<typeof NetworkPatch>,
  pointer: string,
): Patch<'network.update'> {
  const { labels, mtu, flood } = body;
  if (typeof mtu === 'number') at(`${pointer}/mtu`, () => parseMtu(mtu));
  const current = context.deps.view.network(network);
  return {
    command: {
      kind: 'network.update',
      network,
      ...labelChange(labels, current),
      ...(mtu !== undefined && { mtu: mtu ?? AUTOMATIC_MTU }),
      ...(flood !== undefined && { flood }),
    },
    isKnown: current !== undefined,
    fault: current && immutableFault(() => showNetwork(context, current), body, MUTABLE),
  };
}

/** A network with such a subnet has IPv6, whatever else is said. Throws `invalid-body`. */
function refuseIpv6(subnets: readonly { readonly cidr?: string }[], pointer: string): void {
  const cidr = subnets.find((subnet) => subnet.cidr?.includes(':'))?.cidr;
  if (cidr === undefined) return;
  const detail = `ipv6 is false and ${cidr} is of IPv6: expected true, or no ipv6 at all`;
  throw new OvnetError('invalid-body', detail, {
    errors: [{ pointer: `${pointer}/ipv6`, detail }],
  });
}

/** Rather than accept what no worker carries out. Throws `not-supported`. */
export function refuseUnsupported(
  wanted: { readonly encrypted?: boolean | undefined },
  pointer: string,
): void {
  for (const [member, value] of Object.entries(wanted)) {
    if (value !== true) continue;
    throw new OvnetError(
      'not-supported',
      `networks with '${member}' are not supported by this version`,
      {
        errors: [{ pointer: `${pointer}/${member}`, detail: 'only false is supported' }],
      },
    );
  }
}

export function showNetwork(context: ApiContext, network: Network) {
  const { mtu: requested } = network;
  return {
    ...network,
    mtu: networkMtu(context.deps.view, network),
    ...(requested !== AUTOMATIC_MTU && { requestedMtu: requested }),
    subnets: network.subnets.map((subnet) => showSubnet(context, subnet)),
  };
}

export function needNetwork(context: ApiContext, ref: string): Network {
  return found(context.deps.view.network(ref), 'network', ref);
}

function written(call: Call, network: Network, revision: number, location?: string) {
  return answerWritten(call, {
    revision,
    network: network.id,
    version: network.version,
    show: () => showNetwork(call.context, network),
    ...(location !== undefined && { location }),
  });
}
