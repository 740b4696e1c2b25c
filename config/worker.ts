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
    egress: { flag: '--egress <on|off>', help: 'whether workloads reach what lies outside' },
    gatewayBridge: {
      flag: '--gateway-bridge <name>',
      help: 'bridge by which the traffic of workloads leaves this host',
    },
    gatewaySubnet: {
      flag: '--gateway-subnet <cidr>',
      help: 'IPv4 subnet of the gateway bridge (default: one that no route of the host meets)',
    },
    dataPort: { flag: '--data-port <port>', help: "UDP port of VXLAN (default: the cluster's)" },
    dns: {
      flag: '--dns <on|off>',
      help: 'whether names are answered at 127.0.0.11 in the namespaces of workloads',
    },
    dnsForward: {
      flag: '--dns-forward <ip|host|off>',
      help: 'resolvers to ask for other names (default: those of the host); repeatable, or off',
      shape: 'list',
    },
    kernelTransport: {
      flag: '--kernel-transport <auto|netlink|pipes>',
      help: 'how rows reach the kernel (auto: netlink where its native module loads)',
    },
    pathProbe: {
      flag: '--path-probe <on|off>',
      help: 'whether loss, round trip, packet size and offloads to the tunnel ends of others are measured',
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
    egress: 'on',
    gatewayBridge: 'ov_gwbridge',
    dns: 'on',
    dnsForward: ['host'],
    kernelTransport: 'auto',
    pathProbe: 'on',
    logLevel: 'info',
  },
};
