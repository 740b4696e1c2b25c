/**
 * What reaching the kernel costs: FDB entries through the agent's path next to a C program that does the same, in turns;
 * one entry; a worker's start with many remote endpoints, on an empty kernel and on one that holds everything; one delta.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { linkGroup, bridgeName, netnsPath, vxlanName } from '../agent/kernel/naming.js';
import type { Iproute2Kernel } from '../agent/kernel/iproute2.js';
import type { Operation } from '../agent/kernel/port.js';
import type { TransportChoice } from '../agent/kernel/port.js';
import {
  hostNames,
  kernelOf,
  makeHost,
  removeHost,
  type BenchHostNames,
} from './kernel/bench-host.js';
import { FloorProgram, type Took } from './kernel/floor-program.js';
import { macOf, OWN_VTEP, PEER_VTEP } from './kernel/remote-endpoints.js';
import { WorkerHandle } from './kernel/worker-handle.js';
import { observeConditions } from './measure/conditions.js';
import { kernelReport, type Round, type Start } from './measure/kernel-report.js';
import { writeReport } from './measure/report.js';

const ROOT = join(import.meta.dirname, '..', '..');
const VNI = 77;
const DEV = vxlanName(VNI);
const SINGLES = 300;
const DELTAS = 400;

function fdb(op: 'replace-fdb' | 'delete-fdb', n: number): Operation {
  return { op, dev: DEV, mac: macOf(n), dst: PEER_VTEP };
}

async function timed(kernel: Iproute2Kernel, operations: readonly Operation[]): Promise<Took> {
  const [at, cpu] = [performance.now(), process.cpuUsage()];
  const results = await kernel.execute(operations);
  const { user, system } = process.cpuUsage(cpu);
  const refused = results.find(({ ok }) => !ok);
  if (refused) throw new Error(JSON.stringify(refused));
  return { wallMs: performance.now() - at, cpuMs: (user + system) / 1000 };
}

async function rounds(
  names: BenchHostNames,
  options: {
    kernel: Iproute2Kernel;
    floor: FloorProgram | undefined;
    entries: number;
    count: number;
  },
): Promise<Round[]> {
  const { kernel, floor, entries, count } = options;
  const adds = Array.from({ length: entries }, (_, n) => fdb('replace-fdb', n));
  const removals = Array.from({ length: entries }, (_, n) => fdb('delete-fdb', n));
  const all: Round[] = [];
  const byC = (op: 'add' | 'del') => floor?.run(netnsPath(names.fabric), DEV, op, entries);
  // The first turn of each is not counted: caches and compilers warm up.
  for (let i = 0; i <= count; i++) {
    const c = { add: await byC('add'), remove: await byC('del') };
    const ours = { add: await timed(kernel, adds), remove: await timed(kernel, removals) };
    if (i > 0) all.push({ c, ours });
  }
  return all;
}

async function singles(kernel: Iproute2Kernel): Promise<number[]> {
  const ms: number[] = [];
  for (let n = 0; n < SINGLES; n++) ms.push((await timed(kernel, [fdb('replace-fdb', n)])).wallMs);
  return ms;
}

async function entriesOf(tag: string, transport: TransportChoice, entries: number, count: number) {
  const names = hostNames(tag);
  const floor = await FloorProgram.compile(join(ROOT, 'bench', 'kernel', 'floor.c'));
  const kernel = kernelOf(names, transport);
  try {
    await makeHost(names);
    await kernel.prepare();
    // As in the agent: what it writes is told to it as well.
    kernel.watch(() => undefined);
    const owner = { cluster: 'bench', node: 'n', network: 'net' };
    const link = { mtu: 1450, group: linkGroup(VNI), owner };
    const bridge = bridgeName(VNI);
    const made = await kernel.execute([
      { op: 'add-bridge', name: bridge, ...link, altname: 'bench' },
      { op: 'add-vxlan', name: DEV, bridge, vni: VNI, local: OWN_VTEP, port: 4789, ...link },
    ]);
    if (made.some(({ ok }) => !ok)) throw new Error(JSON.stringify(made));
    const measured = await rounds(names, { kernel, floor, entries, count });
    return { rounds: measured, singles: await singles(kernel), transport: kernel.transport().name };
  } finally {
    floor?.remove();
    await kernel.stop();
    await removeHost(names);
  }
}

/** First on an empty kernel, then the next process on what the first one left. */
async function starts(tag: string, transport: TransportChoice, endpoints: number): Promise<Start> {
  const names = hostNames(tag);
  try {
    await makeHost(names);
    const first = new WorkerHandle({ names, transport, endpoints, deltas: DELTAS });
    const cold = await first.hear('started');
    const deltas = await first.hear('deltas');
    await first.stop();
    const second = new WorkerHandle({ names, transport, endpoints, deltas: 0 });
    const again = await second.hear('started');
    await second.stop();
    return { endpoints, cold, again, deltas };
  } finally {
    await removeHost(names);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      entries: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      endpoints: { type: 'string', default: '1000,10000,100000' },
      transport: { type: 'string', default: 'auto' },
      publish: { type: 'boolean', default: false },
    },
  });
  const conditions = await observeConditions();
  const tag = String(process.pid);
  const transport = values.transport as TransportChoice;
  const entries = Number(values.entries);
  const measured = await entriesOf(tag, transport, entries, Number(values.rounds));
  const started: Start[] = [];
  for (const endpoints of values.endpoints.split(',').map(Number)) {
    started.push(await starts(tag, transport, endpoints));
  }
  const result = { entries, ...measured, starts: started, conditions: conditions() };
  writeReport(kernelReport(result), { root: ROOT, publish: values.publish });
}

await main();
