/** What would have to change in raft now, for the nodes table as it is and as it would be after a change. */
import type { ClusterNode } from '../../model/objects.js';
import type { MemberId } from '../../raft/core/types.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { StateView } from '../state/view.js';
import { planMembership, type MembershipPlan } from './membership-plan.js';

export interface MembershipPlannerDeps {
  readonly view: Pick<StateView, 'managers'>;
  readonly raft: Pick<RaftNode, 'status'>;
  /** Whether another member was heard of just now. */
  readonly isAlive: (id: MemberId) => boolean;
}

const MAX_LAG = 100;

export class MembershipPlanner {
  readonly #deps: MembershipPlannerDeps;
  readonly #maxLag: number;

  /** `maxLag`: how many entries a learner may lack and still be promoted. */
  constructor(deps: MembershipPlannerDeps, options: { readonly maxLag?: number } = {}) {
    this.#deps = deps;
    this.#maxLag = options.maxLag ?? MAX_LAG;
  }

  managers(): ClusterNode[] {
    return this.#deps.view.managers().filter(({ raftId }) => raftId !== 0);
  }

  isAlive(id: MemberId): boolean {
    return id === this.#deps.raft.status().id || this.#deps.isAlive(id);
  }

  plan(): MembershipPlan {
    return this.#plan(this.managers());
  }

  /** As if the table wanted this of that manager. */
  planWith(node: ClusterNode, raft: ClusterNode['raft']): MembershipPlan {
    return this.#plan(this.managers().map((one) => (one.id === node.id ? { ...one, raft } : one)));
  }

  #plan(managers: readonly ClusterNode[]): MembershipPlan {
    const status = this.#deps.raft.status();
    const isAlive = (id: MemberId): boolean => this.isAlive(id);
    return planMembership({ status, managers, isAlive, maxLag: this.#maxLag });
  }
}
