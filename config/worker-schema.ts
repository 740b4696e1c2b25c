/** What the settings of a worker daemon may be. */
import Type from 'typebox';
import { DATA_PORT, LOG_FORMAT, LOG_LEVEL, NODE_NAME, OTLP_ENDPOINT } from './schema-parts.js';

export const WorkerSchema = Type.Object(
  {
    dataDir: Type.String({ minLength: 1 }),
    socket: Type.String({ minLength: 1, maxLength: 107 }),
    metricsListen: Type.String({ pattern: '^.+:\\d{1,5}$' }),
    vtep: Type.Optional(Type.String({ minLength: 1 })),
    name: Type.Optional(NODE_NAME),
    labels: Type.Record(Type.String({ minLength: 1 }), Type.String()),
    fabric: Type.String({ pattern: '^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$' }),
    dataPort: Type.Optional(DATA_PORT),
    kernelTransport: Type.Enum(['auto', 'netlink', 'pipes']),
    otlpEndpoint: Type.Optional(OTLP_ENDPOINT),
    logLevel: LOG_LEVEL,
    logFormat: Type.Optional(LOG_FORMAT),
  },
  { additionalProperties: false },
);

/**
 * `vtep` is ADVERTISED[=LOCAL], absent = the source address of the default route; `name` absent = the hostname;
 * `dataPort` absent = the cluster's.
 */
export type WorkerConfig = Type.Static<typeof WorkerSchema>;
