/** What the settings of a worker daemon may be. */
import type { XStatic } from 'typebox/schema';
import {
  DATA_PORT,
  LOG_FORMAT,
  LOG_LEVEL,
  NODE_NAME,
  OTLP_ENDPOINT,
  SOCKET,
  SWITCH,
  TEXT,
} from './schema-parts.js';

/** An IP address; alone: the host's resolvers, or nobody. */
const DNS_FORWARD = '^(host|off|[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[^\\s]+)?)$';

export const WorkerSchema = {
  type: 'object',
  required: [
    'dataDir',
    'socket',
    'metricsListen',
    'labels',
    'fabric',
    'egress',
    'gatewayBridge',
    'dns',
    'dnsForward',
    'kernelTransport',
    'pathProbe',
    'logLevel',
  ],
  properties: {
    dataDir: TEXT,
    socket: SOCKET,
    metricsListen: { type: 'string', pattern: '^.+:\\d{1,5}$' },
    vtep: TEXT,
    name: NODE_NAME,
    labels: { type: 'object', patternProperties: { '^.*$': { type: 'string' } } },
    fabric: { type: 'string', pattern: '^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$' },
    egress: SWITCH,
    gatewayBridge: { type: 'string', pattern: '^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,14}$' },
    gatewaySubnet: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$' },
    dataPort: DATA_PORT,
    dns: {
      anyOf: [
        { type: 'string', const: 'on' },
        { type: 'string', const: 'off' },
      ],
    },
    dnsForward: {
      type: 'array',
      items: { type: 'string', pattern: DNS_FORWARD },
      minItems: 1,
      maxItems: 3,
    },
    kernelTransport: { enum: ['auto', 'netlink', 'pipes'] },
    pathProbe: SWITCH,
    otlpEndpoint: OTLP_ENDPOINT,
    logLevel: LOG_LEVEL,
    logFormat: LOG_FORMAT,
  },
  additionalProperties: false,
} as const;

/**
 * `vtep` is ADVERTISED[=LOCAL], absent = the source address of the default route; `name` absent = the hostname;
 * `dataPort` absent = the cluster's; `gatewaySubnet` absent = one that no route of the host meets.
 */
export type WorkerConfig = XStatic<typeof WorkerSchema>;
