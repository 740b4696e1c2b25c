/** All agents come back at once: after the managers were gone, or after they were cut off while changes were made. */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../measure/clock.js';
import { memoryOf, resetPeak } from '../measure/memory.js';
import { loopLateness, type LoopLateness } from '../measure/readings.js';
import type { BareServers } from './bare-servers.js';
import { cpuSince, type CpuUse, type FleetCluster } from './fleet-cluster.js';
import type { FleetSync } from './fleet.js';

export interface Storm {
  readonly sync: FleetSync;
  /** Bare streams, dialled when the agents' successful attempts were. */
  readonly bare: FleetSync;
  /** Until every manager served again; 0 when they were not away. */
  readonly servingMs: number;
  /** By manager, resident. */
  readonly steadyBytes: readonly number[];
  readonly peakBytes: readonly number[];
  /** Complete images that agents took meanwhile. */
  readonly images: number;
  readonly lateness: LoopLateness;
  /** What agents and managers used until all were in sync; of managers that were started anew, from then on. */
  readonly cpu: CpuUse;
  /** What bare streams and their servers used. */
  readonly bareCpu: CpuUse;
}

export interface StormOptions {
  readonly seconds: number;
  readonly timeoutMs: number;
}

const SETTLE_MS = 5_000;

/** All managers are gone for a while. */
export async function outage(
  cluster: FleetCluster,
  servers: BareServers,
  { seconds, timeoutMs }: StormOptions,
): Promise<Storm> {
  const { fleet } = cluster;
  const steadyBytes = cluster.managerPids().map((pid) => memoryOf(pid).residentBytes);
  const before = await fleet.status();
  await cluster.killManagers();
  await delay(seconds * 1000);
  const since = monotonicMs();
  await cluster.startManagers();
  const servingMs = monotonicMs() - since;
  const cpu = cluster.cpu();
  const sync = await cluster.profiled('out', () => fleet.synced(since, timeoutMs));
  const used = { cpu: cpuSince(cpu, cluster.cpu()) };
  const end = await endOf(cluster, before.images);
  const bare = await bareAfter(cluster, servers, timeoutMs);
  return { sync, ...used, ...end, ...bare, servingMs, steadyBytes };
}

/** All agents are cut off while `count` changes are made. */
export async function cutOff(
  cluster: FleetCluster,
  servers: BareServers,
  { seconds, timeoutMs, count }: StormOptions & { readonly count: number },
): Promise<Storm> {
  const { fleet } = cluster;
  const { networks, members } = cluster.shape;
  const pids = cluster.managerPids();
  const steadyBytes = pids.map((pid) => memoryOf(pid).residentBytes);
  const began = monotonicMs();
  await fleet.cut();
  for (let turn = 0; turn < count; turn++) {
    const network = turn % networks;
    const node = cluster.membersOf(network)[turn % members]?.nodeId;
    await cluster.post('/v1/endpoints', { network: `narrow-${network}`, node });
  }
  await delay(Math.max(0, seconds * 1000 - (monotonicMs() - began)));
  const before = await fleet.status();
  await cluster.readings();
  for (const pid of pids) resetPeak(pid);
  const cpu = cluster.cpu();
  const sync = await cluster.profiled('cut', () => fleet.heal(timeoutMs));
  const used = { cpu: cpuSince(cpu, cluster.cpu()) };
  const end = await endOf(cluster, before.images);
  const bare = await bareAfter(cluster, servers, timeoutMs);
  return { sync, ...used, ...end, ...bare, servingMs: 0, steadyBytes };
}

async function endOf(cluster: FleetCluster, imagesBefore: number) {
  await delay(SETTLE_MS);
  const { images } = await cluster.fleet.status();
  return {
    peakBytes: cluster.managerPids().map((pid) => memoryOf(pid).peakBytes),
    images: images - imagesBefore,
    lateness: loopLateness(await cluster.readings()),
  };
}

async function bareAfter(
  cluster: FleetCluster,
  servers: BareServers,
  timeoutMs: number,
): Promise<Pick<Storm, 'bare' | 'bareCpu'>> {
  const { fleet } = cluster;
  const { targets } = servers;
  const used = (): CpuUse => ({ ...cluster.cpu(), managersMs: servers.cpuMs() });
  const before = used();
  const bare = await fleet.openBare({ targets, when: 'as-agents-did', timeoutMs });
  const bareCpu = cpuSince(before, used());
  await fleet.closeBare();
  await delay(SETTLE_MS);
  return { bare, bareCpu };
}
