/** How long the log's disk has not answered: notes what is written and hands it on. */
import type { SnapshotMeta } from '../../raft/core/types.js';
import { isFull } from '../../raft/node/log-writer.js';
import type { LogBatch, LogImage, LogStore } from '../../raft/node/ports.js';

export interface DiskProbeDeps {
  readonly log: LogStore;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Told when the disk begins to refuse entries for want of room, and when it takes them again. */
  readonly full: (isFull: boolean) => void;
}

export class DiskProbe implements LogStore {
  readonly #log: LogStore;
  readonly #now: () => number;
  readonly #tell: (isFull: boolean) => void;
  #isFull = false;
  #since: number | undefined;

  constructor({ log, now, full }: DiskProbeDeps) {
    this.#log = log;
    this.#now = now;
    this.#tell = full;
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
      // A vote has room of its own: only entries tell.
      if (batch.entries.length > 0) this.#noteFull(false);
    } catch (error) {
      if (isFull(error)) this.#noteFull(true);
      throw error;
    } finally {
      this.#since = undefined;
    }
  }

  #noteFull(isFull: boolean): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#tell(isFull);
  }

  compact(snapshot: SnapshotMeta): Promise<void> {
    return this.#log.compact(snapshot);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
