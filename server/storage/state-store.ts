/**
 * Keeps the rows that apply writes, with the applied index in the same batch. Writing never waits: batches
 * queue in order, one is in flight, and what was lost in a crash is applied again from the log.
 */
import { OvnetError } from '../../model/errors.js';
import type { SnapshotMeta } from '../../raft/core/types.js';
import { BatchQueue, type StateBatch } from './batch-queue.js';
import { BatchWrites } from './batch-writes.js';
import { Gathering } from './gathering.js';
import { checkTable } from './key-space.js';
import type { KeyValue, KeyValueSnapshot } from './key-value.js';
import { PackedKeyValue } from './packed-key-value.js';
import { APPLIED_KEY, parseApplied, readAll, type StoredState } from './stored-state.js';

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
  readonly #queue = new BatchQueue();
  readonly #gathering: Gathering;
  #db: KeyValue;
  #stored: StoredState;
  #writes: BatchWrites;
  #queuedIndex: number;
  #writtenIndex: number;
  #durableIndex: number;
  #writing: Promise<void> | undefined;
  /** The round of writing that goes on. */
  #round: Promise<void> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #replacing: Promise<unknown> | undefined;
  #failure: unknown;
  #closed = false;

  private constructor(
    db: KeyValue,
    deps: StateStoreDeps,
    options: StateStoreOptions,
    found: Awaited<ReturnType<typeof readAll>>,
  ) {
    const { stored } = found;
    this.#db = db;
    this.#deps = deps;
    this.#options = options;
    this.#gathering = new Gathering(options.gatherMs ?? 0);
    this.#stored = stored;
    this.#writes = new BatchWrites(found);
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
    this.#queue.add(batch);
    this.#writing ??= this.#drain();
  }

  /** For a state that does not tell which entry it ends with: the log knows. */
  complete({ term, configuration }: Pick<SnapshotMeta, 'term' | 'configuration'>): void {
    const { appliedIndex } = this;
    if (this.#writes.tellsLastEntry) return;
    // A new store stays empty until something happens.
    if (appliedIndex === 0) this.#writes.begin(configuration);
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
    this.#queue.drop();
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
    this.#gathering.hurry();
    await this.#writing;
    await this.#db.close();
  }

  async #replace(swap: () => Promise<KeyValue>): Promise<StoredState> {
    this.#gathering.hurry();
    await this.#writing;
    await this.#flushing?.catch(() => undefined);
    this.#refuseAfterFailure();
    await this.#db.close();
    const db = await swap();
    this.#db = db;
    const found = await readAll(db, this.#options.clusterId);
    const { stored } = found;
    this.#stored = stored;
    this.#writes = new BatchWrites(found);
    this.#queuedIndex = stored.appliedIndex;
    this.#writtenIndex = stored.appliedIndex;
    this.#durableIndex = stored.appliedIndex;
    return stored;
  }

  /** What was handed in is written, whatever comes meanwhile, and no other database is about to take its place. */
  async #settled(): Promise<void> {
    await this.#replacing?.catch(() => undefined);
    const { end } = this.#queue;
    while (!this.#queue.isPast(end) && this.#failure === undefined) {
      this.#gathering.hurry();
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
    // Nobody waits for these writes, and most of what they cost is for each batch, not for each row.
    if (!this.#closed) await this.#gathering.wait();
    // Another state may have taken its place meanwhile.
    if (this.#queue.length === 0) return;
    const batches = this.#queue.take();
    await this.#db.write(this.#writes.of(batches));
    this.#writtenIndex = batches.at(-1)?.appliedIndex ?? this.#writtenIndex;
    this.#queue.completed(batches);
  }

  #fail(error: unknown): void {
    this.#queue.drop();
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#deps.onFatal(error);
  }

  #refuseAfterFailure(): void {
    if (this.#failure === undefined) return;
    throw new OvnetError('internal', 'the state store failed before', { cause: this.#failure });
  }
}
