/** Nodes: managers and workers. */
import Type from 'typebox';
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

const NODE = {
  ...META,
  name: Type.String(),
  role: Type.Union([Type.Literal('manager'), Type.Literal('worker')]),
  status: Type.Union([Type.Literal('ready'), Type.Literal('down')]),
  availability: Type.Union([Type.Literal('active'), Type.Literal('drain')]),
  labels: Labels,
  vtep: Type.String({ description: 'Workers: underlay address packets are sent to' }),
  address: Type.String({ description: 'Managers: where they are reached' }),
  apiPort: Type.Integer(),
  grpcPort: Type.Integer(),
  raftId: Type.Integer(),
  raft: Type.Optional(
    Type.Union([Type.Literal('voter'), Type.Literal('learner'), Type.Literal('leader')], {
      description: 'Managers: what it is in raft now',
    }),
  ),
  featureLevel: Type.Integer({ description: 'Managers: highest level its program supports' }),
  mtu: Type.Integer({ description: "Workers: the underlay's, in bytes; 0 until reported" }),
  routes: Type.Array(Type.String()),
  capabilities: Type.Array(Type.String()),
  agentVersion: Type.String(),
};

export const NodePatch = strict(
  {
    labels: Type.Optional(LabelPatch),
    availability: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('drain')])),
    raft: Type.Optional(
      Type.Union([Type.Literal('voter'), Type.Literal('learner'), Type.Literal('leader')]),
    ),
    id: READ_ONLY,
    version: READ_ONLY,
    revision: READ_ONLY,
    createdAt: READ_ONLY,
    updatedAt: READ_ONLY,
    name: READ_ONLY,
    role: READ_ONLY,
    status: READ_ONLY,
    vtep: READ_ONLY,
    address: READ_ONLY,
    apiPort: READ_ONLY,
    grpcPort: READ_ONLY,
    raftId: READ_ONLY,
    featureLevel: READ_ONLY,
    mtu: READ_ONLY,
    routes: READ_ONLY,
    capabilities: READ_ONLY,
    agentVersion: READ_ONLY,
    conditions: READ_ONLY,
  },
  'NodePatch',
);

const CONDITIONS = Type.Array(CONDITION, { description: 'Ready; of workers also Applied' });

export const NodeAnswer = readAnswer({ ...NODE, conditions: CONDITIONS }, 'NodeRead');
export const NodeWritten = writeAnswer(NODE, 'NodeWritten');
export const NodeList = listAnswer(NODE, 'Node');
export const NodeParams = strict({ node: Type.String() });

export const NodeStatusAnswer = strict(
  {
    id: Type.String(),
    name: Type.String(),
    role: Type.Union([Type.Literal('manager'), Type.Literal('worker')]),
    status: Type.Union([Type.Literal('ready'), Type.Literal('down')]),
    endpoints: Type.Integer(),
    networks: Type.Array(
      strict({
        network: Type.String(),
        networkName: Type.String(),
        state: Type.String(),
        revision: Type.Integer(),
        lagMs: Type.Number(),
        code: Type.Optional(Type.String()),
        detail: Type.Optional(Type.String()),
      }),
    ),
    revision: Type.Integer(),
  },
  'NodeStatus',
);
