/** Many endpoints by batch, in networks of their own with few workers each. */
import { loopLateness, type LoopLateness } from '../measure/readings.js';
import type { FleetCluster } from './fleet-cluster.js';
import type { FleetNode } from './fleet.js';

export interface BulkOptions {
  readonly endpoints: number;
  /** Operations of one batch. */
  readonly batch: number;
  /** Workers of each network: every worker is in one. */
  readonly members: number;
}

export interface Bulk extends BulkOptions {
  readonly networks: number;
  /** From sending the first batch, in ms: until the last was answered, and until all workers had applied all. */
  readonly ackedMs: number;
  readonly appliedMs: number;
  readonly lateness: LoopLateness;
}

export async function bulk(cluster: FleetCluster, options: BulkOptions): Promise<Bulk> {
  const groups = groupsOf(cluster.nodes, options.members);
  for (let at = 0; at < groups.length; at++) {
    const cidr = `10.${64 + (at >> 4)}.${(at & 15) << 4}.0/20`;
    await cluster.post('/v1/networks', { name: nameOf(at), subnets: [{ cidr }] });
  }
  await cluster.readings();
  const operations = [...creates(groups, options.endpoints)];
  const batches: (typeof operations)[] = [];
  while (operations.length > 0) batches.push(operations.splice(0, options.batch));
  // The client sends one after the other, and has the next one ready.
  const answers = await Promise.all(
    batches.map((batch) => cluster.post('/v1/batch', { operations: batch })),
  );
  const sentAt = answers[0]?.sentAt ?? NaN;
  const ackedMs = (answers.at(-1)?.answeredAt ?? NaN) - sentAt;
  const appliedMs = (await cluster.allApplied()) - sentAt;
  const lateness = loopLateness(await cluster.readings());
  return { ...options, networks: groups.length, ackedMs, appliedMs, lateness };
}

/** Network by network, so that a batch changes few of them. */
function* creates(groups: readonly (readonly FleetNode[])[], endpoints: number) {
  const share = Math.ceil(endpoints / groups.length);
  for (let number = 0; number < endpoints; number++) {
    const network = Math.floor(number / share);
    const nodes = groups[network] ?? [];
    const node = nodes[number % nodes.length]?.nodeId;
    yield { op: 'create', kind: 'endpoint', body: { network: nameOf(network), node } };
  }
}

function groupsOf(nodes: readonly FleetNode[], members: number): FleetNode[][] {
  const count = Math.max(1, Math.floor(nodes.length / members));
  return Array.from({ length: count }, (_, at) => nodes.filter((_node, n) => n % count === at));
}

function nameOf(network: number): string {
  return `bulk-${network}`;
}
