/**
 * Keeps the rows that apply writes, with the applied index in the same batch. Writing never waits: batches
 * queue in order, one is in flight, and what was lost in a crash is applied again from the log.
 */
import { OvnetError } from '../../model/errors.js';
import type { Configuration, SnapshotMeta } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import { checkTable, rowKey } from './key-space.js';
import type { KeyValue, KeyValueSnapshot, KeyValueWrite } from './key-value.js';
import { PackedKeyValue } from './packed-key-value.js';
import type { RowSum } from './row-sum.js';
import {
  APPLIED_KEY,
  parseApplied,
  readAll,
  type AppliedRow,
  type StoredState,
} from './stored-state.js';

const MAX_BATCH_ROWS = 4096;

export interface StateBatch {
  /** A later row of the same key wins. Values are plain JSON; undefined removes. */
  readonly rows: readonly RowWrite[];
  /** Index of the last entry whose effect `rows` completes; never lower than before. */
  readonly appliedIndex: number;
  /** Of that entry; absent: the state cannot be sent until a later batch tells it. */
  readonly term?: number;
  /** Members at that index; absent = unchanged. */
  readonly configuration?: Configuration;
}

export interface StateStoreDeps {
  /** A write failed: the disk no longer follows the state. Called once; the manager stops. */
  onFatal(error: unknown): void;
}

export interface StateStoreOptions {
  readonly clusterId: string;
  /** How long batches are gathered to be written together, ms. Default 0: not at all. */
  readonly gatherMs?: number;
}

/** An unmoved view of the database and the entry it goes up to. */
export interface StateSnapshot {
  readonly view: KeyValueSnapshot;
  readonly meta: SnapshotMeta;
}

export class StateStore {
  readonly #deps: StateStoreDeps;
  readonly #options: StateStoreOptions;
  readonly #queue: StateBatch[] = [];
  #db: KeyValue;
  #sum: RowSum;
  #stored: StoredState;
  #term: number | undefined;
  #configuration: Configuration | undefined;
  #queuedIndex: number;
  #writtenIndex: number;
  #durableIndex: number;
  /** Batches handed in, and those of them that are written or dropped. */
  #accepted = 0;
  #completed = 0;
  #writing: Promise<void> | undefined;
  /** The round of writing that goes on. */
  #round: Promise<void> = Promise.resolve();
  /** Ends its gathering. */
  #hurry: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #replacing: Promise<unknown> | undefined;
  #failure: unknown;
  #closed = false;

  private constructor(
    db: KeyValue,
    deps: StateStoreDeps,
    options: StateStoreOptions,
    { stored, sum }: Awaited<ReturnType<typeof readAll>>,
  ) {
    this.#db = db;
    this.#deps = deps;
    this.#options = options;
    this.#stored = stored;
    this.#sum = sum;
    this.#configuration = stored.configuration;
    this.#term = stored.term;
    this.#queuedIndex = stored.appliedIndex;
    this.#writtenIndex = stored.appliedIndex;
    this.#durableIndex = stored.appliedIndex;
  }

  /**
   * Opens or creates the LevelDB in `directory`. Throws `data-locked`, `state-corrupt` (rows are missing or damaged),
   * `already-initialized` (of another cluster), `not-supported` (newer format).
   */
  static async open(
    directory: string,
    options: StateStoreOptions,
    deps: StateStoreDeps,
  ): Promise<StateStore> {
    return StateStore.over(await PackedKeyValue.open(directory), options, deps);
  }

