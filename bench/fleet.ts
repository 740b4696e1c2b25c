/**
 * A thousand agents on three managers: from a change to the last acknowledgement, what idling costs, what an agent takes of a
 * manager's memory, how long it takes until all are in sync again after the managers were gone or the agents cut off,
 * and how fast endpoints can be made in bulk. Bare grpc-js streams in the same run are the floor.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { attachment } from './fleet/attachment.js';
import { BareServers } from './fleet/bare-servers.js';
import { bulk } from './fleet/bulk.js';
import { changes } from './fleet/changes.js';
import { FleetCluster } from './fleet/fleet-cluster.js';
import { growth } from './fleet/growth.js';
import { idle } from './fleet/idle.js';
import { cutOff, outage } from './fleet/storms.js';
import { observeConditions } from './measure/conditions.js';
import { fleetReport } from './measure/fleet-report.js';
import type { FleetResult, PhaseFault, Phases } from './measure/fleet-result.js';
import { writeReport } from './measure/report.js';

const TIMEOUT_MS = 300_000;
const SETTLE_MS = 5_000;

type Options = ReturnType<typeof optionsOf>;

class Run {
  readonly results: Partial<Phases> = {};
  readonly faults: PhaseFault[] = [];
  readonly #only: readonly string[];

  /** `only`: names of the phases to run; none: all. */
  constructor(only: readonly string[]) {
    this.#only = only;
  }

  /** A failed phase is told in the report, and does not take the others with it. */
  async phase<K extends keyof Phases>(name: K, run: () => Promise<Phases[K]>): Promise<void> {
    if (this.#only.length > 0 && !this.#only.includes(name)) return;
    process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${name}\n`);
    try {
      Object.assign(this.results, { [name]: await run() });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${name}: ${reason}\n`);
      this.faults.push({ phase: name, reason });
    }
  }
}

async function measure(cluster: FleetCluster, run: Run, options: Options): Promise<void> {
  const { changes: count, wide, away: seconds } = options;
  const { networks } = cluster.shape;
  const timeoutMs = TIMEOUT_MS;
  await run.phase('quiet', () => idle(cluster, options.idle));
  const servers = await BareServers.up(cluster.managers);
  try {
    await run.phase('attached', () => attachment(cluster, servers, { timeoutMs }));
    await delay(SETTLE_MS);
    await run.phase('narrow', () => changes(cluster, count, (turn) => turn % networks));
    await run.phase('wide', () => changes(cluster, wide, () => 'wide'));
    await run.phase('cut', () => cutOff(cluster, servers, { seconds, timeoutMs, count }));
    await run.phase('out', () => outage(cluster, servers, { seconds, timeoutMs }));
  } finally {
    servers.stop();
  }
  const { bulk: endpoints, batch, bulkMembers: members } = options;
  // The leader that came with the outage is to be settled.
  await delay(SETTLE_MS);
  const inBulk = () => bulk(cluster, { endpoints, batch, members });
  if (endpoints > 0) await run.phase('bulk', () => cluster.profiled('bulk', inBulk));
  await run.phase('status', () => cluster.fleet.status());
}

async function onCluster(run: Run, options: Options) {
  const { shape } = options;
  const cluster = await FleetCluster.up(`bench-${process.pid}`, shape);
  try {
    const joinMs = await cluster.join();
    process.stderr.write(`${shape.agents} nodes joined in ${(joinMs / 1000).toFixed(1)} s\n`);
    const endpoints = await cluster.populate();
    process.stderr.write(`${endpoints} endpoints made\n`);
    const first = await cluster.profiled('first', () => cluster.fleet.start(TIMEOUT_MS));
    await delay(SETTLE_MS);
    await measure(cluster, run, options);
    return { joinMs, endpoints, first };
  } finally {
    await cluster.down();
  }
}

function optionsOf() {
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
      /** Endpoints, operations of a batch, and workers of each network. */
      bulk: { type: 'string', default: '100000' },
      batch: { type: 'string', default: '10000' },
      'bulk-members': { type: 'string', default: '4' },
      /** Agents of the larger size; 0: none. */
      'in-process': { type: 'string', default: '5000' },
      /** Phases to run, separated by commas; all of them if not said. */
      only: { type: 'string', default: '' },
      /** A directory for CPU profiles of storms and bulk; the figures then mean little. */
      profile: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  const { agents, processes, networks, members, profile, publish } = values;
  return {
    shape: {
      agents: Number(agents),
      processes: Number(processes),
      networks: Number(networks),
      members: Number(members),
      profile,
    },
    changes: Number(values.changes),
    wide: Number(values.wide),
    idle: Number(values.idle),
    away: Number(values.away),
    bulk: Number(values.bulk),
    batch: Number(values.batch),
    bulkMembers: Number(values['bulk-members']),
    inProcess: Number(values['in-process']),
    only: values.only.split(',').filter((name) => name !== ''),
    publish,
  };
}

async function main(): Promise<void> {
  const options = optionsOf();
  const { shape, inProcess, publish } = options;
  const conditions = await observeConditions();
  const run = new Run(options.only);
  const base = await onCluster(run, options);
  if (inProcess > 0) await run.phase('growth', () => growth(inProcess, shape));
  const { results, faults } = run;
  const result: FleetResult = { shape, ...base, ...results, faults, conditions: conditions() };
  const root = join(import.meta.dirname, '..', '..');
  writeReport(fleetReport(result), { root, publish });
  if (faults.length > 0) process.exitCode = 1;
}

await main();
