/** The leader's side of a write: stamps the time, appends, and waits for the result of apply. */
import { RaftError } from '../../raft/node/raft-error.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { Command, CommandKind, Proposal } from '../state/command.js';
import type { ApplyResult } from '../state/event.js';
import { encodingCommand, isLong, proposalBytes } from './proposal-bytes.js';
import type { Submission, Unstamped } from './submission.js';
import { UNWATCHED, type WriteWatch } from './write-watch.js';

export interface LeaderSubmitterDeps {
  readonly raft: Pick<RaftNode, 'propose'>;
  /** Unix time in ms of this manager. */
  readonly clock: () => number;
  /** Stamp of the last command applied. */
  readonly lastTimeMs: () => number;
  /** What only the leader can judge; a result is the answer instead of the log's. */
  readonly refused: (command: Command) => Promise<ApplyResult | undefined>;
  readonly watch?: WriteWatch;
  /** Does work in steps, others between them. */
  readonly inTurns: <T>(work: Generator<void, T>) => Promise<T>;
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
    const { command, actor, idempotency, origin } = proposal;
    const refused = JUDGED.has(command.kind) ? await this.#deps.refused(command) : undefined;
    if (refused) return { kind: 'done', index: 0, result: refused };
    const bytes = await this.#encodedAhead(proposal);
    // From here on in one turn: entries are in the order of their stamps.
    const timeMs = this.#stamp();
    const { raft, watch } = this.#deps;
    const write = watch?.(proposal) ?? UNWATCHED;
    const { trace } = write;
    const stamped: Proposal = {
      command,
      actor,
      timeMs,
      ...(idempotency && { idempotency }),
      ...(origin !== undefined && { origin }),
      ...(trace !== undefined && { trace }),
    };
    try {
      const { index, result } = await raft.propose(proposalBytes(stamped, bytes));
      write.done(index);
      return { kind: 'done', index, result: result as ApplyResult };
    } catch (error) {
      const kind = error instanceof RaftError ? kindOf(error) : undefined;
      write.failed(error, kind);
      if (!(error instanceof RaftError) || kind === undefined) throw error;
      return { kind, detail: error.message };
    }
  }

  /** Of a long batch, for the others to have their turns; undefined: it is done in no time. */
  async #encodedAhead(proposal: Unstamped): Promise<readonly Buffer[] | undefined> {
    if (!isLong(proposal)) return undefined;
    return this.#deps.inTurns(encodingCommand(proposal.command));
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
