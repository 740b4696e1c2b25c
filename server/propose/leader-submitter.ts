/** The leader's side of a write: stamps the time, appends, and waits for the result of apply. */
import { NO_TRACING, type Tracing } from '../../observe/tracing.js';
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { Command, CommandKind, Proposal } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';
import type { ProposeMetrics } from './metrics.js';
import type { Submission, Unstamped } from './submission.js';

export interface LeaderSubmitterDeps {
  readonly raft: Pick<RaftNode, 'propose'>;
  /** Unix time in ms of this manager. */
  readonly clock: () => number;
  /** Stamp of the last command applied. */
  readonly lastTimeMs: () => number;
  /** What only the leader can judge; a result is the answer instead of the log's. */
  readonly refused: (command: Command) => Promise<ApplyResult | undefined>;
  readonly metrics: ProposeMetrics;
  readonly tracing?: Tracing;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** When applying the last entries began, by the same clock. */
  readonly appliedAt: () => number;
}

/** The others do not wait a turn for it. */
const JUDGED: ReadonlySet<CommandKind> = new Set(['node.update', 'node.remove']);

export class LeaderSubmitter {
  readonly #deps: LeaderSubmitterDeps;
  #lastStamp = 0;

  constructor(deps: LeaderSubmitterDeps) {
    this.#deps = deps;
  }

  /** Never rejects with a RaftError: what consensus refuses is an outcome. */
  async submit(proposal: Unstamped): Promise<Submission> {
    const { command, actor, idempotency } = proposal;
    const refused = JUDGED.has(command.kind) ? await this.#deps.refused(command) : undefined;
    if (refused) return { kind: 'done', index: 0, result: refused };
    const timeMs = this.#stamp();
    const { raft, metrics, now, appliedAt, tracing = NO_TRACING } = this.#deps;
    const span = tracing.child('raft.commit', proposal.trace, { 'ovnet.command': command.kind });
    const stamped: Proposal = {
      command,
      actor,
      timeMs,
      ...(idempotency && { idempotency }),
      ...(span.context !== undefined && { trace: span.context }),
    };
    const startedAt = now();
    try {
      const { index, result } = await raft.propose(Buffer.from(JSON.stringify(stamped)));
      const [committedAt, endedAt] = [appliedAt(), now()];
      metrics.done(startedAt, committedAt, endedAt);
      span.end({ 'ovnet.index': index }, undefined, Date.now() - (endedAt - committedAt));
      return { kind: 'done', index, result: result as ApplyResult };
    } catch (error) {
      span.end({}, error);
      if (!(error instanceof RaftError)) throw error;
      const kind = kindOf(error);
      metrics.refused(kind);
      return { kind, detail: error.message };
    }
  }

  /** Never older than the last one given or applied: time in the state does not run backwards. */
  #stamp(): number {
    const { clock, lastTimeMs } = this.#deps;
    this.#lastStamp = Math.max(this.#lastStamp, lastTimeMs(), clock());
    return this.#lastStamp;
  }
}

function kindOf({ code }: RaftError): Exclude<Submission['kind'], 'done'> {
  if (code === 'busy' || code === 'disk-full') return code;
  if (code === 'too-large' || code === 'stopped') return code;
  return code === 'not-leader' || code === 'replaced' ? 'not-leader' : 'lost';
}
