/** Removes rows of a worker at random and watches, by a socket of its own, when the kernel has them again. */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Native } from '../../agent/kernel/native/native.js';
import { RowTable } from '../../agent/kernel/netlink/row-table.js';
import { NetlinkWatch } from '../../agent/kernel/netlink/watch.js';
import type { KernelEvent } from '../../agent/kernel/port.js';
import type { RowOperation } from '../../agent/kernel/port-row-mirror.js';
import { addressOf, macOf, PEER_VTEP } from '../kernel/remote-endpoints.js';

/** How long the last ones may take. */
const GRACE_MS = 10_000;

export interface Raid {
  readonly removed: Readonly<Record<'fdb' | 'neighbour', number>>;
  /** From the removal to the row being there again. */
  readonly repairMs: readonly number[];
  readonly missed: number;
}

export interface RaidOptions {
  /** Path of the fabric. */
  readonly fabric: string;
  readonly dev: string;
  readonly rows: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export async function raid(native: Native, options: RaidOptions): Promise<Raid> {
  const { fabric, dev, rows, perSecond, seconds } = options;
  const [table, watch] = [new RowTable(native, fabric), new NetlinkWatch(native, fabric)];
  const waiting = new Map<string, number>();
  const repairMs: number[] = [];
  const removed = { fdb: 0, neighbour: 0 };
  watch.start((event) => {
    const key = keyOf(event);
    const since = key === undefined ? undefined : waiting.get(key);
    if (key === undefined || since === undefined) return;
    repairMs.push(performance.now() - since);
    waiting.delete(key);
  });
  try {
    const beganAt = performance.now();
    for (let i = 0; i < perSecond * seconds; i++) {
      await delay(beganAt + (i * 1000) / perSecond - performance.now());
      const { key, row, kind } = target(dev, Math.floor(Math.random() * rows));
      if (waiting.has(key)) continue;
      removed[kind]++;
      waiting.set(key, performance.now());
      await table.write([row]);
    }
    const until = performance.now() + GRACE_MS;
    while (waiting.size > 0 && performance.now() < until) await delay(10);
    return { removed, repairMs, missed: waiting.size };
  } finally {
    await watch.stop();
    table.close();
  }
}

function keyOf({ object, row }: KernelEvent): string | undefined {
  return row?.value === undefined ? undefined : `${object} ${row.key}`;
}

function target(
  dev: string,
  n: number,
): { key: string; row: RowOperation; kind: 'fdb' | 'neighbour' } {
  if (Math.random() < 0.5) {
    const mac = macOf(n);
    return { key: `fdb ${mac}`, row: { op: 'delete-fdb', dev, mac, dst: PEER_VTEP }, kind: 'fdb' };
  }
  const address = addressOf(n);
  const row = { op: 'delete-neighbour', dev, address } as const;
  return { key: `neighbour ${address}`, row, kind: 'neighbour' };
}
