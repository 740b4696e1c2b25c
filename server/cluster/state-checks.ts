/** Asks for checkpoints of the state, and attests this voter's sum at each. */
import { isVoter } from '../../raft/core/configuration.js';
import type { MemberId } from '../../raft/core/types.js';
import type { RaftNode } from '../../raft/node/raft-node.js';
import type { DispatchLog } from '../dispatch/log.js';
import type { Proposer } from '../propose/port.js';
import type { Command } from '../state/command.js';
import { FEATURE_LEVELS } from '../state/feature-level.js';
import type { StateView } from '../state/view.js';
import type { Checkpoint, StateAudit } from './state-audit.js';

export interface StateChecksDeps {
  readonly audit: Pick<StateAudit, 'last'>;
  readonly view: Pick<StateView, 'cluster' | 'revision' | 'appliedIndex'>;
  readonly raft: Pick<RaftNode, 'status'>;
  readonly proposer: Pick<Proposer, 'propose'>;
  readonly log: DispatchLog;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface StateChecksOptions {
  /** How long after the last checkpoint the next one is due, if something was written since. */
  readonly intervalMs: number;
  /** The same in entries, whichever comes first. */
  readonly entries: number;
  /** How often it is looked whether something is to be done. */
  readonly pollMs: number;
}

const DEFAULTS: StateChecksOptions = { intervalMs: 30_000, entries: 10_000, pollMs: 1000 };

export class StateChecks {
  readonly #deps: StateChecksDeps;
  readonly #options: StateChecksOptions;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  /** The last checkpoint seen here, and when. */
  #seenIndex: number | undefined;
  #seenAt: number;

  constructor(deps: StateChecksDeps, options: Partial<StateChecksOptions> = {}) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
    this.#seenAt = deps.now();
  }

  start(): void {
    this.#timer = setInterval(() => void this.#tick(), this.#options.pollMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    if (this.#isBusy) return;
    const command = this.#next();
    if (!command) return;
    this.#isBusy = true;
    try {
      const result = await this.#deps.proposer.propose({ command, actor: 'system' });
      if (!result.ok) this.#deps.log.warn({ command, refusal: result.refusal }, 'not compared');
    } catch (err) {
      // Nobody leads, or the log takes nothing now: the next turn looks again.
      this.#deps.log.debug({ err }, 'states not compared yet');
    } finally {
      this.#isBusy = false;
    }
  }

  #next(): Command | undefined {
    const { audit, view, raft, now } = this.#deps;
    const { last } = audit;
    if (last?.index !== this.#seenIndex) {
      this.#seenIndex = last?.index;
      this.#seenAt = now();
    }
    const { id: member, role, configuration } = raft.status();
    return nextCommand(
      {
        last,
        ageMs: now() - this.#seenAt,
        level: view.cluster()?.featureLevel ?? 0,
        revision: view.revision,
        appliedIndex: view.appliedIndex,
        member,
        votes: isVoter(configuration, member),
        leads: role === 'leader',
      },
      this.#options,
    );
  }
}

/** Of the manager that asks. */
export interface CheckFacts {
  readonly last: Checkpoint | undefined;
  /** Since that checkpoint was seen here; without one, since the state was loaded or received. */
  readonly ageMs: number;
  /** Feature level of the cluster. */
  readonly level: number;
  readonly revision: number;
  readonly appliedIndex: number;
  readonly member: MemberId;
  readonly votes: boolean;
  readonly leads: boolean;
}

/** The leader looks after what was written, every manager after a state that it has just loaded or received. */
export function nextCommand(
  { last, ageMs, level, revision, appliedIndex, member, votes, leads }: CheckFacts,
  { intervalMs, entries }: Pick<StateChecksOptions, 'intervalMs' | 'entries'>,
): Command | undefined {
  if (level < FEATURE_LEVELS['state.checkpoint']) return undefined;
  if (last && votes && !last.attested.has(member)) {
    return { kind: 'state.attest', checkpoint: last.index, member, sum: last.sum };
  }
  const isTime = ageMs >= intervalMs;
  if (!last) return isTime ? { kind: 'state.checkpoint' } : undefined;
  if (!leads || revision === last.revision) return undefined;
  const isFar = appliedIndex - last.index >= entries;
  return isTime || isFar ? { kind: 'state.checkpoint' } : undefined;
}
