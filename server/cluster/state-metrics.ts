/** Metrics of the replicated state: how much it holds, and how much of the address space is left. Sums, never one object's. */
import type { Metrics, MetricTable } from '../../observe/metrics.js';
import { onceATurn } from '../../observe/once-a-turn.js';
import { slotsOf } from '../state/allocate/subnet.js';
import type { State } from '../state/state.js';

export const STATE_METRICS = {
  revision: {
    type: 'gauge',
    name: 'state_revision',
    help: 'Entry that last changed the state',
  },
  objects: {
    type: 'gauge',
    name: 'state_objects',
    help: 'Objects in the state',
    labels: ['kind'],
  },
  nodes: {
    type: 'gauge',
    name: 'nodes',
    help: 'Managers and workers',
    labels: ['role', 'status'],
  },
  addresses: {
    type: 'gauge',
    name: 'ipam_ipv4_addresses',
    help: 'IPv4 addresses of all subnets',
    labels: ['state'],
  },
  subnets: {
    type: 'gauge',
    name: 'ipam_subnets',
    help: 'Subnets by how much of them is used: none, below 80 %, from 80 % on, all',
    labels: ['usage'],
  },
  fullest: {
    type: 'gauge',
    name: 'ipam_fullest_subnet_ratio',
    help: 'Used part of the subnet that has the least left',
  },
  pool: {
    type: 'gauge',
    name: 'ipam_pool_subnets',
    help: 'Subnets that the pools hold room for',
  },
  vnis: {
    type: 'gauge',
    name: 'ipam_vnis',
    help: 'Network identifiers of the range, and of them those taken',
    labels: ['state'],
  },
} as const satisfies MetricTable;

type Usage = 'none' | 'low' | 'high' | 'full';

interface Totals {
  readonly addresses: { used: number; reserved: number; free: number };
  readonly subnets: Record<Usage, number>;
  fullest: number;
}

export function stateMetrics(metrics: Metrics, state: State): void {
  metrics.read(STATE_METRICS.revision, () => state.revision);
  metrics.readEach(STATE_METRICS.objects, () => {
    const { networks, subnets, endpoints, tokens, keys } = state.tables;
    const kinds = { network: networks, subnet: subnets, endpoint: endpoints };
    const all = Object.entries({ ...kinds, token: tokens, key: keys });
    return all.map(([kind, { size }]) => [{ kind }, size]);
  });
  metrics.readEach(STATE_METRICS.nodes, () => countNodes(state));
  const usage = onceATurn(() => walk(state));
  metrics.readEach(STATE_METRICS.addresses, () => entries('state', usage().addresses));
  metrics.readEach(STATE_METRICS.subnets, () => entries('usage', usage().subnets));
  metrics.read(STATE_METRICS.fullest, () => usage().fullest);
  metrics.read(STATE_METRICS.pool, () => {
    const pools = state.cluster()?.pools ?? [];
    return pools.reduce((sum, pool) => sum + slotsOf(pool), 0);
  });
  metrics.readEach(STATE_METRICS.vnis, () => {
    const range = state.cluster()?.vniRange;
    const total = range === undefined ? 0 : range.last - range.first + 1;
    const taken = [...state.networks()].filter(
      ({ vni }) => range !== undefined && vni >= range.first && vni <= range.last,
    ).length;
    return entries('state', { taken, free: total - taken });
  });
}

function entries<L extends string>(
  label: L,
  counts: Readonly<Record<string, number>>,
): (readonly [Record<L, string>, number])[] {
  return Object.entries(counts).map(([value, count]) => [
    { [label]: value } as Record<L, string>,
    count,
  ]);
}

function countNodes(state: State): (readonly [{ role: string; status: string }, number])[] {
  const counts = { manager: { ready: 0, down: 0 }, worker: { ready: 0, down: 0 } };
  for (const { role, status } of state.nodes()) counts[role][status] += 1;
  return Object.entries(counts).flatMap(([role, byStatus]) =>
    Object.entries(byStatus).map(([status, count]) => [{ role, status }, count] as const),
  );
}

function walk(state: State): Totals {
  const totals: Totals = {
    addresses: { used: 0, reserved: 0, free: 0 },
    subnets: { none: 0, low: 0, high: 0, full: 0 },
    fullest: 0,
  };
  for (const { id, cidr } of state.subnets()) {
    const { used, reserved, free } = state.usage(id);
    const ratio = used === 0 ? 0 : used / (used + free);
    totals.subnets[levelOf(ratio)] += 1;
    totals.fullest = Math.max(totals.fullest, ratio);
    if (cidr.includes(':')) continue;
    totals.addresses.used += used;
    totals.addresses.reserved += reserved;
    totals.addresses.free += free;
  }
  return totals;
}

const HIGH = 0.8;

function levelOf(ratio: number): Usage {
  if (ratio === 0) return 'none';
  if (ratio === 1) return 'full';
  return ratio < HIGH ? 'low' : 'high';
}
