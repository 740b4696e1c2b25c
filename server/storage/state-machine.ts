/** Raft's state machine over the replicated state: committed entries in, results, events and rows for the database out. */
import { performance } from 'node:perf_hooks';
import { NO_TRACING, type Tracing } from '../../observe/tracing.js';
import { OvnetError } from '../../model/errors.js';
import { decodeConfiguration } from '../../raft/core/configuration.js';
import type { Configuration, Entry } from '../../raft/core/types.js';
import type { SnapshotStore, StateMachine } from '../../raft/node/ports.js';
import { apply } from '../state/apply.js';
import type { Command, Proposal } from '../state/command.js';
import type { ApplyResult, RowWrite, StateEvent } from '../state/event.js';
import type { State } from '../state/state.js';
import type { ApplyMetrics } from './metrics.js';
import { lastTimeOf, TIME_ROW } from './rows.js';
import type { StateBatch } from './state-store.js';
import type { StoredState } from './stored-state.js';

export interface AppliedEntry {
  readonly index: number;
  /** The leader's stamp, unix time. */
  readonly timeMs: number;
  readonly events: readonly StateEvent[];
  /** Of the span in which a traced entry was applied. */
  readonly trace?: string;
}

export type ComparingCommand = Extract<Command, { kind: 'state.checkpoint' | 'state.attest' }>;

/** Watches over the rows as a whole; what it throws stops the manager at that entry. */
export interface RowAudit {
  /** In the order of entries; a row may be told twice, with its latest value. Neither list nor values change any more. */
  wrote(rows: readonly RowWrite[]): void;
  /** Every row written up to and by the entry was told. Whatever the state has answered to it. */
  compare(index: number, command: ComparingCommand): void;
}

export interface CommandMachineDeps {
  readonly state: State;
  /** Takes the rows of a batch of entries, complete up to the index; never blocks. */
  readonly rows: (batch: StateBatch) => void;
  /** Called after each command, before the next one is applied. */
  readonly applied: (entry: AppliedEntry) => void;
  /** Called after each command that came with an origin, see `Proposal`. */
  readonly own?: (origin: string, result: ApplyResult) => void;
  /** Called after each batch. */
  readonly settled: (appliedIndex: number) => void;
  readonly snapshots?: SnapshotStore;
  readonly metrics?: ApplyMetrics;
  readonly tracing?: Tracing;
  readonly audit?: RowAudit;
}

export class CommandMachine implements StateMachine {
  readonly snapshots?: SnapshotStore;
  readonly #deps: CommandMachineDeps;
  #lastTimeMs: number;
  #beganAt = 0;

  constructor(deps: CommandMachineDeps, options: { readonly lastTimeMs: number }) {
    this.#deps = deps;
    this.#lastTimeMs = options.lastTimeMs;
    if (deps.snapshots) this.snapshots = deps.snapshots;
  }

  get appliedIndex(): number {
    return this.#deps.state.appliedIndex;
  }

  /** Stamp of the last command applied: the next one is never older. */
  get lastTimeMs(): number {
    return this.#lastTimeMs;
  }

  /** When applying the last entries began, monotonic ms. */
  get beganAt(): number {
    return this.#beganAt;
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    this.#beganAt = performance.now();
    const rows = new PageRows();
    const results = entries.map((entry) => this.#applyOne(entry, rows));
    this.#deps.audit?.wrote(rows.all);
    const written = [...rows.all, { ...TIME_ROW, value: this.#lastTimeMs }];
    const { appliedIndex } = this;
    const term = entries.at(-1)?.term;
    const configuration = lastConfiguration(entries);
    this.#deps.rows({
      rows: written,
      appliedIndex,
      ...(term !== undefined && { term }),
      ...(configuration && { configuration }),
    });
    this.#deps.settled(appliedIndex);
    return results;
  }

  /** A received state, loaded, takes the place of the present one. */
  replace(state: State, { rows }: StoredState): void {
    this.#deps.state.become(state);
    this.#lastTimeMs = lastTimeOf(rows);
    this.#deps.settled(this.appliedIndex);
  }

  #applyOne(entry: Entry, rows: PageRows): ApplyResult | undefined {
    const { state, metrics, tracing = NO_TRACING } = this.#deps;
    if (entry.type !== 'normal') {
      rows.add([state.advance(entry.index)]);
      return undefined;
    }
    const startedAt = performance.now();
    const proposal = decodeProposal(entry);
    const { index } = entry;
    const { timeMs, trace: parent, command, origin } = proposal;
    const span = tracing.child('state.apply', parent, { 'ovnet.command': command.kind });
    const { result, events, writes } = apply(state, proposal, { index });
    this.#lastTimeMs = Math.max(this.#lastTimeMs, timeMs);
    rows.add(writes);
    if (isComparing(command)) {
      this.#deps.audit?.wrote(rows.all);
      this.#deps.audit?.compare(index, command);
    }
    if (origin !== undefined) this.#deps.own?.(origin, result);
    const trace = span.context;
    this.#deps.applied({ index, timeMs, events, ...(trace !== undefined && { trace }) });
    span.end({ 'ovnet.index': index, 'ovnet.accepted': result.ok });
    metrics?.applied(command.kind, result, (performance.now() - startedAt) / 1000);
    return result;
  }
}

const isComparing = (command: Command): command is ComparingCommand =>
  command.kind === 'state.checkpoint' || command.kind === 'state.attest';

function lastConfiguration(entries: readonly Entry[]): Configuration | undefined {
  const change = entries.findLast(({ type }) => type === 'config');
  return change && decodeConfiguration(change.data);
}

/** Rows of the entries applied together. Only the last write of a row counts. */
class PageRows {
  #first: readonly RowWrite[] | undefined;
  #merged: Map<string, RowWrite> | undefined;

  /** An entry's, each of them once. */
  add(writes: readonly RowWrite[]): void {
    if (!this.#first) {
      this.#first = writes;
      return;
    }
    this.#merged ??= new Map(this.#first.map((write) => [placeOf(write), write]));
    for (const write of writes) this.#merged.set(placeOf(write), write);
  }

  get all(): readonly RowWrite[] {
    return this.#merged ? [...this.#merged.values()] : (this.#first ?? []);
  }
}

const placeOf = ({ table, key }: RowWrite): string => `${table}\x1f${key}`;

/** Every manager decodes the same bytes: an entry that is no proposal stops them all rather than splitting them. */
function decodeProposal(entry: Entry): Proposal {
  try {
    return JSON.parse(Buffer.from(entry.data).toString('utf8')) as Proposal;
  } catch (cause) {
    throw new OvnetError('log-corrupt', `entry ${entry.index} is not a proposal`, { cause });
  }
}
