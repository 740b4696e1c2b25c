/**
 * Keeps the rows that apply writes, with the applied index in the same batch. Writing never waits: batches
 * queue in order, one is in flight, and what was lost in a crash is applied again from the log.
 */
import { OvnetError } from '../../model/errors.js';
import type { Configuration } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import { parseKey, rowKey, storeKey } from './key-space.js';
import type { KeyValue, KeyValueWrite } from './key-value.js';
import { LevelKeyValue } from './level-key-value.js';
import { RowSum, type StoredSum } from './row-sum.js';

/** Raised when rows change in a way that an older release must not read. */
export const STATE_FORMAT = 1;
const MAX_BATCH_ROWS = 4096;

export interface StateBatch {
  /** A later row of the same key wins. Values are plain JSON; undefined removes. */
  readonly rows: readonly RowWrite[];
  /** Index of the last entry whose effect `rows` completes; never lower than before. */
  readonly appliedIndex: number;
  /** Members at that index; absent = unchanged. */
  readonly configuration?: Configuration;
}

export interface StoredState {
  /** Grouped by table, in the order of keys. */
  readonly rows: readonly RowWrite[];
  /** 0 for a new store. */
  readonly appliedIndex: number;
  readonly configuration: Configuration | undefined;
}

export interface StateStoreDeps {
  /** A write failed: the disk no longer follows the state. Called once; the manager stops. */
  onFatal(error: unknown): void;
}

export interface StateStoreOptions {
  readonly clusterId: string;
}

interface AppliedRow extends StoredSum {
  readonly index: number;
  readonly configuration?: Configuration;
}

const FORMAT_KEY = storeKey('format');
const CLUSTER_KEY = storeKey('cluster');
const APPLIED_KEY = storeKey('applied');

export class StateStore {
  readonly #db: KeyValue;
  readonly #deps: StateStoreDeps;
  readonly #queue: StateBatch[] = [];
  readonly #sum: RowSum;
  readonly #stored: StoredState;
  #configuration: Configuration | undefined;
  #queuedIndex: number;
  #writtenIndex: number;
  #durableIndex: number;
  #writing: Promise<void> | undefined;
  #failure: unknown;
  #closed = false;

  private constructor(db: KeyValue, deps: StateStoreDeps, stored: StoredState, sum: RowSum) {
    this.#db = db;
    this.#deps = deps;
    this.#stored = stored;
    this.#sum = sum;
    this.#configuration = stored.configuration;
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
    return StateStore.over(await LevelKeyValue.open(directory), options, deps);
  }

  /** The same over any database; closes it when it is refused. */
  static async over(
    db: KeyValue,
    options: StateStoreOptions,
    deps: StateStoreDeps,
  ): Promise<StateStore> {
    try {
      const sum = new RowSum();
      const stored = await readAll(db, options.clusterId, sum);
      return new StateStore(db, deps, stored, sum);
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  /** What was stored when it was opened, verified. */
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
    if (batch.appliedIndex < this.#queuedIndex) {
      throw new OvnetError('internal', `${batch.appliedIndex} is before ${this.#queuedIndex}`);
    }
    for (const { table, key } of batch.rows) rowKey(table, key);
    this.#queuedIndex = batch.appliedIndex;
    if (this.#failure !== undefined) return;
    this.#queue.push(batch);
    this.#writing ??= this.#drain();
  }

  /** Resolves with the applied index that is durable: at least what was written before the call. */
  async sync(): Promise<number> {
    await this.#writing;
    this.#refuseAfterFailure();
    // Not what is queued: that may have grown meanwhile.
    const index = this.#writtenIndex;
    try {
      await this.#db.flush();
    } catch (error) {
      this.#fail(error);
    }
    this.#refuseAfterFailure();
    this.#durableIndex = Math.max(this.#durableIndex, index);
    return this.#durableIndex;
  }

  /** Writes what is queued, then closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.#db.close();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const { writes, index } = this.#takeWrites();
        await this.#db.write(writes);
        this.#writtenIndex = index;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  /** As many whole batches as fit become one: the disk catches up instead of falling behind. */
  #takeWrites(): { readonly writes: readonly KeyValueWrite[]; readonly index: number } {
    const writes = new Map<string, string | undefined>();
    let index = 0;
    let taken = 0;
    for (const batch of this.#queue) {
      if (taken > 0 && writes.size + batch.rows.length > MAX_BATCH_ROWS) break;
      for (const { table, key, value } of batch.rows) {
        writes.set(rowKey(table, key), value === undefined ? undefined : JSON.stringify(value));
      }
      index = batch.appliedIndex;
      this.#configuration = batch.configuration ?? this.#configuration;
      taken += 1;
    }
    this.#queue.splice(0, taken);
    for (const [key, value] of writes) this.#sum.set(key, value);
    const applied: AppliedRow = {
      index,
      ...(this.#configuration && { configuration: this.#configuration }),
      ...this.#sum.stored,
    };
    writes.set(APPLIED_KEY, JSON.stringify(applied));
    return { writes: [...writes].map(([key, value]) => ({ key, value })), index };
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

async function readAll(db: KeyValue, clusterId: string, sum: RowSum): Promise<StoredState> {
  const own = new Map<string, string>();
  const rows: RowWrite[] = [];
  for await (const [key, value] of db.entries()) {
    const place = key.startsWith(storeKey('')) ? undefined : parseKey(key);
    if (place === undefined) {
      own.set(key, value);
      checkOwn(own, clusterId);
      continue;
    }
    sum.set(key, value);
    rows.push({ ...place, value: parseJson(key, value) });
  }
  if (own.size === 0 && rows.length === 0) {
    await db.write([
      { key: FORMAT_KEY, value: String(STATE_FORMAT) },
      { key: CLUSTER_KEY, value: clusterId },
    ]);
    await db.flush();
    return { rows, appliedIndex: 0, configuration: undefined };
  }
  return { rows, ...readApplied(own, sum) };
}

/** As soon as each is read: rows of a newer format must not be looked at. */
function checkOwn(own: ReadonlyMap<string, string>, clusterId: string): void {
  const format = own.get(FORMAT_KEY);
  if (format !== undefined && format !== String(STATE_FORMAT)) {
    throw new OvnetError('not-supported', `the state database has format ${format}`);
  }
  const cluster = own.get(CLUSTER_KEY);
  if (cluster !== undefined && cluster !== clusterId) {
    throw new OvnetError('already-initialized', `the state belongs to cluster ${cluster}`);
  }
}

function readApplied(own: ReadonlyMap<string, string>, sum: RowSum): Omit<StoredState, 'rows'> {
  if (!own.has(FORMAT_KEY) || !own.has(CLUSTER_KEY)) {
    throw new OvnetError('state-corrupt', 'the state database lacks its header');
  }
  const text = own.get(APPLIED_KEY);
  const empty: AppliedRow = { index: 0, count: 0, sum: 0 };
  const applied = text === undefined ? empty : (parseJson(APPLIED_KEY, text) as AppliedRow);
  const found = sum.stored;
  if (found.count !== applied.count || found.sum !== applied.sum) {
    throw new OvnetError(
      'state-corrupt',
      `the state database holds ${found.count} rows and should hold ${applied.count}, or some are damaged`,
    );
  }
  return { appliedIndex: applied.index, configuration: applied.configuration };
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OvnetError('state-corrupt', `the row '${key}' is not JSON`, { cause });
  }
}
