/** What a running worker needs of its settings, and the kernel that they describe. */
import { join } from 'node:path';
import type { WorkerConfig } from '../config/worker.js';
import { readIfThere, replaceFile } from '../identity/private-files.js';
import type { NameConfig } from './dns/host-names.js';
import type { EgressConfig } from './join/egress.js';
import type { Vtep } from './join/vtep.js';
import { Iproute2Kernel } from './kernel/iproute2.js';
import type { Kernel } from './kernel/port.js';
import type { KeptText } from './kernel/processes.js';

/** In the data directory. */
const PROCESSES_FILE = 'processes.json';

export type RunConfig = Pick<
  WorkerConfig,
  'dataDir' | 'socket' | 'metricsListen' | 'vtep' | 'fabric' | 'otlpEndpoint'
> &
  Partial<Pick<WorkerConfig, 'kernelTransport' | 'pathProbe'>> &
  EgressConfig &
  NameConfig;

export function kernelOf(config: RunConfig, vtep: Vtep): Kernel {
  const { fabric, gatewayBridge, kernelTransport: transport = 'auto' } = config;
  const processes = keptText(join(config.dataDir, PROCESSES_FILE));
  return new Iproute2Kernel({ fabric, gatewayBridge, vtep: vtep.local, transport, processes });
}

export function keptText(path: string): KeptText {
  return { read: () => readIfThere(path), write: (text) => replaceFile(path, text) };
}
