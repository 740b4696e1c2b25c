/** What the settings of a worker daemon may be. */
import Type from 'typebox';
import { DATA_PORT, LOG_FORMAT, LOG_LEVEL, NODE_NAME, OTLP_ENDPOINT } from './schema-parts.js';

/** An IP address; alone: the host's resolvers, or nobody. */
const DNS_FORWARD = '^(host|off|[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[^\\s]+)?)$';

export const WorkerSchema = Type.Object(
  {
    dataDir: Type.String({ minLength: 1 }),
    socket: Type.String({ minLength: 1, maxLength: 107 }),
    metricsListen: Type.String({ pattern: '^.+:\\d{1,5}$' }),
    vtep: Type.Optional(Type.String({ minLength: 1 })),
    name: Type.Optional(NODE_NAME),
    labels: Type.Record(Type.String({ minLength: 1 }), Type.String()),
    fabric: Type.String({ pattern: '^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$' }),
    egress: Type.Enum(['on', 'off']),
    gatewayBridge: Type.String({ pattern: '^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,14}$' }),
    gatewaySubnet: Type.Optional(Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$' })),
    dataPort: Type.Optional(DATA_PORT),
    dns: Type.Union([Type.Literal('on'), Type.Literal('off')]),
    dnsForward: Type.Array(Type.String({ pattern: DNS_FORWARD }), { minItems: 1, maxItems: 3 }),
    kernelTransport: Type.Enum(['auto', 'netlink', 'pipes']),
    pathProbe: Type.Enum(['on', 'off']),
    otlpEndpoint: Type.Optional(OTLP_ENDPOINT),
    logLevel: LOG_LEVEL,
    logFormat: Type.Optional(LOG_FORMAT),
  },
  { additionalProperties: false },
);

/**
 * `vtep` is ADVERTISED[=LOCAL], absent = the source address of the default route; `name` absent = the hostname;
 * `dataPort` absent = the cluster's; `gatewaySubnet` absent = one that no route of the host meets.
 */
export type WorkerConfig = Type.Static<typeof WorkerSchema>;
