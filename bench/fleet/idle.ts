/** What a fleet costs to which nothing happens. */
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../measure/memory.js';
import { cpuMs } from '../measure/processes.js';
import { loopLateness, type LoopLateness } from '../measure/readings.js';
import { trafficOf } from '../measure/traffic.js';
import type { FleetCluster } from './fleet-cluster.js';

export interface Idle {
  /** Both ways, with all headers down to Ethernet's. */
  readonly bytesPerAgentSecond: number;
  readonly packetsPerAgentSecond: number;
  /** Of one manager. */
  readonly managerCpuMsPerSecond: number;
  readonly agentCpuMsPerSecond: number;
  /** Resident. */
  readonly managerBytes: readonly number[];
  readonly lateness: LoopLateness;
}

export async function idle(cluster: FleetCluster, seconds: number): Promise<Idle> {
  const pids = cluster.managerPids();
  const cpu = (of: readonly number[]): number => of.reduce((sum, pid) => sum + cpuMs(pid), 0);
  await cluster.readings();
  const traffic = await trafficOf(cluster.agentHosts);
  const before = { managers: cpu(pids), agents: cpu(cluster.fleet.pids) };
  await delay(seconds * 1000);
  const after = await trafficOf(cluster.agentHosts);
  const share = cluster.nodes.length * seconds;
  return {
    bytesPerAgentSecond: (after.bytes - traffic.bytes) / share,
    packetsPerAgentSecond: (after.packets - traffic.packets) / share,
    managerCpuMsPerSecond: (cpu(pids) - before.managers) / pids.length / seconds,
    agentCpuMsPerSecond: (cpu(cluster.fleet.pids) - before.agents) / share,
    managerBytes: pids.map((pid) => memoryOf(pid).residentBytes),
    lateness: loopLateness(await cluster.readings()),
  };
}
