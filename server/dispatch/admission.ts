/** Whether this manager may serve an agent: it knows the node, has a leader, and is not behind what the agent holds. */
import type { Have } from '../../proto/agent-messages.js';
import type { StateView } from '../state/view.js';

export type Admission =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'elsewhere'; readonly reason: string };

export interface AdmissionDeps {
  readonly view: StateView;
  readonly leader: { lostMs(): number };
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface AdmissionOptions {
  /** How long this manager may take to catch up. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 3000;
const RECHECK_MS = 20;

/** Ends early when `isOver` says that nobody waits any more. */
export async function admit(
  deps: AdmissionDeps,
  agent: {
    readonly nodeId: string;
    readonly have: readonly Have[];
    readonly isOver: () => boolean;
  },
  options: AdmissionOptions = {},
): Promise<Admission> {
  const deadline = deps.now() + (options.patienceMs ?? PATIENCE_MS);
  for (;;) {
    const answer = assess(deps, agent.nodeId, agent.have);
    if (answer.kind !== 'elsewhere' || deps.now() >= deadline || agent.isOver()) return answer;
    await new Promise((resolve) => setTimeout(resolve, RECHECK_MS));
  }
}

function assess(deps: AdmissionDeps, nodeId: string, have: readonly Have[]): Admission {
  const { view, leader } = deps;
  if (view.isRemoved(nodeId)) return { kind: 'removed' };
  if (leader.lostMs() > 0) return { kind: 'elsewhere', reason: 'no leader is known' };
  const node = view.node(nodeId);
  if (node?.role !== 'worker') {
    return { kind: 'elsewhere', reason: 'the node is not known here yet' };
  }
  const epoch = view.cluster()?.epoch ?? 0;
  const newest = Math.max(0, ...have.filter((one) => one.epoch >= epoch).map((h) => h.revision));
  const isAhead = have.some((one) => one.epoch > epoch) || newest > view.appliedIndex;
  if (isAhead) return { kind: 'elsewhere', reason: 'this manager lags behind the agent' };
  return { kind: 'welcome' };
}
