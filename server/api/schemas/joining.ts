/** Joining: what a new node sends and gets. */
import Type from 'typebox';
import { Labels, strict } from './objects.js';

const ROLE = Type.Union([Type.Literal('manager'), Type.Literal('worker')]);

export const JoinQuery = strict({ role: ROLE });

export const ClusterFacts = strict(
  { clusterId: Type.String(), clusterName: Type.String(), role: ROLE },
  'ClusterFacts',
);

export const JoinRequest = strict(
  {
    role: ROLE,
    name: Type.String(),
    csr: Type.String({ description: 'PKCS#10 in PEM; only its public key is used' }),
    vtep: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
    apiPort: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    grpcPort: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    labels: Type.Optional(Labels),
    featureLevel: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Managers: highest level the program supports' }),
    ),
  },
  'JoinRequest',
);

export const JoinAnswer = strict(
  {
    nodeId: Type.String(),
    clusterId: Type.String(),
    clusterName: Type.String(),
    certificate: Type.String(),
    caBundle: Type.String(),
    raftId: Type.Optional(Type.Integer()),
    raftGroup: Type.Optional(Type.String({ description: 'Managers only' })),
    caKey: Type.Optional(Type.String({ description: 'Managers only' })),
    managers: Type.Array(
      strict({
        nodeId: Type.String(),
        raftId: Type.Integer(),
        address: Type.String(),
        apiPort: Type.Integer(),
        grpcPort: Type.Integer(),
      }),
    ),
    revision: Type.Integer(),
  },
  'JoinAnswer',
);

export const LeaveAnswer = strict({ revision: Type.Integer() }, 'LeaveAnswer');
