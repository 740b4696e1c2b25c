/** Raft's state machine over the replicated state: committed entries in, results, events and rows for the database out. */
import { performance } from 'node:perf_hooks';
import { NO_TRACING, type Tracing } from '../../observe/tracing.js';
import { OvnetError } from '../../model/errors.js';
import { decodeConfiguration } from '../../raft/core/configuration.js';
import type { Configuration, Entry } from '../../raft/core/types.js';
import type { SnapshotStore, StateMachine } from '../../raft/node/ports.js';
import { applying } from '../state/apply.js';
import type { Command, Proposal } from '../state/command.js';
import type { ApplyOutcome, ApplyResult, RowWrite, StateEvent } from '../state/event.js';
import { parsingJson } from '../state/json-steps.js';
import type { State } from '../state/state.js';
import { atOnce } from '../state/steps.js';
import type { ApplyMetrics } from './metrics.js';
import { lastTimeOf, TIME_ROW } from './rows.js';
import type { StateBatch } from './batch-queue.js';
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
  /**
   * Ahead of `applied` where an entry is carried out in steps: some of the same work, also in steps, for which the state is that
   * behind the entry already. What it leaves counts from `applied` on; an entry that is given up half-way is never applied.
   */
  readonly preparing?: (entry: AppliedEntry) => Generator<void, void>;
  /** Called after each command that came with an origin, see `Proposal`. */
  readonly own?: (origin: string, result: ApplyResult) => void;
  /** Called after each batch. */
  readonly settled: (appliedIndex: number) => void;
  readonly snapshots?: SnapshotStore;
  readonly metrics?: ApplyMetrics;
  readonly tracing?: Tracing;
  readonly audit?: RowAudit;
}

export interface CommandMachineOptions {
  readonly lastTimeMs: number;
  /** Operations between two pauses of a long batch; default as in `applying`. */
  readonly perStep?: number;
}

/** Entries from this size on have their rows handed over by themselves: they are not to be merged with those of others. */
const LARGE_BYTES = 64 * 1024;

export class CommandMachine implements StateMachine {
  readonly snapshots?: SnapshotStore;
  readonly #deps: CommandMachineDeps;
  readonly #perStep: number | undefined;
  #lastTimeMs: number;
  #beganAt = 0;

  constructor(deps: CommandMachineDeps, { lastTimeMs, perStep }: CommandMachineOptions) {
    this.#deps = deps;
    this.#lastTimeMs = lastTimeMs;
    this.#perStep = perStep;
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
    return atOnce(this.applying(entries));
  }

  /** Pauses only at a large entry and within a long batch; at each pause the state reads as before that batch. */
  *applying(entries: readonly Entry[]): Generator<void, readonly unknown[]> {
    const results: unknown[] = [];
    for (const run of runsOf(entries)) {
      this.#beganAt = performance.now();
      const rows = new PageRows();
      for (const entry of run) results.push(yield* this.#applyOne(entry, rows));
      this.#handOver(run, rows);
    }
    return results;
  }

  #handOver(entries: readonly Entry[], rows: PageRows): void {
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
  }

  /** A received state, loaded, takes the place of the present one. */
  replace(state: State, { rows }: StoredState): void {
    this.#deps.state.become(state);
    this.#lastTimeMs = lastTimeOf(rows);
    this.#deps.settled(this.appliedIndex);
  }

  *#applyOne(entry: Entry, rows: PageRows): Generator<void, ApplyResult | undefined> {
    const { state, metrics, tracing = NO_TRACING } = this.#deps;
    if (entry.type !== 'normal') {
      rows.add([state.advance(entry.index)]);
      return undefined;
    }
    const startedAt = performance.now();
    const proposal = yield* decodingProposal(entry);
    if (isLarge(entry)) yield;
    const { index } = entry;
    const { timeMs, trace: parent, command, origin } = proposal;
    const span = tracing.child('state.apply', parent, { 'ovnet.command': command.kind });
    const trace = span.context;
    const told = { index, timeMs, ...(trace !== undefined && { trace }) };
    const { result, events, writes } = yield* this.#carryOut(proposal, told);
    this.#lastTimeMs = Math.max(this.#lastTimeMs, timeMs);
    rows.add(writes);
    if (isComparing(command)) {
      this.#deps.audit?.wrote(rows.all);
      this.#deps.audit?.compare(index, command);
    }
    if (origin !== undefined) this.#deps.own?.(origin, result);
    this.#deps.applied({ ...told, events });
    span.end({ 'ovnet.index': index, 'ovnet.accepted': result.ok });
    metrics?.applied(command.kind, result, (performance.now() - startedAt) / 1000);
    return result;
  }

  #carryOut(proposal: Proposal, told: Omit<AppliedEntry, 'events'>): Generator<void, ApplyOutcome> {
    const { state, preparing } = this.#deps;
    const perStep = this.#perStep;
    return applying(state, proposal, {
      index: told.index,
      ...(perStep !== undefined && { perStep }),
      ...(preparing && { prepare: (events) => preparing({ ...told, events }) }),
    });
  }
}

const isLarge = ({ data }: Entry): boolean => data.length >= LARGE_BYTES;

/** Large entries by themselves, those between them together. */
function runsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  if (entries.length < 2 || !entries.some(isLarge)) return [entries];
  const runs: Entry[][] = [];
  let isAlone = true;
  for (const entry of entries) {
    const wasAlone = isAlone;
    isAlone = isLarge(entry);
    if (wasAlone || isAlone) runs.push([entry]);
    else runs.at(-1)?.push(entry);
  }
  return runs;
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
function* decodingProposal({ index, data }: Entry): Generator<void, Proposal> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  try {
    return (yield* parsingJson(bytes.toString('utf8'), ['command', 'commands'])) as Proposal;
  } catch (cause) {
    throw new OvnetError('log-corrupt', `entry ${index} is not a proposal`, { cause });
  }
}
