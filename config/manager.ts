/** Settings of a manager daemon. */
import Type from 'typebox';
import {
  DATA_PORT,
  LOG_FORMAT,
  LOG_LEVEL,
  LOG_SETTINGS,
  NODE_NAME,
  OTLP_ENDPOINT,
  OTLP_SETTING,
  PORT,
} from './parts.js';
import type { ConfigDefinition } from './setting.js';

export const ManagerSchema = Type.Object(
  {
    dataDir: Type.String({ minLength: 1 }),
    socket: Type.String({ minLength: 1, maxLength: 107 }),
    listen: Type.Optional(Type.String({ minLength: 1 })),
    apiPort: PORT,
    grpcPort: PORT,
    advertise: Type.Optional(Type.String({ minLength: 1 })),
    name: Type.Optional(NODE_NAME),
    clusterName: Type.String({ minLength: 1, maxLength: 63 }),
    pools: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+/\\d{1,3}/\\d{1,3}$' }), {
      minItems: 1,
    }),
    vniRange: Type.String({ pattern: '^\\d{1,8}-\\d{1,8}$' }),
    dataPort: DATA_PORT,
    otlpEndpoint: Type.Optional(OTLP_ENDPOINT),
    logLevel: LOG_LEVEL,
    logFormat: Type.Optional(LOG_FORMAT),
  },
  { additionalProperties: false },
);

/**
 * Cluster-wide members (clusterName, pools, vniRange, dataPort) count at `manager init` only. `listen` absent = all
 * addresses; `advertise` absent = the source address of the default route; `name` absent = the hostname.
 */
export type ManagerConfig = Type.Static<typeof ManagerSchema>;

export const MANAGER_CONFIG: ConfigDefinition<ManagerConfig> = {
  role: 'manager',
  defaultFile: '/etc/ovnet/manager.yaml',
  schema: ManagerSchema,
  settings: {
    dataDir: { flag: '--data-dir <dir>', help: 'where log, state and keys are kept' },
    socket: { flag: '--socket <path>', help: 'local administration socket' },
    listen: { flag: '--listen <address>', help: 'address to listen on (default: all)' },
    apiPort: { flag: '--api-port <port>', help: 'HTTPS port: REST, joining, renewal' },
    grpcPort: { flag: '--grpc-port <port>', help: 'mTLS port: managers and agents' },
    advertise: {
      flag: '--advertise <host[:port]>',
      help: 'address others reach this manager at (default: source of the default route)',
    },
    name: { flag: '--name <name>', help: 'name of this node (default: hostname)' },
    clusterName: { flag: '--cluster-name <name>', help: 'name of the cluster, at init' },
    pools: {
      flag: '--pool <cidr/len>',
      help: 'address pool and length of its subnets, at init; repeatable',
      shape: 'list',
    },
    vniRange: { flag: '--vni-range <a-b>', help: 'range of network identifiers, at init' },
    dataPort: { flag: '--data-port <port>', help: 'UDP port of VXLAN, cluster-wide, at init' },
    otlpEndpoint: OTLP_SETTING,
    ...LOG_SETTINGS,
  },
  defaults: {
    dataDir: '/var/lib/ovnet/manager',
    socket: '/run/ovnet/manager.sock',
    apiPort: 7070,
    grpcPort: 7071,
    clusterName: 'ovnet',
    pools: ['10.0.0.0/8/24'],
    vniRange: '1048576-16777215',
    dataPort: 4789,
    logLevel: 'info',
  },
};
