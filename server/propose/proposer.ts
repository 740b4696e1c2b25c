/** Writes and linearizable reads on every manager: here when it leads, through the leader otherwise. */
import { OvnetError } from '../../model/errors.js';
import { NO_TRACING, type Tracing } from '../../observe/tracing.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { ApplyResult } from '../state/event.js';
import type { AppliedIndex } from './applied-index.js';
import type { LeaderSubmitter } from './leader-submitter.js';
import type { Proposer, ProposeRequest } from './port.js';
import { isLarge, type OwnResults } from './own-results.js';
import {
  isRepeatable,
  type Forwarded,
  type LeaderLink,
  type Submission,
  type Unstamped,
} from './submission.js';

export interface LogProposerDeps {
  readonly raft: Pick<RaftNode, 'readIndex' | 'status' | 'onChange'>;
  readonly submitter: LeaderSubmitter;
  readonly link: LeaderLink;
  readonly applied: AppliedIndex;
  readonly own: OwnResults;
  readonly tracing?: Tracing;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface LogProposerOptions {
  /** How long a leader is waited for. */
  readonly leaderWaitMs?: number;
  /** How long one attempt may take. */
  readonly attemptMs?: number;
}

const LEADER_WAIT_MS = 5000;
const ATTEMPT_MS = 10_000;
const RETRY_MS = 25;
const LEFT = 'the leader did not tell what came of it';

export class LogProposer implements Proposer {
  readonly #deps: LogProposerDeps;
  readonly #leaderWaitMs: number;
  readonly #attemptMs: number;
  /** Since when no leader is known. */
  #leaderlessSince: number | undefined;

  constructor(deps: LogProposerDeps, options: LogProposerOptions = {}) {
    this.#deps = deps;
    this.#leaderWaitMs = options.leaderWaitMs ?? LEADER_WAIT_MS;
    this.#attemptMs = options.attemptMs ?? ATTEMPT_MS;
    this.#noteLeader(deps.raft.status().leader);
    deps.raft.onChange(({ leader }) => this.#noteLeader(leader));
  }

  async propose(request: ProposeRequest): Promise<ApplyResult> {
    const { tracing = NO_TRACING } = this.#deps;
    const { kind } = request.command;
    const span = tracing.child('propose', request.trace, { 'ovnet.command': kind });
    try {
      const result = await this.#untilDone(unstamped(request, span.context));
      span.end({ 'ovnet.accepted': result.ok, 'ovnet.revision': result.revision });
      return result;
    } catch (error) {
      span.end({}, error);
      throw error;
    }
  }

  async #untilDone(proposal: Unstamped): Promise<ApplyResult> {
    // Who comes while the others have waited already does not wait as long again.
    const deadline = (this.#leaderlessSince ?? this.#deps.now()) + this.#leaderWaitMs;
    let lost = false;
    for (;;) {
      const attempt = await this.#attempt(proposal, deadline);
      if (attempt.kind === 'done') return attempt.result;
      if (attempt.kind === 'too-large') throw new OvnetError('body-too-large', attempt.detail);
      lost ||= attempt.kind === 'lost';
      if (lost && !isRepeatable(proposal)) throw new OvnetError('outcome-unknown', attempt.detail);
      if (this.#deps.now() >= deadline || attempt.kind === 'stopped') throw refusal(attempt, lost);
      await this.#pause();
    }
  }

  async readBarrier(): Promise<void> {
    try {
      await this.#deps.raft.readIndex();
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      throw new OvnetError('no-quorum', `the read could not be confirmed: ${error.code}`);
    }
  }

  async #attempt(proposal: Unstamped, deadline: number): Promise<Submission> {
    const { raft, submitter } = this.#deps;
    const leader = await this.#leader(deadline);
    if (leader === 0) return { kind: 'not-leader', detail: 'no manager leads' };
    if (leader === raft.status().id) return this.#inTime(submitter.submit(proposal));
    return isLarge(proposal)
      ? this.#forwardLarge(leader, proposal)
      : this.#forward(leader, proposal);
  }

  /** The result comes from this manager's own apply; when it was not there for that, it is asked for. */
  async #forwardLarge(leader: number, proposal: Unstamped): Promise<Submission> {
    const { own } = this.#deps;
    const origin = own.begin();
    try {
      const outcome = await this.#forwarded(leader, { ...proposal, origin });
      if (outcome.kind !== 'applied') return outcome;
      const result = own.get(origin);
      if (result) return { kind: 'done', index: outcome.index, result };
    } finally {
      own.end(origin);
    }
    const told = await this.#forward(leader, proposal);
    // It is committed: whatever keeps the leader from saying so must not count as a refusal.
    return told.kind === 'done' ? told : { kind: 'lost', detail: `${LEFT}: ${told.detail}` };
  }

