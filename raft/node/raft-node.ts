/** The shell around the core: one loop over log store, transport, state machine and clock, and the calls into it. */
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { alreadyHolds } from '../core/change.js';
import { bestSuccessor } from './transfers.js';
import { NodeLoop } from './node-loop.js';
import { RaftError } from './raft-error.js';
import type { Applied } from './proposals.js';
import type { CompactionOptions } from './compactor.js';
import type { ConfigurationChange, Transition } from '../core/change.js';
import type { CoreOptions } from '../core/options.js';
import type { MemberId } from '../core/types.js';
import type { RaftCore } from '../core/raft.js';
import type { NodeLoopDeps } from './node-loop.js';
import type { RaftStatus } from './status.js';

export type RaftNodeDeps = NodeLoopDeps;

export interface RaftNodeOptions extends Partial<Omit<CoreOptions, 'id'>> {
  readonly id: MemberId;
  /** Default 50 ms; with 10 election ticks a leader that falls silent is replaced after 0.5 to 1 s. */
  readonly tickMs?: number;
  /** When the log is shortened and how much of it stays, see `CompactionOptions`. */
  readonly compaction?: Partial<CompactionOptions>;
  /** How long a read may take before it is refused. Default 5 s. */
  readonly readTimeoutMs?: number;
}

/**
 * One member. The node owns the ports it was given: `stop` closes the log and stops the transport.
 * After `onFatal` nothing is acknowledged any more; the process is expected to end.
 */
export class RaftNode {
  readonly #loop: NodeLoop;
  readonly #readTimeoutMs: number;

  private constructor(loop: NodeLoop, readTimeoutMs: number) {
    this.#loop = loop;
    this.#readTimeoutMs = readTimeoutMs;
  }

  /** Throws when the stored log cannot be what this member once acknowledged. */
  static start(deps: RaftNodeDeps, options: RaftNodeOptions): RaftNode {
    const { tickMs = 50, readTimeoutMs = 5000, compaction = {}, ...core } = options;
    const loop = new NodeLoop(deps, {
      tickMs,
      compaction,
      core: { ...DEFAULT_CORE_OPTIONS, ...core },
    });
    loop.start();
    return new RaftNode(loop, readTimeoutMs);
  }

  /**
   * Resolves with the state machine's result once the entry is applied here. Rejects with a `RaftError`:
   * `not-leader`, `busy`, `too-large`, `stopped` (never appended), `replaced` (never committed) or
   * `outcome-unknown`.
   */
  propose(data: Uint8Array): Promise<Applied> {
    return new Promise((resolve, reject) => {
      this.#loop.request((core, waiters) => {
        const outcome = core.diskFull
          ? ({ kind: 'refused', code: 'disk-full' } as const)
          : core.propose(data);
        if (outcome.kind === 'appended') {
          waiters.proposals.add(outcome.index, outcome.term, { resolve, reject });
        } else {
          const reason = `the proposal was refused: ${outcome.code}`;
          reject(new RaftError(outcome.code, reason, core.leader));
        }
      }, reject);
    });
  }

  /**
   * A linearizable barrier on any member: resolves with an index not older than anything acknowledged before
   * the call, once the state here holds it. Rejects with `no-leader`, `retry` or `stopped`.
   */
  readIndex(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#loop.request((_core, waiters) => {
        waiters.reads.add({ resolve, reject }, this.#loop.now() + this.#readTimeoutMs);
      }, reject);
    });
  }

  /**
   * Leader only. Several changes at once go through joint consensus. Resolves when the configuration that was asked
   * for is in force here (`explicit`: when the joint one is); asking for what holds succeeds. Rejects with
   * `not-leader`, `busy`, `change-pending`, `already-joint`, `not-joint`, `unknown-member`, `last-voter`,
   * `learner-behind` (nothing was changed), `replaced`, `outcome-unknown` or `stopped`.
   */
  changeMembership(
    changes: readonly ConfigurationChange[],
    transition: Transition = 'auto',
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#loop.request((core, waiters) => {
        if (core.role === 'leader' && alreadyHolds(core.configuration, changes)) {
          resolve();
          return;
        }
        const refusal = core.role === 'leader' ? core.promotionRefusal(changes) : undefined;
        const outcome = refusal
          ? ({ kind: 'refused', code: refusal } as const)
          : core.proposeChange(changes, transition);
        if (outcome.kind === 'refused') {
          const reason = `the membership stays as it is: ${outcome.code}`;
          reject(new RaftError(outcome.code, reason, core.leader));
          return;
        }
        const { index, term } = outcome.entry;
        const settled = (): void => void this.#settled(core).then(resolve, reject);
        waiters.proposals.add(index, term, { resolve: settled, reject });
      }, reject);
    });
  }

  /**
   * Leader only. Hands over to `to`, or to the most up-to-date other voter; resolves when that member leads.
   * Rejects with `not-leader`, `unknown-member` (nobody to hand over to), `retry` or `stopped`.
   */
  transferLeadership(to?: MemberId): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#loop.request((core, waiters) => {
        const target = to ?? bestSuccessor(core);
        const refusal = core.transferLeadership(target);
        if (refusal !== undefined) {
          reject(new RaftError(refusal, `leadership stays here: ${refusal}`, core.leader));
        } else if (target === core.leader) {
          resolve();
        } else {
          const expiresAt = this.#loop.now() + this.#loop.electionMs * 2;
          waiters.transfers.add({ target, expiresAt, resolve, reject });
        }
      }, reject);
    });
  }

  /** Resolves when a joint configuration that leaves itself is left. */
  #settled(core: Pick<RaftCore, 'configuration' | 'role'>): Promise<void> {
    if (!core.configuration.autoLeave) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const unsubscribe = this.#loop.onChange(({ configuration, role }) => {
        if (configuration.autoLeave && role === 'leader') return;
        unsubscribe();
        // Whoever leads next leaves the joint configuration, but nobody here will say when.
        if (configuration.autoLeave)
          reject(new RaftError('outcome-unknown', 'leadership was lost'));
        else resolve();
      });
    });
  }

  status(): RaftStatus {
    return this.#loop.status();
  }

  /**
   * Called after a change of role, term, leader or configuration; a throw in it is fatal to the node. Returns
   * how to stop listening.
   */
  onChange(listener: (status: RaftStatus) => void): () => void {
    return this.#loop.onChange(listener);
  }

  /** Ends the membership's activity, not the membership. Waiting proposals get `outcome-unknown`. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }
}
