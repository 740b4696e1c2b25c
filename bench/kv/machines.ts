/** State machines for measuring: one that does nothing, and a key-value store kept in LevelDB. */
import { setTimeout as delay } from 'node:timers/promises';
import { ClassicLevel } from 'classic-level';
import type { Entry } from '../../raft/core/types.js';
import type { StateMachine } from '../../raft/node/ports.js';
import { parsePut } from './put-codec.js';

export class NoopMachine implements StateMachine {
  readonly appliedIndex = 0;

  apply(entries: readonly Entry[]): readonly unknown[] {
    return entries.map(() => undefined);
  }
}

interface Write {
  readonly type: 'put';
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const APPLIED = Buffer.from('\0applied');

/** As long as the product gathers rows: the log is the truth until the state is durable. */
const GATHER_MS = 10;

/**
 * Entries are `PutRequest`s; the result is the revision. Values go to LevelDB behind the apply, gathered for some
 * milliseconds, unsynced and with the applied index in the same batch, as the product's state does; the index of keys is in
 * memory.
 */
export class KvMachine implements StateMachine {
  readonly appliedIndex = 0;
  readonly #db: ClassicLevel<Uint8Array, Uint8Array>;
  readonly #onFault: (error: unknown) => void;
  readonly #revisions = new Map<string, number>();
  #pending: Write[] = [];
  #applied = 0;
  #writing = false;

  private constructor(db: ClassicLevel<Uint8Array, Uint8Array>, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#onFault = onFault;
  }

  /** A new store in `directory`. */
  static async create(directory: string, onFault: (error: unknown) => void): Promise<KvMachine> {
    const db = new ClassicLevel<Uint8Array, Uint8Array>(directory, {
      keyEncoding: 'view',
      valueEncoding: 'view',
      errorIfExists: true,
    });
    await db.open();
    return new KvMachine(db, onFault);
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    const results = entries.map((entry) => this.#applyOne(entry));
    this.#applied = entries.at(-1)?.index ?? this.#applied;
    if (!this.#writing) void this.#drain();
    return results;
  }

  #applyOne({ type, index, data }: Entry): number | undefined {
    if (type !== 'normal') return undefined;
    const { key, value } = parsePut(data);
    this.#revisions.set(Buffer.from(key).toString('latin1'), index);
    this.#pending.push({ type: 'put', key, value });
    return index;
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#pending.length > 0) {
        await delay(GATHER_MS);
        const writes = this.#pending;
        this.#pending = [];
        writes.push({ type: 'put', key: APPLIED, value: Buffer.from(String(this.#applied)) });
        await this.#db.batch(writes);
      }
    } catch (error) {
      this.#onFault(error);
    } finally {
      this.#writing = false;
    }
  }
}
