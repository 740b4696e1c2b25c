/** What the settings of a manager daemon may be. */
import Type from 'typebox';
import {
  DATA_PORT,
  LOG_FORMAT,
  LOG_LEVEL,
  NODE_NAME,
  OTLP_ENDPOINT,
  PORT,
} from './schema-parts.js';

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
    nice: Type.Integer({ minimum: -20, maximum: 19 }),
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
