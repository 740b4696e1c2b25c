/** On the leader, before a command enters the log: a voter may go only if the live ones that are left form a quorum. */
import type { Refusal } from '../../model/errors.js';
import type { ClusterNode, WantedRaftRole } from '../../model/objects.js';
import type { MemberId } from '../../raft/core/types.js';
import type { Command } from '../state/command.js';
import type { StateView } from '../state/view.js';
import type { MembershipPlan } from './membership-plan.js';

export interface MembershipGateDeps {
  readonly view: Pick<StateView, 'node' | 'nodes'>;
  readonly planWith: (node: ClusterNode, raft: WantedRaftRole) => MembershipPlan;
}

/** A leader that has just begun hears of the others within a heartbeat. */
const PATIENCE = { attempts: 10, pauseMs: 50 };

/** Undefined: nothing speaks against it. `force` is no way around: what has no quorum cannot change its members. */
export async function refusalOf(
  deps: MembershipGateDeps,
  command: Command,
): Promise<Refusal | undefined> {
  const wanted = wantedBy(command);
  if (!wanted) return undefined;
  const node = deps.view.node(wanted.node);
  if (node?.role !== 'manager' || node.raft === wanted.raft) return undefined;
  for (let attempt = 1; ; attempt += 1) {
    const plan = deps.planWith(node, wanted.raft);
    if (!plan.held.includes(node.raftId)) return undefined;
    if (attempt === PATIENCE.attempts) return atRisk(deps, node, plan);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE.pauseMs));
  }
}

function wantedBy(
  command: Command,
): { readonly node: string; readonly raft: 'learner' | 'none' } | undefined {
  if (command.kind === 'node.update' && command.raft === 'learner') {
    return { node: command.node, raft: command.raft };
  }
  if (command.kind === 'node.remove' && command.settled !== true) {
    return { node: command.node, raft: 'none' };
  }
  return undefined;
}

function atRisk(
  { view }: MembershipGateDeps,
  { name }: ClusterNode,
  { votersThen, aliveThen }: MembershipPlan,
): Refusal {
  const names = new Map([...view.nodes()].map((node) => [node.raftId, node.name]));
  const nameOf = (id: MemberId): string => names.get(id) ?? `member ${id}`;
  if (votersThen.length === 0) {
    return { code: 'in-use', detail: `manager '${name}' is the last voter` };
  }
  const missing = votersThen.filter((id) => !aliveThen.includes(id)).map(nameOf);
  const left = votersThen.map(nameOf).join(', ');
  return {
    code: 'quorum-at-risk',
    detail:
      `without manager '${name}' the voters are ${left}, and ${missing.join(', ')} ` +
      `${missing.length === 1 ? 'does' : 'do'} not answer: start or remove what is down first. ` +
      'Force does not change this; when a quorum is lost for good, `ovctl manager recover` begins anew from one manager',
  };
}
