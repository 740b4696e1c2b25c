/** A log store without a disk, for tests of what stands above it: durable as soon as it is asked. */
import { EMPTY_CONFIGURATION } from '../core/types.js';
import type { Configuration, Entry, HardState } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';

export class MemoryLog implements LogStore {
  readonly #configuration: Configuration;
  #hardState: HardState = { term: 0, vote: 0, commit: 0 };
  #entries: Entry[] = [];

  /** The first member passes `soleVoter(id)`; joiners nothing. */
  constructor(configuration: Configuration = EMPTY_CONFIGURATION) {
    this.#configuration = configuration;
  }

  get image(): LogImage {
    return {
      hardState: this.#hardState,
      snapshot: { index: 0, term: 0, configuration: this.#configuration },
      entries: [...this.#entries],
    };
  }

  append(batch: LogBatch): Promise<void> {
    const first = batch.entries[0];
    if (first !== undefined) this.#entries.length = first.index - 1;
    this.#entries.push(...batch.entries);
    if (batch.hardState !== undefined) this.#hardState = batch.hardState;
    return Promise.resolve();
  }

  compact(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
