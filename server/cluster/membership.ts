/** On the leader: makes raft's configuration follow the nodes table, one change at a time, until both agree. */
import type { ClusterNode } from '../../model/objects.js';
import type { ConfigurationChange } from '../../raft/core/change.js';
import { isVoter, membersOf } from '../../raft/core/configuration.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { DispatchLog } from '../dispatch/log.js';
import type { Proposer } from '../propose/port.js';
import type { StateView } from '../state/view.js';

export interface MembershipDeps {
  readonly view: StateView;
  readonly raft: Pick<RaftNode, 'status' | 'changeMembership' | 'transferLeadership'>;
  readonly proposer: Pick<Proposer, 'propose'>;
  /** Ends the connections with a member that is none any more. */
  readonly disconnect: (raftId: number) => void;
  readonly log: DispatchLog;
}

export interface MembershipOptions {
  /** Node id of this manager. */
  readonly selfId: string;
  readonly intervalMs?: number;
  /** How many entries a learner may lack and still be promoted. */
  readonly maxLag?: number;
}

const DEFAULTS = { intervalMs: 100, maxLag: 100 };

export class Membership {
  readonly #deps: MembershipDeps;
  readonly #options: MembershipOptions & typeof DEFAULTS;
  #timer: NodeJS.Timeout | undefined;
  #changing = false;

  constructor(deps: MembershipDeps, options: MembershipOptions) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
  }

  start(): void {
    this.#timer = setInterval(() => void this.#tick(), this.#options.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    const status = this.#deps.raft.status();
    if (status.role !== 'leader' || this.#changing) return;
    this.#changing = true;
    try {
      await this.#step(status);
    } catch (err) {
      // Leadership moved, or the change before is not applied yet: the next turn looks again.
      const isPassing = err instanceof RaftError;
      if (!isPassing) this.#deps.log.warn({ err }, 'membership not changed yet');
    } finally {
      this.#changing = false;
    }
  }

  async #step(status: RaftStatus): Promise<void> {
    const { view, raft, log, disconnect } = this.#deps;
    if (view.isRemoved(this.#options.selfId)) {
      // Who leads next takes this member out of the configuration.
      await raft.transferLeadership();
      return;
    }
    const change = this.#wanted(status);
    if (change) {
      await raft.changeMembership([change]);
      log.info({ change: change.type, member: change.id }, 'membership changed');
      if (change.type === 'remove') disconnect(change.id);
      return;
    }
    await this.#recordVoter(status);
  }

  #wanted(status: RaftStatus): ConfigurationChange | undefined {
    const { configuration, progress, lastIndex, id: self } = status;
    const managers = new Map(this.#managers().map((node) => [node.raftId, node]));
    const members = new Set(membersOf(configuration));
    for (const id of members) {
      // Nothing is removed before the state knows this manager itself: it may still be replaying.
      if (!managers.has(id) && managers.has(self)) return { type: 'remove', id };
    }
    for (const id of managers.keys()) if (!members.has(id)) return { type: 'learner', id };
    for (const { id, match, recentlyActive } of progress) {
      const isNear = recentlyActive && lastIndex - match <= this.#options.maxLag;
      if (isNear && !isVoter(configuration, id)) return { type: 'voter', id };
    }
    return undefined;
  }

  /** The nodes table shows what raft has made of a joiner. */
  async #recordVoter({ configuration }: RaftStatus): Promise<void> {
    const promoted = this.#managers().find(
      ({ raft, raftId }) => raft === 'learner' && configuration.voters.includes(raftId),
    );
    if (!promoted) return;
    const command = { kind: 'node.update', node: promoted.id, raft: 'voter' } as const;
    await this.#deps.proposer.propose({ command, actor: 'system' });
  }

  #managers(): ClusterNode[] {
    return [...this.#deps.view.nodes()].filter(
      ({ role, raftId }) => role === 'manager' && raftId !== 0,
    );
  }
}
