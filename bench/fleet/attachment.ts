/** What an attached agent takes of its manager's memory, and bare streams next to it: the rate of the machine, and their memory. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BareServers } from './bare-servers.js';
import type { FleetCluster } from './fleet-cluster.js';
import type { FleetSync } from './fleet.js';

/** Objects and buffers, after garbage collection: all attached less all gone, per stream. */
export interface Attachment {
  readonly agentBytes: number;
  readonly bareBytes: number;
  /** All bare streams dialled at once. */
  readonly bare: FleetSync;
  /** All agents again after the cut, with nothing missed. */
  readonly again: FleetSync;
}

export interface AttachmentLimits {
  readonly timeoutMs: number;
}

const SETTLE_MS = 2_000;
const POLL_MS = 100;

/** Leaves the bare streams closed and the agents in sync. */
export async function attachment(
  cluster: FleetCluster,
  servers: BareServers,
  { timeoutMs }: AttachmentLimits,
): Promise<Attachment> {
  const { fleet } = cluster;
  const { targets } = servers;
  // The first time code is compiled, in both.
  await fleet.openBare({ targets, when: 'at-once', timeoutMs });
  await fleet.closeBare();
  await delay(SETTLE_MS);
  const bare = await fleet.openBare({ targets, when: 'at-once', timeoutMs });
  await delay(SETTLE_MS);
  const bareOpen = await servers.heldBytes();
  await fleet.closeBare();
  await delay(SETTLE_MS);
  const bareClosed = await servers.heldBytes();
  const attached = await cluster.heldBytes();
  await fleet.cut();
  await allGone(cluster, timeoutMs);
  const gone = await cluster.heldBytes();
  const again = await fleet.heal(timeoutMs);
  const streams = cluster.nodes.length;
  return {
    agentBytes: (attached - gone) / streams,
    bareBytes: (bareOpen - bareClosed) / streams,
    bare,
    again,
  };
}

async function allGone(cluster: FleetCluster, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const readings = await cluster.readings();
    const left = readings.reduce((sum, one) => sum + one.sum('ovnet_dispatch_sessions'), 0);
    if (left === 0) return;
    if (performance.now() > deadline) throw new Error(`${left} agents are still connected`);
    await delay(POLL_MS);
  }
}
