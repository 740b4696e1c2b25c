/** The state's key-value port in memory, for tests and simulation: writes are volatile until flushed. */
import type { KeyValue, KeyValueSnapshot, KeyValueWrite } from './key-value.js';

/** What survives closing and crashing: hand the same disk to the next `MemoryKeyValue`. */
export interface MemoryDisk {
  /** Durable pairs. */
  durable: Map<string, string>;
  /** Batches written and not flushed, oldest first. */
  volatile: (readonly KeyValueWrite[])[];
}

export const emptyDisk = (): MemoryDisk => ({ durable: new Map(), volatile: [] });

/** A power cut: of what was not flushed only the first `kept` batches remain. */
export function powerCut(disk: MemoryDisk, kept: number): MemoryDisk {
  const durable = new Map(disk.durable);
  for (const batch of disk.volatile.slice(0, kept)) carryOut(durable, batch);
  return { durable, volatile: [] };
}

function carryOut(pairs: Map<string, string>, writes: readonly KeyValueWrite[]): void {
  for (const { key, value } of writes) {
    if (value === undefined) pairs.delete(key);
    else pairs.set(key, value);
  }
}

const PAGE_PAIRS = 500;

export class MemoryKeyValue implements KeyValue {
  readonly #disk: MemoryDisk;
  /** Every later write fails with it. */
  failure: Error | undefined;

  constructor(disk: MemoryDisk = emptyDisk()) {
    this.#disk = disk;
  }

  async *entries(): AsyncIterable<readonly [string, string]> {
    for (const pair of this.#pairs()) yield await Promise.resolve(pair);
  }

  snapshot(): KeyValueSnapshot {
    const pairs = this.#pairs();
    return {
      get: (key) => Promise.resolve(pairs.find(([each]) => each === key)?.[1]),
      async *pages(from) {
        const rest = pairs.filter(([key]) => key >= from);
        while (rest.length > 0) yield await Promise.resolve(rest.splice(0, PAGE_PAIRS));
      },
      close: () => Promise.resolve(),
    };
  }

  async write(writes: Iterable<KeyValueWrite | undefined>): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    this.#disk.volatile.push([...writes].filter((write) => write !== undefined));
  }

  async flush(): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    for (const batch of this.#disk.volatile.splice(0)) carryOut(this.#disk.durable, batch);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #pairs(): [string, string][] {
    const pairs = [...powerCut(this.#disk, this.#disk.volatile.length).durable];
    return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
