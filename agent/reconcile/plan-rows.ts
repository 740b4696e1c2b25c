/** Plans the FDB and neighbour rows of one vxlan device: those of remote endpoints, and where flooded frames go. */
import type { DeviceRows } from '../kernel/port-row-mirror.js';
import type { DesiredNetwork, DesiredRow, Dirty } from './plan-desired.js';
import { farRows } from './plan-families.js';
import { stepOf, type PlanContext, type Step } from './plan-step.js';

/** Its FDB row says where frames for groups and unknown destinations go: as many copies as destinations (vxlan(8), `fdb append`). */
export const FLOOD_MAC = '00:00:00:00:00:00';

/** `prune`: rows that nothing wants are removed. */
export type RowChoice = Pick<PlanContext, 'prune' | 'suspended' | 'vtep'>;

/** Deletions first, then FDB, then neighbours: nobody is answered for whose frames would be dropped. */
export function planRows(
  network: DesiredNetwork,
  dev: string,
  actual: DeviceRows,
  { prune, ...choice }: RowChoice,
  dirty?: Dirty,
): Step[] {
  const gone: Step[] = [];
  const put: Step[] = [];
  const isFar = farRows(network, choice);
  const differing = (table: 'fdb' | 'neighbours', only?: ReadonlySet<string>): Iterable<Pair> => {
    const desired = { rows: network[table], isFar: isFar[table] };
    return notSuspended(pairs(desired, actual[table], only), choice.suspended);
  };
  for (const [mac, row, dst] of differing('fdb', dirty?.macs)) {
    if (mac === FLOOD_MAC) continue;
    if (prune) gone.push(...staleDestinations(network, { dev, mac, dst, wanted: row?.value }));
    if (!row) continue;
    const operation = { op: 'replace-fdb', dev, mac, dst: row.value } as const;
    put.push(stepOf(network, operation, row.endpointId));
  }
  for (const [address, row] of differing('neighbours', dirty?.addresses)) {
    if (row) {
      const operation = { op: 'replace-neighbour', dev, address, mac: row.value } as const;
      put.push(stepOf(network, operation, row.endpointId));
    } else if (prune) gone.push(stepOf(network, { op: 'delete-neighbour', dev, address }));
  }
  const flood = actual.fdb.get(FLOOD_MAC);
  return [...gone, ...planFlood(network, { dev, actual: flood, prune, dirty }), ...put];
}

interface FloodInput {
  readonly dev: string;
  /** Destinations found. */
  readonly actual: string | undefined;
  readonly prune: boolean;
  readonly dirty: Dirty | undefined;
}

/** One destination per other member, added and removed singly: the others go on being served. */
function planFlood(network: DesiredNetwork, { dev, actual, prune, dirty }: FloodInput): Step[] {
  if (dirty && !dirty.macs.has(FLOOD_MAC)) return [];
  const found = new Set(actual?.split(','));
  const wanted = new Set(network.floodTo());
  const row = { dev, mac: FLOOD_MAC };
  const steps: Step[] = [];
  for (const dst of found) {
    if (prune && !wanted.has(dst)) steps.push(stepOf(network, { op: 'delete-fdb', ...row, dst }));
  }
  for (const dst of wanted) {
    if (!found.has(dst)) steps.push(stepOf(network, { op: 'append-fdb', ...row, dst }));
  }
  return steps;
}

/** A single destination is replaced in place; of several (somebody appended) those that are not wanted go first. */
function staleDestinations(
  network: DesiredNetwork,
  row: { dev: string; mac: string; dst: string | undefined; wanted: string | undefined },
): Step[] {
  const { dev, mac } = row;
  const destinations = row.dst?.split(',') ?? [];
  if (row.wanted !== undefined && destinations.length < 2) return [];
  const stale = destinations.filter((dst) => dst !== row.wanted);
  return stale.map((dst) => stepOf(network, { op: 'delete-fdb', dev, mac, dst }));
}

/** Key, desired row, actual value. */
type Pair = readonly [string, DesiredRow | undefined, string | undefined];

/** Rows of endpoints that wait for their next try stay as they are. */
function* notSuspended(
  found: Iterable<Pair>,
  suspended: ReadonlySet<string> | undefined,
): Generator<Pair> {
  for (const pair of found) if (!pair[1] || !suspended?.has(pair[1].endpointId)) yield pair;
}

/** Wanted, but for rows to tunnel ends of the other family. */
interface DesiredRows {
  readonly rows: ReadonlyMap<string, DesiredRow>;
  readonly isFar: (row: DesiredRow) => boolean;
}

/** Keys where both sides differ (or of `only`). */
function* pairs(
  { rows, isFar }: DesiredRows,
  actual: ReadonlyMap<string, string>,
  only: ReadonlySet<string> | undefined,
): Generator<Pair> {
  for (const key of only ?? rows.keys()) {
    const row = rows.get(key);
    const wanted = row && !isFar(row) ? row : undefined;
    const value = actual.get(key);
    if (wanted?.value !== value) yield [key, wanted, value];
  }
  if (only) return;
  for (const [key, value] of actual) if (!rows.has(key)) yield [key, undefined, value];
}
