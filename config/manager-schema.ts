/** What the settings of a manager daemon may be. */
import type { XStatic } from 'typebox/schema';
import {
  DATA_PORT,
  LOG_FORMAT,
  LOG_LEVEL,
  NODE_NAME,
  OTLP_ENDPOINT,
  PORT,
  SOCKET,
  TEXT,
} from './schema-parts.js';

export const ManagerSchema = {
  type: 'object',
  required: [
    'dataDir',
    'socket',
    'apiPort',
    'grpcPort',
    'clusterName',
    'pools',
    'vniRange',
    'dataPort',
    'nice',
    'logLevel',
  ],
  properties: {
    dataDir: TEXT,
    socket: SOCKET,
    listen: TEXT,
    apiPort: PORT,
    grpcPort: PORT,
    advertise: TEXT,
    name: NODE_NAME,
    clusterName: { type: 'string', minLength: 1, maxLength: 63 },
    pools: {
      type: 'array',
      items: { type: 'string', pattern: '^[0-9a-fA-F.:]+/\\d{1,3}/\\d{1,3}$' },
      minItems: 1,
    },
    vniRange: { type: 'string', pattern: '^\\d{1,8}-\\d{1,8}$' },
    dataPort: DATA_PORT,
    nice: { type: 'integer', minimum: -20, maximum: 19 },
    otlpEndpoint: OTLP_ENDPOINT,
    logLevel: LOG_LEVEL,
    logFormat: LOG_FORMAT,
  },
  additionalProperties: false,
} as const;

/**
 * Cluster-wide members (clusterName, pools, vniRange, dataPort) count at `manager init` only. `listen` absent = all
 * addresses; `advertise` absent = the source address of the default route; `name` absent = the hostname.
 */
export type ManagerConfig = XStatic<typeof ManagerSchema>;
