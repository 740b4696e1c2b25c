/** Every worker's kernel, read back now, against what the state says; asked of the workers themselves. */
import { OvnetError, type ErrorCode } from '../../model/errors.js';
import { QUERY_VERIFY, type Difference, type VerifyRequest } from '../../model/inspection.js';
import type { ClusterNode } from '../../model/objects.js';
import type { Convergence } from '../dispatch/convergence-port.js';
import type { WorkerQueries } from '../dispatch/query-port.js';
import type { StateView } from '../state/view.js';
import { readVerifyAnswer } from './answers.js';
import { inParallel } from './in-parallel.js';

export interface VerifyDeps {
  readonly view: Pick<StateView, 'revision' | 'nodes' | 'networksOn'>;
  readonly convergence: Pick<Convergence, 'worker'>;
  readonly workers: WorkerQueries;
}

export interface VerifyOptions {
  /** Only this worker. */
  readonly node?: ClusterNode | undefined;
  /** Id. */
  readonly network?: string | undefined;
  readonly timeoutMs: number;
}

/** equal: the kernel holds exactly that; failed: it could not be told, `code` says why. */
export type VerifiedState = 'equal' | 'different' | 'unreachable' | 'failed';

export interface VerifiedWorker {
  readonly node: string;
  readonly nodeName: string;
  readonly ok: boolean;
  readonly state: VerifiedState;
  /** Highest that the worker holds; 0 when it was not told. */
  readonly revision: number;
  /** How many it holds of those asked for. */
  readonly networks: number;
  readonly differences: readonly Difference[];
  readonly omitted: number;
  readonly code?: ErrorCode;
  readonly detail?: string;
}

export interface Verification {
  readonly revision: number;
  /** Every worker's kernel is equal. */
  readonly ok: boolean;
  readonly workers: readonly VerifiedWorker[];
}

/** Workers asked at the same time. */
const PARALLEL = 64;

export async function verifyWorkers(
  deps: VerifyDeps,
  options: VerifyOptions,
): Promise<Verification> {
  const { view } = deps;
  const { revision } = view;
  const nodes = options.node ? [options.node] : [...view.nodes()];
  const asked = nodes.filter(({ role }) => role === 'worker').sort(byName);
  const workers = await inParallel(asked, PARALLEL, (node) =>
    verifyWorker(deps, node, { ...options, revision }),
  );
  return { revision, ok: workers.every(({ ok }) => ok), workers };
}

function byName(a: ClusterNode, b: ClusterNode): number {
  return a.name < b.name ? -1 : 1;
}

async function verifyWorker(
  deps: VerifyDeps,
  { id: nodeId, name: nodeName }: ClusterNode,
  options: VerifyOptions & { readonly revision: number },
): Promise<VerifiedWorker> {
  const { network, timeoutMs } = options;
  const about = { node: nodeId, nodeName };
  const request: VerifyRequest = network === undefined ? {} : { network };
  try {
    const answer = await deps.workers.ask({ nodeId, kind: QUERY_VERIFY, request, timeoutMs });
    const { revision, networks, differences, omitted, settled } = readVerifyAnswer(answer);
    const late = lateNetworks(deps, nodeId, options);
    const all = [...late, ...differences];
    const ok = all.length === 0;
    return {
      ...about,
      ok,
      state: ok ? 'equal' : 'different',
      revision,
      networks: networks.length,
      differences: all,
      omitted,
      ...(!settled && !ok && UNSETTLED),
    };
  } catch (error) {
    if (!(error instanceof OvnetError)) throw error;
    const nothing = { revision: 0, networks: 0, differences: [], omitted: 0 };
    const { code, message: detail } = error;
    return { ...about, ok: false, state: stateOf(code), ...nothing, code, detail };
  }
}

const UNSETTLED = {
  code: 'busy',
  detail: 'the agent was changing the kernel meanwhile: what differs may be under way',
} as const;

function stateOf(code: ErrorCode): VerifiedState {
  return code === 'worker-unreachable' || code === 'query-timeout' ? 'unreachable' : 'failed';
}

/** What the worker has not acknowledged by now of the revision at which it was asked. */
function lateNetworks(
  { view, convergence }: VerifyDeps,
  nodeId: string,
  { network: only, revision }: { readonly network?: string | undefined; readonly revision: number },
): Difference[] {
  return view.networksOn(nodeId).flatMap((network) => {
    if (only !== undefined && network !== only) return [];
    const worker = convergence.worker(nodeId, revision, network);
    if (worker?.state !== 'pending') return [];
    const object = { object: 'network', name: network, network, endpoint: '' };
    const found = `revision ${worker.revision}`;
    return [{ ...object, found, wanted: `what changed up to revision ${revision}` }];
  });
}
