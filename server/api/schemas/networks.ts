/** Networks and their subnets. */
import Type from 'typebox';
import {
  LabelPatch,
  Labels,
  META,
  READ_ONLY,
  listAnswer,
  readAnswer,
  strict,
  writeAnswer,
} from './objects.js';

const USAGE = strict(
  {
    total: Type.Integer(),
    used: Type.Integer(),
    reserved: Type.Integer(),
    free: Type.Integer(),
  },
  'SubnetUsage',
);

const SUBNET = {
  ...META,
  network: Type.String({ description: 'Id of its network' }),
  cidr: Type.String(),
  gateway: Type.String(),
  range: Type.Optional(Type.String({ description: 'Block that addresses are allocated from' })),
  reserved: Type.Array(Type.String()),
  usage: USAGE,
};

export const SubnetCreate = strict(
  {
    cidr: Type.Optional(Type.String({ description: 'Default: the next free one of the pools' })),
    gateway: Type.Optional(Type.String()),
    range: Type.Optional(Type.String()),
    reserved: Type.Optional(Type.Array(Type.String(), { maxItems: 1_024 })),
  },
  'SubnetCreate',
);

/** Null goes back to what the underlay allows. */
export const RequestedMtu = Type.Union([Type.Integer(), Type.Null()], {
  description: 'In bytes; null: what the underlay of all members allows',
});

const NETWORK = {
  ...META,
  name: Type.String(),
  vni: Type.Integer(),
  mtu: Type.Integer({
    description: "Of the endpoints' interfaces, in bytes: what the underlay of all members allows",
  }),
  requestedMtu: Type.Optional(
    Type.Integer({ description: 'The most that `mtu` may be, where that was asked for' }),
  ),
  internal: Type.Boolean({ description: 'No way out of the overlay' }),
  encrypted: Type.Boolean(),
  flood: Type.Boolean({ description: 'Broadcast and multicast reach all members' }),
  ipv6: Type.Boolean(),
  labels: Labels,
  subnets: Type.Array(strict(SUBNET, 'Subnet')),
};

export const NetworkCreate = strict(
  {
    name: Type.String(),
    subnets: Type.Optional(Type.Array(SubnetCreate, { maxItems: 64 })),
    ipv6: Type.Optional(Type.Boolean()),
    vni: Type.Optional(Type.Integer()),
    mtu: Type.Optional(Type.Integer()),
    internal: Type.Optional(Type.Boolean()),
    encrypted: Type.Optional(Type.Boolean()),
    flood: Type.Optional(Type.Boolean()),
    labels: Type.Optional(Labels),
  },
  'NetworkCreate',
);

export const NetworkPatch = strict(
  {
    labels: Type.Optional(LabelPatch),
    mtu: Type.Optional(RequestedMtu),
    flood: Type.Optional(Type.Boolean()),
    id: READ_ONLY,
    version: READ_ONLY,
    revision: READ_ONLY,
    createdAt: READ_ONLY,
    updatedAt: READ_ONLY,
    name: READ_ONLY,
    vni: READ_ONLY,
    requestedMtu: READ_ONLY,
    internal: READ_ONLY,
    encrypted: READ_ONLY,
    ipv6: READ_ONLY,
    subnets: READ_ONLY,
  },
  'NetworkPatch',
);

export const NetworkAnswer = readAnswer(NETWORK, 'NetworkRead');
export const NetworkWritten = writeAnswer(NETWORK, 'NetworkWritten');
export const NetworkList = listAnswer(NETWORK, 'Network');
export const NetworkParams = strict({ network: Type.String() });

export const SubnetAnswer = readAnswer(SUBNET, 'SubnetRead');
export const SubnetWritten = writeAnswer(SUBNET, 'SubnetWritten');
export const SubnetList = listAnswer(SUBNET, 'Subnet');
export const SubnetParams = strict({ network: Type.String(), subnet: Type.String() });
