/**
 * What a worker is shown to hold of a network. Of a node that is `down` it is what it was, and how it is now nobody can say:
 * `unreachable`, whatever was acknowledged before, on every manager whose state says so. Convergence is asked something else,
 * whether a change was ever applied, and an acknowledgement stays one.
 */
import type { ClusterNode } from '../../model/objects.js';
import type { WorkerConvergence } from '../dispatch/convergence-port.js';
import type { ApiDeps } from './deps.js';

export const NO_CONNECTION = 'the worker has no connection to any manager';

export function shownWorker(
  { convergence }: Pick<ApiDeps, 'convergence'>,
  { id: node, status }: Pick<ClusterNode, 'id' | 'status'>,
  { revision, network }: { readonly revision: number; readonly network: string },
): WorkerConvergence | undefined {
  const told = convergence.worker(node, revision, network);
  if (status !== 'down') return told;
  const { revision: held = 0, lagMs = 0 } = told ?? {};
  return { node, state: 'unreachable', revision: held, appliedAt: undefined, lagMs };
}
