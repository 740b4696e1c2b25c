/** What the agent says of itself on its socket and to `Query{status}`: also on a host cut off from all managers. */
import { formatTime } from '../../model/time.js';
import type { NodeFile } from '../../identity/data-dir.js';
import type { Cache } from '../cache/cache.js';
import type { NameStatus } from '../dns/name-service.js';
import type { HostNames } from '../dns/host-names.js';
import type { Kernel } from '../kernel/port.js';
import type { AppliedNotice } from '../reconcile/notices.js';
import type { EgressStatus } from '../reconcile/egress-status.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import type { SyncStatus } from '../sync/standing.js';
import type { AgentSync } from '../sync/sync.js';

/** Times are RFC 3339 UTC with ms, null when it has not happened. */
export interface AgentStatus {
  readonly node: string;
  readonly nodeId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly vtep: string;
  readonly state: SyncStatus['state'];
  readonly manager: {
    readonly nodeId: string;
    readonly address: string;
    readonly grpcPort: number;
    readonly since: string;
  } | null;
  readonly managers: readonly {
    nodeId: string;
    address: string;
    grpcPort: number;
    apiPort: number;
  }[];
  readonly epoch: number;
  /** Highest revision held of any network, or of the last `synced`. */
  readonly revision: number;
  readonly lastContactAt: string | null;
  readonly syncedAt: string | null;
  readonly lastEnd: string | null;
  readonly cache: {
    readonly bytes: number;
    readonly writtenAt: string | null;
    /** Since something was last heard from a manager, or the journal was last written. */
    readonly ageMs: number | null;
    readonly error: string | null;
  };
  /** Null when names are switched off. */
  readonly dns: NameStatus | null;
  readonly networks: readonly NetworkStatus[];
  readonly kernelWrites: number;
  /** Null: nothing leaves by this host. */
  readonly egress: EgressStatus | null;
  /** How rows reach the kernel; `reason`: why not by netlink, null where it is netlink. */
  readonly kernelTransport: { readonly name: string; readonly reason: string | null };
  readonly drift: Readonly<Record<string, number>>;
  readonly counters: SyncStatus['counters'];
}

export interface NetworkStatus {
  readonly id: string;
  readonly name: string;
  readonly vni: number;
  readonly epoch: number;
  readonly revision: number;
  readonly digest: string;
  /** Revision that the kernel holds; null before the first acknowledgement of this process. */
  readonly applied: number | null;
  readonly endpoints: number;
  readonly localEndpoints: number;
  readonly failed: AppliedNotice['failed'];
}

export interface StatusDeps {
  readonly node: NodeFile;
  readonly version: string;
  readonly vtep: string;
  readonly startedAt: number;
  readonly wallClock: () => number;
  readonly sync: AgentSync;
  readonly cache: Cache;
  readonly kernel: Kernel;
  readonly reconciler: Reconciler;
  /** Last notice per network. */
  readonly notices: ReadonlyMap<string, AppliedNotice>;
  readonly names: Pick<HostNames, 'status'>;
}

export function agentStatus(deps: StatusDeps): AgentStatus {
  const { node, sync, wallClock } = deps;
  const { state, manager, managers, epoch, lastContactAt, synced, lastEnd, counters } =
    sync.status();
  const cache = deps.cache.status();
  const networks = networkStatuses(deps);
  const known = lastContactAt ?? cache.writtenAt;
  return {
    node: node.name,
    nodeId: node.nodeId,
    clusterId: node.clusterId,
    clusterName: node.clusterName,
    version: deps.version,
    pid: process.pid,
    startedAt: formatTime(deps.startedAt),
    vtep: deps.vtep,
    state,
    manager: manager
      ? {
          nodeId: manager.nodeId,
          address: manager.address,
          grpcPort: manager.grpcPort,
          since: formatTime(manager.since),
        }
      : null,
    managers,
    epoch,
    revision: Math.max(synced?.revision ?? 0, ...networks.map(({ revision }) => revision)),
    lastContactAt: timeOrNull(lastContactAt),
    syncedAt: timeOrNull(synced?.at),
    lastEnd: lastEnd ?? null,
    cache: {
      bytes: cache.bytes,
      writtenAt: timeOrNull(cache.writtenAt),
      ageMs: known === undefined ? null : Math.max(0, Math.round(wallClock() - known)),
      error: cache.error ?? null,
    },
    dns: deps.names.status() ?? null,
    networks,
    kernelWrites: deps.kernel.writes(),
    egress: deps.reconciler.egress(),
    kernelTransport: transportOf(deps.kernel),
    drift: Object.fromEntries(deps.reconciler.drift()),
    counters,
  };
}

function transportOf(kernel: Kernel): AgentStatus['kernelTransport'] {
  const { name, reason } = kernel.transport();
  return { name, reason: reason ?? null };
}

function networkStatuses({ node, reconciler, notices }: StatusDeps): NetworkStatus[] {
  return reconciler.held().map(({ networkId, epoch, revision, digest }) => {
    const entries = reconciler.image(networkId)?.entries ?? [];
    const network = entries.find((entry) => entry.kind === 'network')?.value;
    const endpoints = entries.filter((entry) => entry.kind === 'endpoint');
    const notice = notices.get(networkId);
    return {
      id: networkId,
      name: network?.name ?? '',
      vni: network?.vni ?? 0,
      epoch,
      revision,
      digest,
      applied: notice?.revision ?? null,
      endpoints: endpoints.length,
      localEndpoints: endpoints.filter(({ value }) => value.nodeId === node.nodeId).length,
      failed: notice?.failed ?? [],
    };
  });
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTime(ms);
}
