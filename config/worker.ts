/** Settings of a worker daemon. */
import Type from 'typebox';
import {
  DATA_PORT,
  LOG_FORMAT,
  LOG_LEVEL,
  LOG_SETTINGS,
  NODE_NAME,
  OTLP_ENDPOINT,
  OTLP_SETTING,
} from './parts.js';
import type { ConfigDefinition } from './setting.js';

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

export const WORKER_CONFIG: ConfigDefinition<WorkerConfig> = {
  role: 'worker',
  defaultFile: '/etc/ovnet/worker.yaml',
  schema: WorkerSchema,
  settings: {
    dataDir: { flag: '--data-dir <dir>', help: 'where keys and the last known state are kept' },
    socket: { flag: '--socket <path>', help: 'local socket of the agent' },
    metricsListen: { flag: '--metrics-listen <address:port>', help: 'where metrics are served' },
    vtep: {
      flag: '--vtep <advertised[=local]>',
      help: 'address of the tunnel end (default: source of the default route); =local behind NAT',
    },
    name: { flag: '--name <name>', help: 'name of this node (default: hostname)' },
    labels: { flag: '--label <k=v>', help: 'label of this node; repeatable', shape: 'map' },
    fabric: { flag: '--fabric <name>', help: 'network namespace of the tunnels' },
    dataPort: { flag: '--data-port <port>', help: "UDP port of VXLAN (default: the cluster's)" },
    otlpEndpoint: OTLP_SETTING,
    ...LOG_SETTINGS,
  },
  defaults: {
    dataDir: '/var/lib/ovnet/worker',
    socket: '/run/ovnet/agent.sock',
    metricsListen: '127.0.0.1:7072',
    labels: {},
    fabric: 'ovnet',
    logLevel: 'info',
  },
};