  /** The same over any database; closes it when it is refused. */
  static async over(
    db: KeyValue,
    options: StateStoreOptions,
    deps: StateStoreDeps,
  ): Promise<StateStore> {
    try {
      return new StateStore(db, deps, options, await readAll(db, options.clusterId));
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  /** What was stored when it was opened or replaced, verified. */
  get stored(): StoredState {
    return this.#stored;
  }

  /** Applied index of the last batch handed to `write`. */
  get appliedIndex(): number {
    return this.#queuedIndex;
  }

  /** The log may be truncated up to here. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  /** Batches that the disk has not taken yet. */
  get pending(): number {
    return this.#queue.length;
  }

  /** Returns at once. After a failure nothing more is written. Throws for an unknown table or an index that falls. */
  write(batch: StateBatch): void {
    if (this.#closed) throw new OvnetError('internal', 'the state store is closed');
    if (this.#replacing) throw new OvnetError('internal', 'the state is being replaced');
    if (batch.appliedIndex < this.#queuedIndex) {
      throw new OvnetError('internal', `${batch.appliedIndex} is before ${this.#queuedIndex}`);
    }
    for (const { table } of batch.rows) checkTable(table);
    this.#queuedIndex = batch.appliedIndex;
    if (this.#failure !== undefined) return;
    this.#queue.push(batch);
    this.#accepted += 1;
    this.#writing ??= this.#drain();
  }

  /** For a state that does not tell which entry it ends with: the log knows. */
  complete({ term, configuration }: Pick<SnapshotMeta, 'term' | 'configuration'>): void {
    const { appliedIndex } = this;
    if (this.#term !== undefined && this.#configuration) return;
    // Goes with the first batch: a new store stays empty until then.
    if (appliedIndex === 0) this.#configuration = configuration;
    else this.write({ rows: [], appliedIndex, term, configuration });
  }

  /** Resolves with the applied index that is durable: at least what was written before the call. */
  async sync(): Promise<number> {
    await this.#settled();
    // Not what is queued: that may have grown meanwhile.
    const index = this.#writtenIndex;
    this.#flushing = this.#db.flush();
    try {
      await this.#flushing;
    } catch (error) {
      this.#fail(error);
    }
    this.#refuseAfterFailure();
    this.#durableIndex = Math.max(this.#durableIndex, index);
    return this.#durableIndex;
  }

  /** As it is when everything written before the call is in. Throws `internal` while the last entry is not known. */
  async snapshot(): Promise<StateSnapshot> {
    await this.#settled();
    const view = this.#db.snapshot();
    try {
      const { index, term, configuration } = parseApplied(await view.get(APPLIED_KEY));
      if (term === undefined || configuration === undefined) {
        throw new OvnetError('internal', `the state at ${index} does not tell its last entry`);
      }
      return { view, meta: { index, term, configuration } };
    } catch (error) {
      await view.close();
      throw error;
    }
  }

  /**
   * Another database takes the place of this one, which is closed first: `swap` opens it. What is still queued is
   * dropped. Nothing may be written until it resolves; a rejection leaves the store closed.
   */
  async replace(swap: () => Promise<KeyValue>): Promise<StoredState> {
    this.#completed += this.#queue.length;
    this.#queue.length = 0;
    const replacing = this.#replace(swap);
    this.#replacing = replacing;
    try {
      return await replacing;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    } finally {
      this.#replacing = undefined;
    }
  }

  /** Writes what is queued, then closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#replacing?.catch(() => undefined);
    this.#hurry?.();
    await this.#writing;
    await this.#db.close();
  }

  async #replace(swap: () => Promise<KeyValue>): Promise<StoredState> {
    this.#hurry?.();
    await this.#writing;
    await this.#flushing?.catch(() => undefined);
    this.#refuseAfterFailure();
    await this.#db.close();
    const db = await swap();
    this.#db = db;
    const { stored, sum } = await readAll(db, this.#options.clusterId);
    this.#stored = stored;
    this.#sum = sum;
    this.#configuration = stored.configuration;
    this.#term = stored.term;
    this.#queuedIndex = stored.appliedIndex;
    this.#writtenIndex = stored.appliedIndex;
    this.#durableIndex = stored.appliedIndex;
    return stored;
  }

  /** What was handed in is written, whatever comes meanwhile, and no other database is about to take its place. */
  async #settled(): Promise<void> {
    await this.#replacing?.catch(() => undefined);
    const end = this.#accepted;
    while (this.#completed < end && this.#failure === undefined) {
      this.#hurry?.();
      await this.#round.catch(() => undefined);
    }
    this.#refuseAfterFailure();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        this.#round = this.#writeRound();
        await this.#round;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeRound(): Promise<void> {
    await this.#gather();
    // Another state may have taken its place meanwhile.
    if (this.#queue.length === 0) return;
    const batches = this.#takeBatches();
    await this.#db.write(this.#writesOf(batches));
    this.#writtenIndex = batches.at(-1)?.appliedIndex ?? this.#writtenIndex;
    this.#completed += batches.length;
  }

  /** Nobody waits for these writes, and most of what they cost is for each batch, not for each row. */
  #gather(): Promise<void> | undefined {
    const { gatherMs = 0 } = this.#options;
    if (gatherMs === 0 || this.#closed) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#hurry?.(), gatherMs);
      this.#hurry = () => {
        clearTimeout(timer);
        this.#hurry = undefined;
        resolve();
      };
    });
  }

  /** As many whole batches as fit become one: the disk catches up instead of falling behind. */
  #takeBatches(): readonly StateBatch[] {
    let [taken, rows] = [0, 0];
    for (const batch of this.#queue) {
      rows += batch.rows.length;
      if (taken > 0 && rows > MAX_BATCH_ROWS) break;
      taken += 1;
    }
    return this.#queue.splice(0, taken);
  }

  /** The texts of rows are made as they are asked for: a long batch has megabytes of them. */
  *#writesOf(batches: readonly StateBatch[]): Generator<KeyValueWrite | undefined> {
    let index = 0;
    for (const { rows, appliedIndex, term, configuration } of latestRows(batches)) {
      for (const row of rows) {
        const key = rowKey(row.table, row.key);
        const value = yield* textOf(row);
        this.#sum.set(row, key, value);
        yield { key, value };
      }
      index = appliedIndex;
      this.#term = term;
      this.#configuration = configuration ?? this.#configuration;
    }
    const applied: AppliedRow = {
      index,
      ...(this.#term !== undefined && { term: this.#term }),
      ...(this.#configuration && { configuration: this.#configuration }),
      ...this.#sum.stored,
    };
    yield { key: APPLIED_KEY, value: JSON.stringify(applied) };
  }

  #fail(error: unknown): void {
    this.#queue.length = 0;
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#deps.onFatal(error);
  }

  #refuseAfterFailure(): void {
    if (this.#failure === undefined) return;
    throw new OvnetError('internal', 'the state store failed before', { cause: this.#failure });
  }
}

/** Of several batches only the last write of a row counts; where there is one, the database may sort that out. */
function latestRows(batches: readonly StateBatch[]): readonly StateBatch[] {
  const last = batches.at(-1);
  if (batches.length < 2 || !last) return batches;
  const rows = new Map<string, RowWrite>();
  for (const batch of batches) {
    for (const row of batch.rows) rows.set(rowKey(row.table, row.key), row);
  }
  const configuration = batches.findLast((batch) => batch.configuration)?.configuration;
  return [{ ...last, rows: [...rows.values()], ...(configuration && { configuration }) }];
}

function* textOf({ value, text }: RowWrite): Generator<undefined, string | undefined> {
  if (value === undefined) return undefined;
  const made = typeof text === 'function' ? text() : (text ?? JSON.stringify(value));
  if (typeof made === 'string') return made;
  for (;;) {
    const step = made.next();
    if (step.done === true) return step.value;
    yield undefined;
  }
}
