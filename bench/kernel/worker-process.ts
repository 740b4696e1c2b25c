/** A process with a worker's kernel and reconciler: told what to hold, says when the kernel holds it and what that took. */
import { performance } from 'node:perf_hooks';
import { Reconciler } from '../../agent/reconcile/reconciler.js';
import { systemTimers } from '../../agent/reconcile/timers.js';
import type { TransportChoice } from '../../agent/kernel/port.js';
import { kernelOf, type BenchHostNames } from './bench-host.js';
import { OWN_NODE, OWN_VTEP, RemoteEndpoints } from './remote-endpoints.js';

export interface WorkerOrder {
  readonly names: BenchHostNames;
  readonly transport: TransportChoice;
  readonly endpoints: number;
  readonly deltas: number;
}

export interface WorkerStarted {
  readonly kind: 'started';
  readonly transport: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMiB: number;
  readonly writes: number;
}

export interface WorkerDeltas {
  readonly kind: 'deltas';
  /** From the delta to the kernel holding it, each. */
  readonly ms: readonly number[];
  readonly cpuMsEach: number;
}

export interface WorkerDrift {
  readonly kind: 'drift';
  readonly repaired: Readonly<Record<string, number>>;
  readonly overflows: number;
  readonly cpuMs: number;
  readonly failures: number;
}

export type WorkerSaid = WorkerStarted | WorkerDeltas | WorkerDrift;

const MIB = 1024 * 1024;

function say(said: WorkerSaid): void {
  process.send?.(said);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function start(order: WorkerOrder): Promise<void> {
  const { names, transport, endpoints } = order;
  const set = new RemoteEndpoints(endpoints, names.workload);
  const image = set.image();
  const [startedAt, cpuBefore] = [performance.now(), cpuMs()];
  const kernel = kernelOf(names, transport);
  await kernel.prepare();
  const { applied, failures, reconciler } = reconcilerOf(kernel);
  reconciler.setImage(image);
  reconciler.synced({ epoch: 1, revision: 1 });
  const held = applied();
  await reconciler.start();
  await held;
  say({
    ...{ kind: 'started', transport: kernel.transport().name },
    wallMs: performance.now() - startedAt,
    cpuMs: cpuMs() - cpuBefore,
    rssMiB: process.memoryUsage.rss() / MIB,
    writes: kernel.writes(),
  });
  await reconciler.settled();
  if (order.deltas > 0) say(await deltas(order, set, reconciler, applied));
  const cpuAfter = cpuMs();
  process.on('message', () => {
    const repaired = Object.fromEntries(reconciler.drift());
    const drift = { repaired, overflows: reconciler.overflows(), failures: failures() };
    say({ kind: 'drift', ...drift, cpuMs: cpuMs() - cpuAfter });
  });
}

function reconcilerOf(kernel: ReturnType<typeof kernelOf>) {
  let told: (() => void)[] = [];
  let failed = 0;
  const reconciler = new Reconciler(
    {
      kernel,
      timers: systemTimers(),
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      onApplied: (notice) => {
        failed = notice.failed.length;
        for (const resolve of told) resolve();
        told = [];
      },
    },
    { clusterId: 'bench', nodeId: OWN_NODE, vtep: OWN_VTEP },
  );
  const applied = (): Promise<void> => new Promise((resolve) => told.push(resolve));
  return { reconciler, applied, failures: () => failed };
}

async function deltas(
  order: WorkerOrder,
  set: RemoteEndpoints,
  reconciler: Reconciler,
  applied: () => Promise<void>,
): Promise<WorkerDeltas> {
  const ms: number[] = [];
  const before = cpuMs();
  for (let i = 0; i < order.deltas; i++) {
    const delta = set.toggle(order.endpoints + (i >> 1));
    const [held, at] = [applied(), performance.now()];
    if (!reconciler.applyDelta(delta).accepted) throw new Error('the delta was refused');
    await held;
    ms.push(performance.now() - at);
  }
  return { kind: 'deltas', ms, cpuMsEach: (cpuMs() - before) / order.deltas };
}

process.once('message', (order) => void start(order as WorkerOrder));
process.once('disconnect', () => process.exit(0));
