/** The agent's own metrics, most of them read at each scrape. */
import type { Metrics, MetricTable } from '../observe/metrics.js';
import type { Cache } from './cache/cache.js';
import type { HostNames } from './dns/host-names.js';
import type { ResolverReport } from './dns/protocol.js';
import type { Kernel, Operation } from './kernel/port.js';
import type { KernelMetrics } from './kernel/measured-kernel.js';
import type { AppliedNotice } from './reconcile/notices.js';
import type { Reconciler } from './reconcile/reconciler.js';
import type { AgentSync } from './sync/sync.js';
import { isBlackHole, type PathState } from './underlay/path-probe.js';
import type { Offloads } from './underlay/offloads.js';
import type { OffloadState } from './underlay/offload-probe.js';
import type { Paths } from './underlay/paths.js';

export const AGENT_METRICS = {
  inSync: {
    type: 'gauge',
    name: 'agent_in_sync',
    help: 'Whether a manager serves this agent and everything was received',
  },
  contact: {
    type: 'gauge',
    name: 'agent_last_contact_timestamp_seconds',
    help: 'When a manager was last heard, unix time; 0 before the first time',
  },
  revision: { type: 'gauge', name: 'agent_revision', help: 'Highest revision held' },
  behind: {
    type: 'gauge',
    name: 'agent_networks_behind',
    help: 'Networks held at a revision that the kernel has not taken yet',
  },
  networks: { type: 'gauge', name: 'agent_networks', help: 'Networks held' },
  failures: {
    type: 'gauge',
    name: 'agent_failures',
    help: 'Endpoints and networks that the kernel does not hold',
  },
  writes: {
    type: 'counter',
    name: 'agent_kernel_writes_total',
    help: 'Writes to the kernel',
  },
  transport: {
    type: 'gauge',
    name: 'agent_kernel_transport_info',
    help: '1 for the way rows reach the kernel: netlink, or pipes where the native module does not load',
    labels: ['transport'],
  },
  operations: {
    type: 'counter',
    name: 'agent_kernel_operations_total',
    help: 'Operations asked of the kernel, by what they do and whether it took them',
    labels: ['operation', 'outcome'],
  },
  kernel: {
    type: 'histogram',
    name: 'agent_kernel_duration_seconds',
    help: 'Time of one round of operations, or of one look at the kernel',
    labels: ['phase'],
  },
  objects: {
    type: 'gauge',
    name: 'agent_kernel_objects',
    help: 'Objects of ours in the kernel at the last look at it',
    labels: ['object'],
  },
  apply: {
    type: 'histogram',
    name: 'agent_apply_duration_seconds',
    help: 'From a change received to its acknowledgement, when the kernel holds it',
  },
  drift: {
    type: 'counter',
    name: 'agent_drift_repaired_total',
    help: 'Repairs of what was changed by others than the agent',
    labels: ['object'],
  },
  overflows: {
    type: 'counter',
    name: 'agent_kernel_overflows_total',
    help: 'Times everything was compared because changes in the kernel could not be followed singly, or were refused',
  },
  probeRtt: {
    type: 'gauge',
    name: 'probe_rtt_seconds',
    help: 'Mean round trip to the tunnel end of another host, of its last 30 echo requests that came back',
    labels: ['peer'],
  },
  probeLoss: {
    type: 'gauge',
    name: 'probe_loss_ratio',
    help: 'Share of the last 30 echo requests to the tunnel end of another host that did not come back',
    labels: ['peer'],
  },
  pathMtu: {
    type: 'gauge',
    name: 'path_mtu_bytes',
    help: 'Largest packet that passes to the tunnel end of another host, at most what the networks need; absent: no echo came back',
    labels: ['peer'],
  },
  blackHoles: {
    type: 'gauge',
    name: 'path_black_hole_peers',
    help: 'Hosts to which small packets pass and the largest ones of the networks do not',
  },
  brokenOffloads: {
    type: 'gauge',
    name: 'offload_broken_peers',
    help: 'Hosts at which packets whose checksums or segments are left to a device of this host do not arrive whole',
  },
  sessions: { type: 'counter', name: 'agent_sessions_total', help: 'Streams opened' },
  moves: {
    type: 'counter',
    name: 'agent_moves_total',
    help: 'Times a manager told the agent to move, by what came of it: another manager took over (moved) or none did (stayed)',
    labels: ['outcome'],
  },
  resyncs: {
    type: 'counter',
    name: 'agent_resyncs_total',
    help: 'Complete sets asked for again',
  },
  mismatches: {
    type: 'counter',
    name: 'agent_digest_mismatches_total',
    help: 'Sets whose own digest differed',
  },
  older: {
    type: 'counter',
    name: 'agent_older_refused_total',
    help: 'Streams ended because the manager offered less than is held',
  },
  resolver: {
    type: 'gauge',
    name: 'dns_resolvers',
    help: 'Resolvers that run and are told every change: 0 or 1',
  },
  dnsNamespaces: {
    type: 'gauge',
    name: 'dns_namespaces',
    help: 'Namespaces of workloads in which names are answered, and those in which they are not',
    labels: ['state'],
  },
  dnsQueries: {
    type: 'counter',
    name: 'dns_queries_total',
    help: 'Queries of workloads since the resolver started, by what came of them',
    labels: ['result'],
  },
  dnsForwarded: {
    type: 'counter',
    name: 'dns_forwarded_total',
    help: "Queries passed on to the host's resolvers: answered, failed (nobody answered) or limited (too many at a time)",
    labels: ['outcome'],
  },
  dnsDropped: {
    type: 'counter',
    name: 'dns_dropped_total',
    help: 'Messages at the resolver that were no queries',
  },
  cacheBytes: { type: 'gauge', name: 'agent_cache_bytes', help: 'Size of the cache on the disk' },
  cacheFailing: {
    type: 'gauge',
    name: 'agent_cache_failing',
    help: '1 while the last known state cannot be kept on the disk',
  },
} as const satisfies MetricTable;

