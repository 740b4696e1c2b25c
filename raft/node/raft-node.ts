/** The shell around the core: one loop over log store, transport, state machine and clock, and the calls into it. */
import { DEFAULT_CORE_OPTIONS } from '../core/options.js';
import { isVoter } from '../core/configuration.js';
import { NodeLoop } from './node-loop.js';
import { RaftError } from './raft-error.js';
import type { Applied } from './proposals.js';
import type { ConfigurationChange } from '../core/configuration.js';
import type { CoreOptions } from '../core/options.js';
import type { MemberId } from '../core/types.js';
import type { NodeLoopDeps } from './node-loop.js';
import type { RaftStatus } from './status.js';

export type RaftNodeDeps = NodeLoopDeps;

export interface RaftNodeOptions extends Partial<Omit<CoreOptions, 'id'>> {
  readonly id: MemberId;
  /** Default 50 ms; with 10 election ticks a lost leader is replaced after 0.5 to 1 s. */
  readonly tickMs?: number;
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
    const { tickMs = 50, readTimeoutMs = 5000, ...core } = options;
    const loop = new NodeLoop(deps, { tickMs, core: { ...DEFAULT_CORE_OPTIONS, ...core } });
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
        const outcome = core.propose(data);
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

  /** Leader only. Resolves when the new configuration is in force here; asking for what holds succeeds. */
  changeMembership(change: ConfigurationChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#loop.request((core, waiters) => {
        const outcome = core.proposeChange(change);
        switch (outcome.kind) {
          case 'appended': {
            const { index, term } = outcome.entry;
            waiters.proposals.add(index, term, { resolve: () => resolve(), reject });
            return;
          }
          case 'unchanged':
            resolve();
            return;
          case 'refused':
            reject(
              new RaftError(
                outcome.code,
                `cannot ${change.kind} member ${change.id}: ${outcome.code}`,
                core.leader,
              ),
            );
        }
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
        const candidates = core.progress.filter((one) => isVoter(core.configuration, one.id));
        const best = candidates
          .filter((one) => one.recentlyActive)
          .sort((left, right) => right.match - left.match)[0];
        const target = to ?? best?.id ?? 0;
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
