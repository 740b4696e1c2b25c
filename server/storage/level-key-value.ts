/** The state's key-value port on LevelDB. LevelDB's own lock keeps a second process out. */
import { ClassicLevel } from 'classic-level';
import { OvnetError } from '../../model/errors.js';
import { inBatches } from '../state/steps.js';
import { inTurns } from './in-turns.js';
import type { KeyValue, KeyValueSnapshot, KeyValueWrite } from './key-value.js';

const causeCode = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? error.cause.code
    : undefined;

const PAGE_PAIRS = 500;
const PAGE_BYTES = 256 * 1024;
/** Eight times LevelDB's own: half as many tables are made, and merged, as with four times. There are two buffers at most. */
const WRITE_BUFFER_BYTES = 32 * 1024 * 1024;
/** Eight times its own too: merging costs a fifth less, and what is alike is compressed together. Rows are read all in order. */
const BLOCK_BYTES = 32 * 1024;
/** A row takes some 5 µs with what its text costs. */
const ROWS_PER_TURN = 200;

export class LevelKeyValue implements KeyValue {
  readonly #db: ClassicLevel;

  private constructor(db: ClassicLevel) {
    this.#db = db;
  }

  /** Creates what is missing. Throws `data-locked`, or `state-corrupt` when LevelDB cannot open its files. */
  static async open(directory: string): Promise<LevelKeyValue> {
    const db = new ClassicLevel(directory, {
      keyEncoding: 'utf8',
      valueEncoding: 'utf8',
      writeBufferSize: WRITE_BUFFER_BYTES,
      blockSize: BLOCK_BYTES,
    });
    try {
      await db.open();
    } catch (cause) {
      if (causeCode(cause) === 'LEVEL_LOCKED') {
        throw new OvnetError('data-locked', `${directory} is in use by another process`, { cause });
      }
      if (causeCode(cause) === 'LEVEL_CORRUPTION') {
        throw new OvnetError('state-corrupt', `LevelDB cannot read ${directory}`, { cause });
      }
      throw cause;
    }
    return new LevelKeyValue(db);
  }

  entries(): AsyncIterable<readonly [string, string]> {
    return this.#db.iterator({ fillCache: false });
  }

  /** Row by row into LevelDB's own batch: one handed over as an array costs ten times as much, in a single turn. */
  async write(writes: Iterable<KeyValueWrite | undefined>): Promise<void> {
    const batch = this.#db.batch();
    try {
      await inTurns(
        inBatches(writes, ROWS_PER_TURN, (write) => {
          if (write?.value !== undefined) batch.put(write.key, write.value);
          else if (write) batch.del(write.key);
        }),
      );
    } catch (error) {
      await batch.close();
      throw error;
    }
    await batch.write({ sync: false });
  }

  /**
   * A synced write would cover only LevelDB's current log file, not one just closed whose table is still
   * being built. Compacting a range without keys writes the memory table out and syncs it.
   */
  flush(): Promise<void> {
    return this.#db.compactRange('~', '~');
  }

  snapshot(): KeyValueSnapshot {
    return new LevelSnapshot(this.#db);
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

class LevelSnapshot implements KeyValueSnapshot {
  readonly #db: ClassicLevel;
  readonly #snapshot: ReturnType<ClassicLevel['snapshot']>;

  constructor(db: ClassicLevel) {
    this.#db = db;
    this.#snapshot = db.snapshot();
  }

  get(key: string): Promise<string | undefined> {
    return this.#db.get(key, { snapshot: this.#snapshot });
  }

  async *pages(from: string): AsyncGenerator<[string, string][]> {
    const iterator = this.#db.iterator({
      gte: from,
      snapshot: this.#snapshot,
      fillCache: false,
      highWaterMarkBytes: PAGE_BYTES,
    });
    try {
      for (;;) {
        const page = await iterator.nextv(PAGE_PAIRS);
        if (page.length === 0) return;
        yield page;
      }
    } finally {
      await iterator.close();
    }
  }

  close(): Promise<void> {
    return this.#snapshot.close();
  }
}
