/** The state as a whole for consensus: made durable, read while it changes, received beside it, put in its place. */
import { randomUUID } from 'node:crypto';
import { OvnetError } from '../../model/errors.js';
import type { SnapshotMeta } from '../../raft/core/types.js';
import type {
  SnapshotOffer,
  SnapshotSink,
  SnapshotSource,
  SnapshotStore,
} from '../../raft/node/ports.js';
import { IncomingState } from './incoming-state.js';
import { PackedKeyValue } from './packed-key-value.js';
import { ChunkCutter } from './snapshot-chunk.js';
import { isSamePoint, type StateDirectory } from './state-directory.js';
import type { StateStore } from './state-store.js';
import type { StoredState } from './stored-state.js';

export interface StateSnapshotsDeps {
  readonly store: StateStore;
  readonly directory: StateDirectory;
}

export interface StateSnapshotsOptions {
  readonly clusterId: string;
  /** Default 256 KiB. */
  readonly chunkBytes?: number;
}

export class StateSnapshots implements SnapshotStore {
  readonly #deps: StateSnapshotsDeps;
  readonly #options: StateSnapshotsOptions;
  readonly #listeners: ((stored: StoredState) => void | Promise<void>)[] = [];
  #incoming: IncomingState | undefined;

  constructor(deps: StateSnapshotsDeps, options: StateSnapshotsOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Called and awaited within `install`, when the database is another one and before anything is applied to it. */
  onInstalled(listener: (stored: StoredState) => void | Promise<void>): void {
    this.#listeners.push(listener);
  }

  sync(): Promise<number> {
    return this.#deps.store.sync();
  }

  /** Throws `internal` while nothing was applied. */
  async open(): Promise<SnapshotSource> {
    const { view, meta: snapshot } = await this.#deps.store.snapshot();
    const { chunkBytes } = this.#options;
    const cutter = new ChunkCutter(view, chunkBytes === undefined ? {} : { chunkBytes });
    return {
      offer: { id: randomUUID(), snapshot },
      chunks: (from) => cutter.from(from),
      close: () => view.close(),
    };
  }

  /** Whatever is being received stays as it is. Before the store is closed. */
  async close(): Promise<void> {
    await this.#incoming?.close();
  }

  async receive(offer: SnapshotOffer): Promise<SnapshotSink> {
    await this.#incoming?.close();
    this.#incoming = undefined;
    const { directory } = this.#deps;
    const incoming = await IncomingState.open(directory, offer, this.#options.clusterId);
    this.#incoming = incoming;
    return incoming;
  }

  /** Throws `internal` when another state or none was received, `state-corrupt` when it cannot be read any more. */
  async install(snapshot: SnapshotMeta): Promise<void> {
    const { store, directory } = this.#deps;
    const complete = await directory.complete();
    if (complete === undefined || !isSamePoint(complete, snapshot)) {
      throw new OvnetError('internal', `no state up to ${snapshot.index} was received`);
    }
    const stored = await store.replace(async () => {
      await directory.switchOver();
      return PackedKeyValue.open(directory.state);
    });
    for (const listener of this.#listeners) await listener(stored);
  }
}
