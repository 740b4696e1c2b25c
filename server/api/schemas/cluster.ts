/** Cluster-wide settings, consensus, convergence, version. */
import Type from 'typebox';
import { Laggard, META, READ_ONLY, readAnswer, strict, writeAnswer } from './objects.js';
import { READ_MEMBERS, WRITE_MEMBERS } from './queries.js';

const POOL = strict(
  { cidr: Type.String(), subnetPrefix: Type.Integer({ description: 'Length of subnets cut' }) },
  'AddressPool',
);

const VNI_RANGE = strict({ first: Type.Integer(), last: Type.Integer() }, 'VniRange');

const CLUSTER = {
  ...META,
  name: Type.String(),
  caBundle: Type.String({ description: 'Root certificates in PEM' }),
  pools: Type.Array(POOL),
  vniRange: VNI_RANGE,
  dataPort: Type.Integer(),
  epoch: Type.Integer(),
  featureLevel: Type.Integer(),
};

export const ClusterAnswer = readAnswer(CLUSTER, 'Cluster');
export const ClusterWritten = writeAnswer(CLUSTER, 'ClusterWritten');

export const ClusterPatch = strict(
  {
    pools: Type.Optional(Type.Array(POOL, { minItems: 1, maxItems: 64 })),
    vniRange: Type.Optional(VNI_RANGE),
    dataPort: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    id: READ_ONLY,
    version: READ_ONLY,
    revision: READ_ONLY,
    createdAt: READ_ONLY,
    updatedAt: READ_ONLY,
    name: READ_ONLY,
    caBundle: READ_ONLY,
    epoch: READ_ONLY,
    featureLevel: READ_ONLY,
  },
  'ClusterPatch',
);

export const VersionAnswer = strict({ version: Type.String(), api: Type.String() }, 'Version');

export const ConvergenceQuery = strict({
  ...READ_MEMBERS,
  ...WRITE_MEMBERS,
  revision: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: the present one' })),
  network: Type.Optional(Type.String()),
});

export const ConvergenceAnswer = strict(
  {
    revision: Type.Integer(),
    converged: Type.Boolean({
      description: 'All live workers have applied it; with wait=all the unreachable ones too',
    }),
    workers: Type.Array(Laggard),
  },
  'Convergence',
);

const RAFT_ROLE = ['leader', 'voter', 'learner'] as const;

export const RaftAnswer = strict(
  {
    leader: Type.Optional(Type.String({ description: "The leader's node id; absent: none known" })),
    quorum: Type.Boolean({ description: 'The observer knows a leader' }),
    observer: Type.String({ description: 'Manager whose view this is: the leader if it answers' }),
    group: Type.String({ description: 'Raft group; another one after a forced recovery' }),
    epoch: Type.Integer(),
    featureLevel: Type.Integer(),
    term: Type.Integer(),
    commit: Type.Integer(),
    applied: Type.Integer(),
    firstIndex: Type.Integer({ description: 'First entry that is still in the log' }),
    lastIndex: Type.Integer(),
    joint: Type.Boolean({ description: 'Between two configurations: majorities of both decide' }),
    diskFull: Type.Boolean({ description: "The observer's disk takes no more entries" }),
    members: Type.Array(
      strict({
        node: Type.String(),
        name: Type.String(),
        raftId: Type.Integer(),
        role: Type.Union(RAFT_ROLE.map((role) => Type.Literal(role))),
        wanted: Type.Optional(
          Type.String({ description: 'Role that it is to have, if another: voter, learner, none' }),
        ),
        next: Type.Optional(
          Type.String({ description: 'While joint: what it then is: voter, learner, none' }),
        ),
        match: Type.Optional(Type.Integer({ description: 'Last entry it is known to hold' })),
        lag: Type.Optional(Type.Integer({ description: 'Entries behind the observer' })),
        state: Type.Optional(
          Type.String({ description: 'How the leader sends to it: probe, replicate, snapshot' }),
        ),
        lastContactMs: Type.Optional(
          Type.Integer({ description: 'Since the observer last heard of it' }),
        ),
      }),
    ),
  },
  'Raft',
);

export const RaftTransfer = strict(
  { to: Type.Optional(Type.String({ description: 'Manager; default: the most advanced one' })) },
  'RaftTransfer',
);