export interface AgentParts {
  readonly sync: Pick<AgentSync, 'status'>;
  readonly reconciler: Pick<Reconciler, 'held' | 'drift' | 'overflows'>;
  readonly cache: Pick<Cache, 'status'>;
  readonly kernel: Pick<Kernel, 'writes' | 'transport'>;
  /** Last notice per network. */
  readonly notices: ReadonlyMap<string, AppliedNotice>;
  readonly names: Pick<HostNames, 'status'>;
  readonly underlay: MeasuredUnderlay;
}

export function agentMetrics(metrics: Metrics, parts: AgentParts): void {
  nameMetrics(metrics, parts.names);
  underlayMetrics(metrics, parts.underlay);
  const { sync, reconciler, cache, kernel, notices } = parts;
  metrics.read(AGENT_METRICS.inSync, () => Number(sync.status().state === 'in-sync'));
  metrics.read(AGENT_METRICS.contact, () => (sync.status().lastContactAt ?? 0) / 1000);
  metrics.read(AGENT_METRICS.revision, () => {
    const held = reconciler.held().map(({ revision }) => revision);
    return Math.max(sync.status().synced?.revision ?? 0, ...held);
  });
  metrics.read(AGENT_METRICS.behind, () => {
    const isBehind = (id: string, revision: number): boolean =>
      (notices.get(id)?.revision ?? 0) < revision;
    return reconciler.held().filter((one) => isBehind(one.networkId, one.revision)).length;
  });
  metrics.read(AGENT_METRICS.networks, () => reconciler.held().length);
  metrics.read(AGENT_METRICS.failures, () =>
    [...notices.values()].reduce((sum, { failed }) => sum + failed.length, 0),
  );
  metrics.read(AGENT_METRICS.writes, () => kernel.writes());
  metrics.readEach(AGENT_METRICS.transport, () => [[{ transport: kernel.transport().name }, 1]]);
  metrics.readEach(AGENT_METRICS.drift, () =>
    [...reconciler.drift()].map(([object, count]) => [{ object }, count]),
  );
  metrics.read(AGENT_METRICS.overflows, () => reconciler.overflows());
  metrics.read(AGENT_METRICS.sessions, () => sync.status().counters.sessions);
  metrics.readEach(AGENT_METRICS.moves, () => {
    const { moved, stayed } = sync.status().counters;
    return [
      [{ outcome: 'moved' }, moved],
      [{ outcome: 'stayed' }, stayed],
    ];
  });
  metrics.read(AGENT_METRICS.resyncs, () => sync.status().counters.resyncs);
  metrics.read(AGENT_METRICS.mismatches, () => sync.status().counters.digestMismatches);
  metrics.read(AGENT_METRICS.older, () => sync.status().counters.olderRefused);
  metrics.read(AGENT_METRICS.cacheBytes, () => cache.status().bytes);
  metrics.read(AGENT_METRICS.cacheFailing, () => Number(cache.status().error !== undefined));
}

