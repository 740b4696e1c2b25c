/** Raft's state machine over the replicated state: committed entries in, results, events and rows for the database out. */
import { OvnetError } from '../../model/errors.js';
import type { Entry } from '../../raft/core/types.js';
import type { StateMachine } from '../../raft/node/ports.js';
import { apply } from '../state/apply.js';
import type { Proposal } from '../state/command.js';
import type { ApplyResult, RowWrite, StateEvent } from '../state/event.js';
import type { State } from '../state/state.js';
import { TIME_ROW } from './rows.js';

export interface AppliedEntry {
  readonly index: number;
  /** The leader's stamp, unix time. */
  readonly timeMs: number;
  readonly events: readonly StateEvent[];
}

export interface CommandMachineDeps {
  readonly state: State;
  /** Takes the rows of a batch of entries, complete up to the index; never blocks. */
  readonly rows: (writes: readonly RowWrite[], appliedIndex: number) => void;
  /** Called after each command, before the next one is applied. */
  readonly applied: (entry: AppliedEntry) => void;
  /** Called after each batch. */
  readonly settled: (appliedIndex: number) => void;
}

export class CommandMachine implements StateMachine {
  readonly #deps: CommandMachineDeps;
  #lastTimeMs: number;

  constructor(deps: CommandMachineDeps, options: { readonly lastTimeMs: number }) {
    this.#deps = deps;
    this.#lastTimeMs = options.lastTimeMs;
  }

  get appliedIndex(): number {
    return this.#deps.state.appliedIndex;
  }

  /** Stamp of the last command applied: the next one is never older. */
  get lastTimeMs(): number {
    return this.#lastTimeMs;
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    const rows = new Map<string, RowWrite>();
    const results = entries.map((entry) => this.#applyOne(entry, rows));
    rows.set(TIME_ROW.key, { ...TIME_ROW, value: this.#lastTimeMs });
    this.#deps.rows([...rows.values()], this.appliedIndex);
    this.#deps.settled(this.appliedIndex);
    return results;
  }

  #applyOne(entry: Entry, rows: Map<string, RowWrite>): ApplyResult | undefined {
    const { state } = this.#deps;
    if (entry.type !== 'normal') {
      keep(rows, [state.advance(entry.index)]);
      return undefined;
    }
    const proposal = decodeProposal(entry);
    const { result, events, writes } = apply(state, proposal, { index: entry.index });
    this.#lastTimeMs = Math.max(this.#lastTimeMs, proposal.timeMs);
    keep(rows, writes);
    this.#deps.applied({ index: entry.index, timeMs: proposal.timeMs, events });
    return result;
  }
}

/** Only the last write of a row in a batch counts. */
function keep(rows: Map<string, RowWrite>, writes: readonly RowWrite[]): void {
  for (const write of writes) rows.set(`${write.table}\x1f${write.key}`, write);
}

/** Every manager decodes the same bytes: an entry that is no proposal stops them all rather than splitting them. */
function decodeProposal(entry: Entry): Proposal {
  try {
    return JSON.parse(Buffer.from(entry.data).toString('utf8')) as Proposal;
  } catch (cause) {
    throw new OvnetError('log-corrupt', `entry ${entry.index} is not a proposal`, { cause });
  }
}
