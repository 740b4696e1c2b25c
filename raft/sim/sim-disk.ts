/** A disk that forgets what was not synced: a crash keeps all, some or nothing of the write in flight. */
import { randomInteger } from '../core/random.js';
import type { Configuration, Entry, HardState } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';
import type { RandomSource } from '../core/random.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

export interface DiskDelay {
  minMs: number;
  maxMs: number;
}

export class SimDisk {
  readonly #time: VirtualTime;
  readonly #random: RandomSource;
  readonly #configuration: Configuration;
  #hardState: HardState = { term: 0, vote: 0, commit: 0 };
  #entries: Entry[] = [];
  /** In the page cache, in order: a crash may lose them from the end. */
  #unsynced: LogBatch[] = [];
  readonly delay: DiskDelay = { minMs: 0, maxMs: 3 };

  constructor(time: VirtualTime, random: RandomSource, configuration: Configuration) {
    this.#time = time;
    this.#random = random;
    this.#configuration = configuration;
  }

  get hardState(): HardState {
    return this.#hardState;
  }

  get lastIndex(): number {
    return this.#entries.length;
  }

  durableEntry(index: number): Entry | undefined {
    return this.#entries[index - 1];
  }

  open(process: SimProcess): LogStore {
    const image: LogImage = {
      hardState: this.#hardState,
      snapshot: { index: 0, term: 0, configuration: this.#configuration },
      entries: [...this.#entries],
    };
    return {
      image,
      append: (batch) => this.#append(batch, process),
      compact: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  /** Whole batches survive from the front; the first that does not may leave some of its entries. */
  crash(): void {
    for (const batch of this.#unsynced.splice(0)) {
      if (this.#random.next() < 0.4) {
        this.#settle(batch);
        continue;
      }
      const kept = randomInteger(this.#random, 0, batch.entries.length);
      this.#settle({ entries: batch.entries.slice(0, kept), mustSync: true });
      this.#unsynced = [];
      return;
    }
  }

  #append(batch: LogBatch, process: SimProcess): Promise<void> {
    this.#unsynced.push(batch);
    const { minMs, maxMs } = this.delay;
    const wait = batch.mustSync ? minMs + this.#random.next() * (maxMs - minMs) : 0;
    return new Promise((resolve) => {
      this.#time.after(wait, () => {
        // The disk finishes on its own, even under a paused process; a dead one's writes were settled by `crash`.
        if (!process.alive) return;
        if (batch.mustSync) for (const written of this.#unsynced.splice(0)) this.#settle(written);
        process.run(resolve);
      });
    });
  }

  #settle(batch: LogBatch): void {
    const first = batch.entries[0];
    if (first !== undefined) {
      this.#entries.length = Math.min(this.#entries.length, first.index - 1);
      this.#entries.push(...batch.entries);
    }
    if (batch.hardState !== undefined) this.#hardState = batch.hardState;
  }
}
