/** A state on its way in: a database of its own beside the present one, filled chunk by chunk, verified at the end. */
import { OvnetError } from '../../model/errors.js';
import { encodeConfiguration } from '../../raft/core/configuration.js';
import type { Configuration } from '../../raft/core/types.js';
import type { SnapshotOffer, SnapshotSink } from '../../raft/node/ports.js';
import { parseKey, storeKey } from './key-space.js';
import type { KeyValue, KeyValueWrite } from './key-value.js';
import { LevelKeyValue } from './level-key-value.js';
import { RowSum } from './row-sum.js';
import { openChunk, PairReader, type Pair } from './snapshot-chunk.js';
import { isSamePoint, type StateDirectory } from './state-directory.js';
import { APPLIED_KEY, checkOwn, parseApplied, readApplied } from './stored-state.js';

/** How many chunks are in; only while the state is not complete. */
const KEPT_KEY = storeKey('kept');

export class IncomingState implements SnapshotSink {
  readonly #db: KeyValue;
  readonly #directory: StateDirectory;
  readonly #offer: SnapshotOffer;
  readonly #clusterId: string;
  readonly #reader = new PairReader();
  #kept: number;
  #next: number;
  #closed: Promise<void> | undefined;

  private constructor(
    db: KeyValue,
    directory: StateDirectory,
    options: { readonly offer: SnapshotOffer; readonly clusterId: string; readonly kept: number },
  ) {
    this.#db = db;
    this.#directory = directory;
    this.#offer = options.offer;
    this.#clusterId = options.clusterId;
    this.#kept = options.kept;
    this.#next = options.kept;
  }

  /** Goes on with the same offer, otherwise from the beginning. */
  static async open(
    directory: StateDirectory,
    offer: SnapshotOffer,
    clusterId: string,
  ): Promise<IncomingState> {
    await directory.begin(offer);
    const open = (): Promise<LevelKeyValue> => LevelKeyValue.open(directory.incoming);
    const db = await open().catch(async (error: unknown) => {
      // A crash has left it unreadable: nothing is lost but the chunks.
      if (!(error instanceof OvnetError) || error.code !== 'state-corrupt') throw error;
      await directory.drop();
      await directory.begin(offer);
      return open();
    });
    const kept = Number((await readOne(db, KEPT_KEY)) ?? 0);
    return new IncomingState(db, directory, { offer, clusterId, kept });
  }

  get chunks(): number {
    return this.#kept;
  }

  /** Throws `state-corrupt` (damaged, or not the next one), `already-initialized` (of another cluster), `not-supported`. */
  async write(chunk: Uint8Array): Promise<void> {
    const pairs = this.#reader.read(openChunk(this.#next, chunk));
    for (const pair of pairs) this.#checkOwn(pair);
    this.#next += 1;
    const writes: KeyValueWrite[] = pairs.map(([key, value]) => ({ key, value }));
    // In the middle of a pair nothing could go on from here.
    const kept = this.#reader.isWhole ? this.#next : this.#kept;
    writes.push({ key: KEPT_KEY, value: String(kept) });
    await this.#db.write(writes);
    this.#kept = kept;
  }

  /** Throws `state-corrupt`: incomplete or damaged, everything received is dropped then. */
  async finish(): Promise<void> {
    try {
      await this.#verify();
    } catch (error) {
      await this.close();
      await this.#directory.drop();
      throw error;
    }
    await this.#db.write([{ key: KEPT_KEY, value: undefined }]);
    await this.#db.flush();
    await this.close();
    await this.#directory.markComplete(this.#offer);
  }

  close(): Promise<void> {
    this.#closed ??= this.#db.close();
    return this.#closed;
  }

  #checkOwn([key, value]: Pair): void {
    checkOwn(new Map([[key, value]]), this.#clusterId);
    if (key === APPLIED_KEY) this.#checkPoint(value);
  }

  #checkPoint(text: string | undefined): void {
    const { snapshot } = this.#offer;
    const { index, term, configuration } = parseApplied(text);
    const isSame =
      term !== undefined &&
      isSamePoint({ index, term }, snapshot) &&
      configuration !== undefined &&
      isSameConfiguration(configuration, snapshot.configuration);
    if (isSame) return;
    throw new OvnetError('state-corrupt', `the received state is not that of ${snapshot.index}`);
  }

  async #verify(): Promise<void> {
    if (!this.#reader.isWhole) throw new OvnetError('state-corrupt', 'the last row is cut short');
    const own = new Map<string, string>();
    const sum = new RowSum();
    const view = this.#db.snapshot();
    try {
      for await (const page of view.pages('')) {
        for (const [key, value] of page) {
          const place = parseKey(key);
          if (place) sum.set(place, key, value);
          else own.set(key, value);
        }
      }
    } finally {
      await view.close();
    }
    readApplied(own, sum);
    this.#checkPoint(own.get(APPLIED_KEY));
  }
}

const isSameConfiguration = (a: Configuration, b: Configuration): boolean =>
  Buffer.from(encodeConfiguration(a)).equals(encodeConfiguration(b));

async function readOne(db: KeyValue, key: string): Promise<string | undefined> {
  const view = db.snapshot();
  try {
    return await view.get(key);
  } finally {
    await view.close();
  }
}
