/**
 * A thousand agents on three managers: from a change to the last acknowledgement, what idling costs, and how long it takes
 * until all are in sync again after the managers were gone or the agents cut off.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FleetCluster } from './fleet/fleet-cluster.js';
import type { FleetSync } from './fleet/fleet.js';
import { monotonicMs } from './measure/clock.js';
import { observeConditions } from './measure/conditions.js';
import { fleetReport, type Idle, type Storm } from './measure/fleet-report.js';
import { memoryOf, resetPeak } from './measure/memory.js';
import { cpuMs } from './measure/processes.js';
import { writeReport } from './measure/report.js';
import { trafficOf } from './measure/traffic.js';

const SYNC_TIMEOUT_MS = 180_000;
const SETTLE_MS = 5_000;

function step(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function idle(cluster: FleetCluster, seconds: number): Promise<Idle> {
  const pids = cluster.managerPids();
  const bytes = async (): Promise<number> => {
    const all = await Promise.all(cluster.agentHosts.map(trafficOf));
    return all.reduce((sum, one) => sum + one, 0);
  };
  const cpu = (of: readonly number[]): number => of.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const before = { bytes: await bytes(), managers: cpu(pids), agents: cpu(cluster.fleet.pids) };
  await delay(seconds * 1000);
  const agents = cluster.nodes.length;
  return {
    bytesPerAgentSecond: ((await bytes()) - before.bytes) / agents / seconds,
    managerCpuMsPerSecond: (cpu(pids) - before.managers) / pids.length / seconds,
    agentCpuMsPerSecond: (cpu(cluster.fleet.pids) - before.agents) / agents / seconds,
    managerBytes: pids.map((pid) => memoryOf(pid).residentBytes),
  };
}

async function changes(
  cluster: FleetCluster,
  count: number,
  network: (turn: number) => number | 'wide',
): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const { sentAt, answeredAt, body } = await cluster.change(network(turn), turn);
    const { converged } = body as { readonly converged?: boolean };
    if (converged === false)
      throw new Error(`not converged: ${JSON.stringify(body).slice(0, 500)}`);
    times.push(answeredAt - sentAt);
  }
  return times;
}

/** All managers are gone for a while. */
async function outage(cluster: FleetCluster, seconds: number): Promise<Storm> {
  const steady = cluster.managerPids().map((pid) => memoryOf(pid).residentBytes);
  await cluster.killManagers();
  await delay(seconds * 1000);
  const since = monotonicMs();
  await cluster.startManagers();
  const serving = monotonicMs() - since;
  const sync = await cluster.fleet.synced(since, SYNC_TIMEOUT_MS);
  return stormOf(cluster, { ...sync, servingMs: serving }, steady);
}

/** All agents are cut off while changes are made. */
async function cutOff(cluster: FleetCluster, seconds: number, count: number): Promise<Storm> {
  const { networks } = cluster.shape;
  const pids = cluster.managerPids();
  const steady = pids.map((pid) => memoryOf(pid).residentBytes);
  for (const pid of pids) resetPeak(pid);
  const began = monotonicMs();
  await cluster.fleet.cut();
  for (let turn = 0; turn < count; turn++) {
    const node = cluster.membersOf(turn % networks)[turn % 7]?.nodeId;
    await cluster.post('/v1/endpoints', { network: `narrow-${turn % networks}`, node });
  }
  await delay(Math.max(0, seconds * 1000 - (monotonicMs() - began)));
  const images = (await cluster.fleet.status()).images;
  const sync = await cluster.fleet.heal(SYNC_TIMEOUT_MS);
  const after = await cluster.fleet.status();
  return { ...stormOf(cluster, { ...sync, servingMs: 0 }, steady), images: after.images - images };
}

function stormOf(
  cluster: FleetCluster,
  { tookMs, attemptMs, servingMs }: FleetSync & { readonly servingMs: number },
  steady: readonly number[],
): Storm {
  const peak = cluster.managerPids().map((pid) => memoryOf(pid).peakBytes);
  return { tookMs, attemptMs, servingMs, steadyBytes: steady, peakBytes: peak, images: undefined };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      agents: { type: 'string', default: '1000' },
      processes: { type: 'string', default: '4' },
      networks: { type: 'string', default: '40' },
      members: { type: 'string', default: '250' },
      changes: { type: 'string', default: '1000' },
      wide: { type: 'string', default: '200' },
      idle: { type: 'string', default: '60' },
      away: { type: 'string', default: '60' },
      publish: { type: 'boolean', default: false },
    },
  });
  const shape = {
    agents: Number(values.agents),
    processes: Number(values.processes),
    networks: Number(values.networks),
    members: Number(values.members),
  };
  const conditions = await observeConditions();
  const cluster = await FleetCluster.up(`bench-${process.pid}`, shape);
  try {
    const joinMs = await cluster.join();
    step(`${shape.agents} nodes joined in ${(joinMs / 1000).toFixed(1)} s`);
    const endpoints = await cluster.populate();
    step(`${endpoints} endpoints made`);
    const first = await cluster.fleet.start(SYNC_TIMEOUT_MS);
    step(`all in sync after ${(first.tookMs / 1000).toFixed(1)} s`);
    await delay(SETTLE_MS);
    const quiet = await idle(cluster, Number(values.idle));
    step('making changes');
    const narrow = await changes(cluster, Number(values.changes), (turn) => turn % shape.networks);
    const wide = await changes(cluster, Number(values.wide), () => 'wide');
    step('agents are cut off');
    const cut = await cutOff(cluster, Number(values.away), Number(values.changes));
    step('managers are away');
    const out = await outage(cluster, Number(values.away));
    const status = await cluster.fleet.status();
    const report = fleetReport({
      ...{ shape, endpoints, joinMs, first, quiet, narrow, wide, cut, out, status },
      conditions: conditions(),
    });
    const root = join(import.meta.dirname, '..', '..');
    writeReport(report, { root, publish: values.publish });
  } finally {
    await cluster.down();
  }
}

await main();