interface MeasuredUnderlay {
  readonly paths: Pick<Paths, 'states'>;
  readonly offloads: Pick<Offloads, 'states'>;
}

/** Of so many hosts at most: who scrapes pays for each. */
const MAX_PEERS = 256;

function underlayMetrics(metrics: Metrics, { paths, offloads }: MeasuredUnderlay): void {
  const states = (): readonly PathState[] => paths.states().slice(0, MAX_PEERS);
  metrics.readEach(AGENT_METRICS.probeRtt, () =>
    states()
      .filter(({ loss }) => loss < 1)
      .map(({ vtep, rttMs }) => [{ peer: vtep }, rttMs / 1000]),
  );
  metrics.readEach(AGENT_METRICS.probeLoss, () =>
    states().map(({ vtep, loss }) => [{ peer: vtep }, loss]),
  );
  metrics.readEach(AGENT_METRICS.pathMtu, () =>
    states()
      .filter(({ mtu }) => mtu > 0)
      .map(({ vtep, mtu }) => [{ peer: vtep }, mtu]),
  );
  metrics.read(AGENT_METRICS.blackHoles, () => paths.states().filter(isBlackHole).length);
  const isBroken = ({ fault }: OffloadState): boolean => fault !== undefined;
  metrics.read(AGENT_METRICS.brokenOffloads, () => offloads.states().filter(isBroken).length);
}

/** As the resolver last reported, within a second. */
function nameMetrics(metrics: Metrics, names: Pick<HostNames, 'status'>): void {
  const report = (): ResolverReport | undefined => names.status()?.report ?? undefined;
  metrics.read(AGENT_METRICS.resolver, () => Number(names.status()?.state === 'up'));
  metrics.readEach(AGENT_METRICS.dnsNamespaces, () => [
    [{ state: 'served' }, report()?.served ?? 0],
    [{ state: 'failed' }, names.status()?.troubles.length ?? 0],
  ]);
  metrics.readEach(AGENT_METRICS.dnsQueries, () =>
    Object.entries(report()?.counters.queries ?? {}).map(([result, n]) => [{ result }, n]),
  );
  metrics.readEach(AGENT_METRICS.dnsForwarded, () =>
    Object.entries(report()?.counters.upstream ?? {}).map(([outcome, n]) => [{ outcome }, n]),
  );
  metrics.read(AGENT_METRICS.dnsDropped, () => report()?.counters.dropped ?? 0);
}

/** For the kernel that the reconciler works on. */
export function kernelMetrics(metrics: Metrics): KernelMetrics {
  const operations = metrics.counter(AGENT_METRICS.operations);
  const duration = metrics.histogram(AGENT_METRICS.kernel);
  const objects = metrics.gauge(AGENT_METRICS.objects);
  return {
    executed: (operation: Operation['op'], ok: boolean) =>
      operations.inc({ operation, outcome: ok ? 'done' : 'failed' }),
    took: (phase, seconds) => duration.observe({ phase }, seconds),
    observed: ({ bridges, vxlans, ports, fdb, neighbours }) => {
      const kinds = { bridge: bridges, vxlan: vxlans, port: ports, fdb, neighbour: neighbours };
      for (const [object, { size }] of Object.entries(kinds)) objects.set({ object }, size);
    },
  };
}

/** Told of each change that was acknowledged. */
export function applyMetrics(metrics: Metrics): (seconds: number) => void {
  const apply = metrics.histogram(AGENT_METRICS.apply);
  return (seconds) => apply.observe(seconds);
}
