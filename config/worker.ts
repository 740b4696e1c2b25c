/** Settings of a worker daemon. */
import type { WorkerConfig } from './worker-schema.js';
import { LOG_SETTINGS, OTLP_SETTING } from './parts.js';
import type { ConfigDefinition } from './setting.js';

export type { WorkerConfig };

export const WORKER_CONFIG: ConfigDefinition<WorkerConfig> = {
  role: 'worker',
  defaultFile: '/etc/ovnet/worker.yaml',
  schema: async () => (await import('./worker-schema.js')).WorkerSchema,
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
    kernelTransport: {
      flag: '--kernel-transport <auto|netlink|pipes>',
      help: 'how rows reach the kernel (auto: netlink where its native module loads)',
    },
    otlpEndpoint: OTLP_SETTING,
    ...LOG_SETTINGS,
  },
  defaults: {
    dataDir: '/var/lib/ovnet/worker',
    socket: '/run/ovnet/agent.sock',
    metricsListen: '127.0.0.1:7072',
    labels: {},
    fabric: 'ovnet',
    kernelTransport: 'auto',
    logLevel: 'info',
  },
};
