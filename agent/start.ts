/** Starts a worker: takes its directory, makes ready the kernel, and sets the agent going. */
import { join } from 'node:path';
import type { WorkerConfig } from '../config/worker.js';
import { prepareDir, readIdentity } from '../identity/data-dir.js';
import { claimPidFile } from '../identity/pid-file.js';
import { OvnetError } from '../model/errors.js';
import { createLogger } from '../observe/logger.js';
import { Agent, type AgentDeps, type RunningAgent } from './agent.js';
import { egressSettings } from './join/egress.js';
import { keepVtep } from './join/vtep.js';
import { claimFabric } from './kernel/fabric-claim.js';
import { LOCK_FILE } from './local/paths.js';
import { kernelOf, type RunConfig } from './run-config.js';
import { workerTracing } from './tracing.js';

/** With a logger as configured. @throws OvnetError as `startAgent` */
export function runWorker(config: WorkerConfig, version: string): Promise<RunningAgent> {
  const { logLevel, logFormat } = config;
  const log = createLogger({ component: 'agent', level: logLevel, format: logFormat });
  return startAgent(config, { log, version });
}

/**
 * Starts from the cache, with or without managers. @throws OvnetError `not-initialized`, `data-locked`, `fabric-in-use`, `not-root`,
 * `missing-program`, `kernel-unsupported`, `port-in-use`, `ambiguous-address`.
 */
export async function startAgent(config: RunConfig, deps: AgentDeps): Promise<RunningAgent> {
  const identity = await readIdentity(config.dataDir);
  if (identity?.node.role !== 'worker') {
    throw new OvnetError('not-initialized', `${config.dataDir} holds no worker; join one first`);
  }
  egressSettings(config);
  await prepareDir(config.dataDir);
  const release = await claim(config, deps);
  try {
    const { vtep, node } = await keepVtep(config, identity.node);
    const kernel = deps.kernel ?? kernelOf(config, vtep);
    await kernel.prepare();
    const member = { ...identity, node };
    const tracing = await workerTracing(config, node.nodeId, deps);
    const { nodeId, clusterId } = node;
    const log = deps.log.child({ nodeId, clusterId });
    const parts = { ...deps, log, kernel, release, tracing };
    const agent = new Agent(parts, { config, identity: member, vtep });
    await agent.start().catch(async (error: unknown) => {
      await agent.stop();
      throw error;
    });
    return agent;
  } catch (error) {
    await release();
    throw error;
  }
}

/** The directory, and the fabric of this host: who brings a kernel of its own says whose it is. */
async function claim(config: RunConfig, { kernel }: AgentDeps): Promise<() => Promise<void>> {
  const releaseDir = await claimPidFile(join(config.dataDir, LOCK_FILE));
  if (kernel) return releaseDir;
  try {
    const releaseFabric = await claimFabric(config.fabric, config.dataDir);
    return async () => {
      await releaseFabric();
      await releaseDir();
    };
  } catch (error) {
    await releaseDir();
    throw error;
  }
}
