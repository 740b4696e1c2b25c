/** Endpoints. */
import Type from 'typebox';
import { MAX_GATEWAY_PRIORITY, MAX_PID, placeRule } from '../../../model/attachment.js';
import {
  CONDITION,
  LabelPatch,
  Labels,
  META,
  READ_ONLY,
  listAnswer,
  readAnswer,
  strict,
  writeAnswer,
} from './objects.js';

const ATTACHMENT = strict(
  {
    netns: Type.String({ description: 'Empty: a tap on the host' }),
    ifname: Type.String(),
    create: Type.Boolean(),
    gatewayPriority: Type.Optional(Type.Integer()),
    router: Type.Optional(Type.Boolean()),
    tap: Type.Optional(
      strict({ user: Type.Optional(Type.String()), group: Type.Optional(Type.String()) }),
    ),
  },
  'Attachment',
);

export const AttachmentRequest = strict(
  {
    netns: Type.Optional(
      Type.String({
        description: `Name under /run/netns or absolute path; ${placeRule('netns')}`,
      }),
    ),
    pid: Type.Optional(
      Type.Integer({
        description: "Process of the worker's host whose namespace is meant; instead of netns",
        minimum: 1,
        maximum: MAX_PID,
      }),
    ),
    ifname: Type.Optional(Type.String({ description: `Default eth0; ${placeRule('ifname')}` })),
    create: Type.Optional(Type.Boolean({ description: 'Make the namespace when it is missing' })),
    gatewayPriority: Type.Optional(
      Type.Integer({
        description:
          'Of the networks of a namespace the highest gives the default route; default 0',
        minimum: -MAX_GATEWAY_PRIORITY,
        maximum: MAX_GATEWAY_PRIORITY,
      }),
    ),
    router: Type.Optional(
      Type.Boolean({ description: "It has the gateway addresses of its network's subnets" }),
    ),
    tap: Type.Optional(
      Type.String({
        description: `Name of a tap device on the host; instead of netns; ${placeRule('tap')}`,
      }),
    ),
    user: Type.Optional(Type.String({ description: `Who may open the tap; ${placeRule('user')}` })),
    group: Type.Optional(
      Type.String({ description: `Whose members may open the tap; ${placeRule('group')}` }),
    ),
  },
  'AttachmentRequest',
);

const ENDPOINT = {
  ...META,
  network: Type.String(),
  networkName: Type.String(),
  node: Type.String(),
  nodeName: Type.String(),
  vtep: Type.String({ description: "Underlay address of the endpoint's worker" }),
  name: Type.String(),
  addresses: Type.Array(Type.String({ description: 'With prefix length' })),
  mac: Type.String(),
  aliases: Type.Array(Type.String()),
  labels: Labels,
  attachment: Type.Optional(ATTACHMENT),
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('ready'),
    Type.Literal('failed'),
    Type.Literal('unreachable'),
    Type.Literal('removing'),
  ]),
  conditions: Type.Array(CONDITION),
};

export const EndpointCreate = strict(
  {
    network: Type.String(),
    node: Type.String(),
    name: Type.Optional(Type.String({ description: 'One of a reservation takes what that keeps' })),
    reservation: Type.Optional(
      Type.String({ description: 'Another reservation of the network, by id or name' }),
    ),
    addresses: Type.Optional(Type.Array(Type.String(), { maxItems: 64 })),
    mac: Type.Optional(Type.String()),
    aliases: Type.Optional(Type.Array(Type.String(), { maxItems: 64 })),
    labels: Type.Optional(Labels),
    attachment: Type.Optional(AttachmentRequest),
  },
  'EndpointCreate',
);

export const EndpointPatch = strict(
  {
    labels: Type.Optional(LabelPatch),
    aliases: Type.Optional(
      Type.Union([Type.Array(Type.String(), { maxItems: 64 }), Type.Null()], {
        description: 'Null: none',
      }),
    ),
    id: READ_ONLY,
    version: READ_ONLY,
    revision: READ_ONLY,
    createdAt: READ_ONLY,
    updatedAt: READ_ONLY,
    network: READ_ONLY,
    networkName: READ_ONLY,
    node: READ_ONLY,
    nodeName: READ_ONLY,
    vtep: READ_ONLY,
    name: READ_ONLY,
    addresses: READ_ONLY,
    mac: READ_ONLY,
    attachment: READ_ONLY,
    state: READ_ONLY,
    conditions: READ_ONLY,
  },
  'EndpointPatch',
);

export const EndpointMove = strict(
  { node: Type.String(), attachment: Type.Optional(AttachmentRequest) },
  'EndpointMove',
);

export const EndpointAnswer = readAnswer(ENDPOINT, 'EndpointRead');
export const EndpointWritten = writeAnswer(ENDPOINT, 'EndpointWritten');
export const EndpointList = listAnswer(ENDPOINT, 'Endpoint');
export const EndpointParams = strict({ endpoint: Type.String() });
