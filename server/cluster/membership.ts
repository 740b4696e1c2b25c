/** On the leader: makes raft's configuration follow the nodes table, and says in the table what has come of it. */
import { isVoter, membersOf } from '../../raft/core/configuration.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { RaftStatus } from '../../raft/node/status.js';
import type { DispatchLog } from '../dispatch/log.js';
import type { Proposer } from '../propose/port.js';
import type { Command } from '../state/command.js';
import type { StateView } from '../state/view.js';
import type { MembershipPlan } from './membership-plan.js';
import type { MembershipPlanner } from './membership-planner.js';

export interface MembershipDeps {
  readonly view: StateView;
  readonly raft: Pick<RaftNode, 'status' | 'changeMembership' | 'transferLeadership'>;
  readonly proposer: Pick<Proposer, 'propose'>;
  readonly planner: MembershipPlanner;
  readonly log: DispatchLog;
}

export interface MembershipOptions {
  readonly intervalMs?: number;
}

const INTERVAL_MS = 100;

export class Membership {
  readonly #deps: MembershipDeps;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #changing = false;
  #said = '';

  constructor(deps: MembershipDeps, options: MembershipOptions = {}) {
    this.#deps = deps;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#tick(), this.#intervalMs);
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
    const { raft, log, planner } = this.#deps;
    const plan = planner.plan();
    this.#tellHeld(plan);
    const { changes } = plan;
    if (changes.length === 0) return this.#record(status);
    const goes = changes.some(({ id, type }) => id === status.id && type !== 'voter');
    // Handed over first, so that writes go on without an election.
    if (goes && (await this.#handOver(status, plan))) return;
    await raft.changeMembership(changes);
    log.info({ changes }, 'membership changed');
  }

  /** False when nobody took over: raft then lets the leader finish its own change and step down. */
  async #handOver({ progress }: RaftStatus, { votersThen }: MembershipPlan): Promise<boolean> {
    const { raft, planner, log } = this.#deps;
    const [best] = progress
      .filter(({ id }) => votersThen.includes(id) && planner.isAlive(id))
      .filter(({ id }) => isVoter(raft.status().configuration, id))
      .sort((left, right) => right.match - left.match);
    if (!best) return false;
    try {
      await raft.transferLeadership(best.id);
      return true;
    } catch (err) {
      if (!(err instanceof RaftError)) throw err;
      log.debug({ err, to: best.id }, 'leadership not handed over before the change');
      return raft.status().role !== 'leader';
    }
  }

  /** What raft counts no more leaves the table; what all managers support becomes the cluster's level. */
  async #record({ configuration }: RaftStatus): Promise<void> {
    const members = membersOf(configuration);
    const managers = this.#deps.planner.managers();
    const gone = managers.find(({ raft, raftId }) => raft === 'none' && !members.includes(raftId));
    if (gone) {
      return this.#propose({ kind: 'node.remove', node: gone.id, force: true, settled: true });
    }
    const featureLevel = Math.min(...managers.map((one) => one.featureLevel));
    const level = this.#deps.view.cluster()?.featureLevel;
    if (level !== undefined && managers.length > 0 && featureLevel > level) {
      await this.#propose({ kind: 'cluster.raise', featureLevel });
    }
  }

  async #propose(command: Command): Promise<void> {
    const result = await this.#deps.proposer.propose({ command, actor: 'system' });
    if (!result.ok) this.#deps.log.warn({ command, refusal: result.refusal }, 'not recorded');
  }

  /** Once for each reason, not ten times a second. */
  #tellHeld({ held, votersThen, aliveThen }: MembershipPlan): void {
    const said = held.length === 0 ? '' : JSON.stringify([held, votersThen, aliveThen]);
    if (said !== '' && said !== this.#said) {
      this.#deps.log.warn(
        { held, votersThen, aliveThen },
        'voters stay for now: those that are left would have no quorum',
      );
    }
    this.#said = said;
  }
}
