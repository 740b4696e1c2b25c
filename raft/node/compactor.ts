/** When the log is shortened, and how far: behind what is durable as state, with a window left for those who are late. */
import { isFull } from './log-writer.js';
import type { LogStore, SnapshotStore } from './ports.js';
import type { SnapshotMeta } from '../core/types.js';
import type { RaftCore } from '../core/raft.js';

export interface CompactionOptions {
  /** Applied entries, or payload bytes, in the log that set it off. */
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** What stays of the applied entries: members that lack no more than this need no state. */
  readonly keepEntries: number;
  readonly keepBytes: number;
  /** A member that is heard and lacks no more bytes than this holds the compaction up. */
  readonly laggardBytes: number;
}

export const DEFAULT_COMPACTION: CompactionOptions = {
  maxEntries: 50_000,
  maxBytes: 64 * 1024 * 1024,
  keepEntries: 10_000,
  keepBytes: 32 * 1024 * 1024,
  laggardBytes: 128 * 1024 * 1024,
};

export interface CompactorDeps {
  readonly core: RaftCore;
  readonly log: LogStore;
  readonly store: SnapshotStore | undefined;
  /** Runs work on the log when no other is under way. */
  readonly serial: (work: () => Promise<void>) => Promise<void>;
  readonly fail: (error: unknown) => void;
}

export class Compactor {
  readonly #deps: CompactorDeps;
  readonly #options: CompactionOptions;
  #running: Promise<void> | undefined;
  /** Applied index before which looking again is not worth it. */
  #notBefore = 0;

  constructor(deps: CompactorDeps, options: Partial<CompactionOptions> = {}) {
    this.#deps = deps;
    this.#options = { ...DEFAULT_COMPACTION, ...options };
  }

  /** Called after entries were applied; cheap unless it is time. */
  consider(): void {
    const { core, store, fail } = this.#deps;
    const { maxEntries, maxBytes } = this.#options;
    if (store === undefined || this.#running !== undefined || core.installing) return;
    if (core.applied < this.#notBefore) return;
    const entries = core.applied - core.firstIndex + 1;
    if (entries <= maxEntries && core.payloadBehind() <= maxBytes) return;
    if (this.#target() < core.firstIndex) {
      this.#notBefore = core.applied + Math.ceil(maxEntries / 16);
      return;
    }
    this.#running = this.#compact(store).then(
      () => {
        this.#running = undefined;
      },
      // Stays as it is: a store that failed is not asked again.
      fail,
    );
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #compact(store: SnapshotStore): Promise<void> {
    const { core, serial } = this.#deps;
    const durable = await store.sync();
    await serial(async () => {
      const index = Math.min(durable, this.#target());
      if (core.installing || index < core.firstIndex) return;
      await this.#shorten(core.compact(index));
    });
  }

  /** Without room on the disk the log stays longer than the core's: the next compaction takes both further. */
  async #shorten(snapshot: SnapshotMeta): Promise<void> {
    try {
      await this.#deps.log.compact(snapshot);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
  }

  /** The last index that may go. */
  #target(): number {
    const { core } = this.#deps;
    const { keepEntries, keepBytes, laggardBytes } = this.#options;
    let target = Math.max(core.firstIndex - 1, core.applied - keepEntries);
    while (target < core.applied && core.payloadBehind(target) > keepBytes) {
      target = Math.min(core.applied, target + Math.max(1, Math.floor(keepEntries / 16)));
    }
    for (const { recentlyActive, floor } of core.progress) {
      const isLate = recentlyActive && floor > 0 && floor < target;
      if (isLate && core.payloadBehind(floor) <= laggardBytes) target = floor;
    }
    return target;
  }
}
