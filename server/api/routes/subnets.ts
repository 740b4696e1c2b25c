/** /v1/networks/{network}/subnets */
import type { Static } from 'typebox';
import { parseCidr } from '../../../model/cidr.js';
import { parseIp } from '../../../model/ip.js';
import type { Subnet } from '../../../model/objects.js';
import type { SubnetRequest } from '../../state/command.js';
import { unusedUsage } from '../../state/tables/address-space.js';
import type { ApiContext } from '../context.js';
import { found, listOf, objectAnswer, settle } from '../reading.js';
import { OPERATORS, VIEWERS, route, type Call, type Route } from '../route.js';
import {
  NetworkParams,
  SubnetAnswer,
  SubnetCreate,
  SubnetList,
  SubnetParams,
  SubnetWritten,
} from '../schemas/networks.js';
import { ListQuery, ReadQuery, WriteQuery } from '../schemas/queries.js';
import { at } from '../validation.js';
import { answerWritten, ifVersion, submitFor } from '../writing.js';

export const SUBNET_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/networks/{network}/subnets',
    operation: 'addSubnet',
    summary: 'Add a subnet to a network',
    rights: OPERATORS,
    params: NetworkParams,
    query: WriteQuery,
    body: SubnetCreate,
    answer: SubnetWritten,
    status: 201,
    handle: async (call) => {
      const { object, revision } = await submitFor(call, 'subnet', {
        kind: 'subnet.add',
        network: call.params.network,
        subnet: subnetRequest(call.context, call.body, ''),
      });
      const location = `/v1/networks/${object.network}/subnets/${object.id}`;
      return written(call, object, revision, location);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/networks/{network}/subnets',
    operation: 'listSubnets',
    summary: "List a network's subnets",
    rights: VIEWERS,
    params: NetworkParams,
    query: ListQuery,
    answer: SubnetList,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const network = found(context.deps.view.network(params.network), 'network', params.network);
      return listOf(context, query, {
        name: `subnets of ${network.id}`,
        selection: { kind: 'subnet', network: network.id },
        show: (subnet) => showSubnet(context, subnet),
      });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/networks/{network}/subnets/{subnet}',
    operation: 'getSubnet',
    summary: 'One subnet, by id or CIDR',
    rights: VIEWERS,
    params: SubnetParams,
    query: ReadQuery,
    answer: SubnetAnswer,
    handle: async ({ context, query, params }) => {
      await settle(context, query);
      const { view } = context.deps;
      const network = found(view.network(params.network), 'network', params.network);
      const subnet = found(view.subnet(network.id, params.subnet), 'subnet', params.subnet);
      return objectAnswer(context, showSubnet(context, subnet));
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/networks/{network}/subnets/{subnet}',
    operation: 'removeSubnet',
    summary: 'Remove a subnet without leases',
    rights: OPERATORS,
    params: SubnetParams,
    query: WriteQuery,
    answer: SubnetWritten,
    handle: async (call) => {
      const { network, subnet } = call.params;
      const command = { kind: 'subnet.remove', network, subnet, ...ifVersion(call) } as const;
      const { object, revision } = await submitFor(call, 'subnet', command);
      return written(call, object, revision);
    },
  }),
];

/** Of a body that stands at `pointer`. Throws `invalid-cidr`, `invalid-address`. */
export function subnetRequest(
  context: ApiContext,
  body: Static<typeof SubnetCreate>,
  pointer: string,
): SubnetRequest {
  const { cidr, gateway, range, reserved } = body;
  if (cidr !== undefined) at(`${pointer}/cidr`, () => parseCidr(cidr));
  if (gateway !== undefined) at(`${pointer}/gateway`, () => parseIp(gateway));
  if (range !== undefined) at(`${pointer}/range`, () => parseCidr(range));
  reserved?.forEach((one, i) => at(`${pointer}/reserved/${i}`, () => parseIp(one)));
  return { id: context.mintId('subnet'), ...body };
}

export function showSubnet(context: ApiContext, subnet: Subnet) {
  const { view } = context.deps;
  // Nobody has an address of one that is gone: the answer to its removal.
  const known = view.subnet(subnet.network, subnet.id) !== undefined;
  return { ...subnet, usage: known ? view.usage(subnet.id) : unusedUsage(subnet) };
}

function written(call: Call, subnet: Subnet, revision: number, location?: string) {
  return answerWritten(call, {
    revision,
    network: subnet.network,
    version: subnet.version,
    show: () => showSubnet(call.context, subnet),
    ...(location !== undefined && { location }),
  });
}
