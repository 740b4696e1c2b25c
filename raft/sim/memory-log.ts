/** A log store without a disk, for tests of what stands above it: durable as soon as it is asked. */
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { Configuration, Entry, HardState, SnapshotMeta } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';

export class MemoryLog implements LogStore {
  #snapshot: SnapshotMeta;
  #hardState: HardState = { term: 0, vote: 0, commit: 0 };
  #entries: Entry[] = [];

  /** The first member passes `soleVoter(id)`; joiners nothing. */
  constructor(configuration: Configuration = EMPTY_CONFIGURATION) {
    this.#snapshot = { index: 0, term: 0, configuration };
  }

  get image(): LogImage {
    return { hardState: this.#hardState, snapshot: this.#snapshot, entries: [...this.#entries] };
  }

  append(batch: LogBatch): Promise<void> {
    if (batch.snapshot !== undefined) {
      this.#snapshot = batch.snapshot;
      this.#entries = [];
    }
    const first = batch.entries[0];
    if (first !== undefined) this.#entries.length = first.index - this.#snapshot.index - 1;
    this.#entries.push(...batch.entries);
    if (batch.hardState !== undefined) this.#hardState = batch.hardState;
    return Promise.resolve();
  }

  compact(snapshot: SnapshotMeta): Promise<void> {
    if (snapshot.index <= this.#snapshot.index) return Promise.resolve();
    this.#entries = this.#entries.slice(snapshot.index - this.#snapshot.index);
    this.#snapshot = snapshot;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