  async #forward(leader: number, proposal: Unstamped): Promise<Submission> {
    const outcome = await this.#forwarded(leader, proposal);
    if (outcome.kind !== 'applied') return outcome;
    return { kind: 'lost', detail: LEFT };
  }

  async #forwarded(leader: number, proposal: Unstamped): Promise<Forwarded> {
    const { link, applied, now } = this.#deps;
    const until = now() + this.#attemptMs;
    const outcome = await link.forward(leader, proposal, this.#attemptMs);
    // Committed either way: a manager that cannot keep up must not turn a success into a failure.
    if (outcome.kind === 'done' || outcome.kind === 'applied') {
      await applied.wait(outcome.index, Math.max(until - now(), 0));
    }
    return outcome;
  }

  /** A leader may stay one and commit nothing, as when the disks of the others are full. */
  #inTime(submission: Promise<Submission>): Promise<Submission> {
    return new Promise((resolve, reject) => {
      const detail = `it was not known to be committed within ${this.#attemptMs} ms`;
      const timer = setTimeout(() => resolve({ kind: 'lost', detail }), this.#attemptMs);
      submission.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** For a moment, or until another manager leads: a handover is not to cost more than it takes. */
  #pause(): Promise<void> {
    const { raft } = this.#deps;
    const before = raft.status().leader;
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        unsubscribe();
        resolve();
      };
      const timer = setTimeout(finish, RETRY_MS);
      const unsubscribe = raft.onChange(({ leader }) => {
        if (leader !== 0 && leader !== before) finish();
      });
    });
  }

  #noteLeader(leader: number): void {
    this.#leaderlessSince = leader === 0 ? (this.#leaderlessSince ?? this.#deps.now()) : undefined;
  }

  /** The leader's member id; 0 when none became known in time. */
  #leader(deadline: number): Promise<number> {
    const { raft, now } = this.#deps;
    const known = raft.status().leader;
    if (known !== 0) return Promise.resolve(known);
    return new Promise((resolve) => {
      const finish = (leader: number): void => {
        clearTimeout(timer);
        unsubscribe();
        resolve(leader);
      };
      const timer = setTimeout(() => finish(0), Math.max(deadline - now(), 0));
      const unsubscribe = raft.onChange((status) => {
        if (status.leader !== 0) finish(status.leader);
      });
    });
  }
}

function unstamped(request: ProposeRequest, trace: string | undefined): Unstamped {
  const { command, actor, idempotency } = request;
  return {
    command,
    actor,
    ...(idempotency && { idempotency }),
    ...(trace !== undefined && { trace }),
  };
}

function refusal(attempt: Exclude<Submission, { kind: 'done' }>, lost: boolean): OvnetError {
  if (lost) return new OvnetError('outcome-unknown', attempt.detail);
  if (attempt.kind === 'busy' || attempt.kind === 'disk-full') {
    return new OvnetError(attempt.kind, attempt.detail);
  }
  return new OvnetError('no-quorum', attempt.detail);
}
