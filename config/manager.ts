/** Settings of a manager daemon. */
import type { ManagerConfig } from './manager-schema.js';
import { LOG_SETTINGS, OTLP_SETTING } from './parts.js';
import type { ConfigDefinition } from './setting.js';

export type { ManagerConfig };

export const MANAGER_CONFIG: ConfigDefinition<ManagerConfig> = {
  role: 'manager',
  defaultFile: '/etc/ovnet/manager.yaml',
  schema: async () => (await import('./manager-schema.js')).ManagerSchema,
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
    nice: { flag: '--nice <n>', help: 'nice value of the process, -20 (runs first) to 19' },
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
    nice: -5,
    logLevel: 'info',
  },
};
