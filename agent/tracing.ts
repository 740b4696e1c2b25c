/** Traces of a worker, as its settings say. */
import type { WorkerConfig } from '../config/worker.js';
import type { Logger } from '../observe/logger.js';
import { startTracing } from '../observe/otlp-tracing.js';
import type { Tracing } from '../observe/tracing.js';

export function workerTracing(
  { otlpEndpoint: endpoint }: Pick<WorkerConfig, 'otlpEndpoint'>,
  nodeId: string,
  { version, log }: { readonly version: string; readonly log: Logger },
): Promise<Tracing> {
  const service = { name: 'ovnet-worker', version, nodeId };
  return startTracing({ endpoint, service, log, env: process.env });
}
