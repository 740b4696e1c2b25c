/** How a node is now: whether managers have it, and of a worker whether its kernel holds what it should. */
import { faultsIn } from '../../model/host-faults.js';
import type { ClusterNode, Condition } from '../../model/objects.js';
import { formatTime } from '../../model/time.js';
import type { WorkerConvergence, WorkerState } from '../dispatch/convergence-port.js';
import type { ApiContext } from './context.js';
import { NO_CONNECTION, shownWorker } from './worker-state.js';

interface NetworkState {
  readonly name: string;
  readonly worker: WorkerConvergence;
}

/** Named in a detail. */
const MAX_NAMED = 5;
/** The last one: something that earlier changes asked for is lacking. */
const WORST: readonly WorkerState[] = ['failed', 'unreachable', 'pending', 'applied'];

export function nodeConditions(context: ApiContext, node: ClusterNode): readonly Condition[] {
  const ready = readyOf(node);
  if (node.role !== 'worker') return [ready];
  const networks = networksOn(context, node);
  const beside = [...pathsOf(node, networks), ...faultConditions(node)];
  return [ready, appliedOf(context, node, networks), ...beside];
}

function networksOn({ deps }: ApiContext, node: ClusterNode): readonly NetworkState[] {
  const { view } = deps;
  const { revision } = view;
  return view.networksOn(node.id).flatMap((network): NetworkState[] => {
    const worker = shownWorker(deps, node, { revision, network });
    return worker ? [{ name: view.network(network)?.name ?? network, worker }] : [];
  });
}

/** What vanishes on the way to other hosts, if anything: small packets pass, and all is applied. */
function pathsOf(
  { updatedAt }: ClusterNode,
  networks: readonly NetworkState[],
): readonly Condition[] {
  const troubles = networks.flatMap(({ worker: { degradedEndpoints = [], appliedAt } }) =>
    degradedEndpoints
      .filter(({ endpoint }) => endpoint === '')
      .map(({ code, detail }) => ({ code, detail, since: appliedAt ?? updatedAt })),
  );
  const [first] = troubles;
  if (!first) return [];
  const details = [...new Set(troubles.map(({ detail }) => detail))];
  const more = details.length - MAX_NAMED;
  const named = details.slice(0, MAX_NAMED).join('; ');
  const detail = more > 0 ? `${named}; and ${more} more` : named;
  return [{ type: 'Paths', status: false, code: first.code, detail, since: first.since }];
}

/** What is wrong with the host of a worker, and what to do. */
export function faultConditions({
  capabilities,
  updatedAt: since,
}: Pick<ClusterNode, 'capabilities' | 'updatedAt'>): readonly Condition[] {
  return faultsIn(capabilities).map((fault) => ({ ...fault, status: false, since }));
}

/** `since`: not later than the last change of the node. */
function readyOf({ status, role, updatedAt: since }: ClusterNode): Condition {
  const isReady = status === 'ready';
  const detail = `the ${role} has no connection to any ${role === 'worker' ? '' : 'other '}manager`;
  return { type: 'Ready', status: isReady, code: status, detail: isReady ? '' : detail, since };
}

function appliedOf(
  { deps: { nowMs } }: ApiContext,
  { status, updatedAt }: ClusterNode,
  networks: readonly NetworkState[],
): Condition {
  if (status === 'down') {
    const detail = `${NO_CONNECTION}: what it holds now is not known`;
    return { type: 'Applied', status: false, code: 'unreachable', detail, since: updatedAt };
  }
  const late = networks.filter(({ worker }) => worker.state !== 'applied' || worker.lacking);
  const state = WORST.find((one) => late.some(({ worker }) => worker.state === one));
  if (state === undefined) {
    const times = networks.map(({ worker }) => worker.appliedAt ?? '').sort();
    const since = times.at(-1) || updatedAt;
    return { type: 'Applied', status: true, code: 'applied', detail: '', since };
  }
  const worst = late.find(({ worker }) => worker.state === state)?.worker;
  const longest = Math.max(...late.map(({ worker }) => worker.lagMs));
  const since = worst?.appliedAt ?? formatTime(nowMs() - longest);
  return {
    type: 'Applied',
    status: false,
    code: worst?.code ?? state,
    detail: `${late.length} of ${networks.length} networks: ${named(late)}`,
    since,
  };
}

function named(late: readonly NetworkState[]): string {
  const names = late.slice(0, MAX_NAMED).map(({ name, worker: { state, code, detail } }) => {
    const why = [code, detail].filter((text) => text !== undefined && text !== '').join(': ');
    const what = state === 'applied' ? 'lacks something of before' : state;
    return `${name} (${what}${why === '' ? '' : `, ${why}`})`;
  });
  const more = late.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
