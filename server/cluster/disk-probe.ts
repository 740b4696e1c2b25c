/** How long the log's disk has not answered: notes what is written and hands it on. */
import type { SnapshotMeta } from '../../raft/core/types.js';
import type { LogBatch, LogImage, LogStore } from '../../raft/node/ports.js';

export class DiskProbe implements LogStore {
  readonly #log: LogStore;
  readonly #now: () => number;
  #since: number | undefined;

  /** `now`: monotonic milliseconds. */
  constructor(log: LogStore, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  get image(): LogImage {
    return this.#log.image;
  }

  /** Age of the write under way in ms; 0 while there is none. */
  get pendingMs(): number {
    return this.#since === undefined ? 0 : this.#now() - this.#since;
  }

  async append(batch: LogBatch): Promise<void> {
    this.#since = this.#now();
    try {
      await this.#log.append(batch);
    } finally {
      this.#since = undefined;
    }
  }

  compact(snapshot: SnapshotMeta): Promise<void> {
    return this.#log.compact(snapshot);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
