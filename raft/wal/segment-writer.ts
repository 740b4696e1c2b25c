/** The open end of the log: appends groups of records to one segment file and knows what of it is durable. */
import { isDiskFull } from './errors.js';
import type { LogFile } from './files.js';
import { encodeRecord, recordBytes, type RecordFields } from './record.js';

export interface SegmentPosition {
  readonly seed: number;
  readonly chain: number;
  /** Where the next group goes. */
  readonly end: number;
}

export class SegmentWriter {
  readonly segment: number;
  readonly #file: LogFile;
  readonly #seed: number;
  readonly #begin: number;
  #chain: number;
  #end: number;
  #durable: number;

  /** Everything up to `position.end` is durable already. */
  constructor(file: LogFile, segment: number, position: SegmentPosition, begin: number) {
    this.segment = segment;
    this.#file = file;
    this.#seed = position.seed;
    this.#chain = position.chain;
    this.#end = position.end;
    this.#durable = position.end;
    this.#begin = begin;
  }

  get end(): number {
    return this.#end;
  }

  get chain(): number {
    return this.#chain;
  }

  /** True until the first group; such a segment takes a group of any size. */
  get isEmpty(): boolean {
    return this.#end === this.#begin;
  }

  get isDurable(): boolean {
    return this.#durable === this.#end;
  }

  /**
   * Copies one group into the page cache and returns its size. The last record ends the group. On a full disk nothing of
   * it stays.
   */
  write(records: readonly RecordFields[]): number {
    const size = groupBytes(records);
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    let chain = this.#chain;
    for (const [position, record] of records.entries()) {
      const { type, term, index, payload } = record;
      const groupEnd = position === records.length - 1;
      const state = { seed: this.#seed, chain, durable: this.#durable };
      chain = encodeRecord(bytes, at, { type, term, index, payload, groupEnd }, state);
      at += recordBytes(payload.length);
    }
    this.#put(bytes);
    this.#end += size;
    this.#chain = chain;
    return size;
  }

  #put(bytes: Uint8Array): void {
    try {
      this.#file.write(bytes, this.#end);
    } catch (error) {
      if (isDiskFull(error)) this.#file.truncate(this.#end);
      throw error;
    }
  }

  async sync(prompt = false): Promise<void> {
    const end = this.#end;
    await this.#file.sync(prompt);
    this.#durable = end;
  }

  close(): void {
    this.#file.close();
  }
}

export const groupBytes = (records: readonly RecordFields[]): number =>
  records.reduce((sum, record) => sum + recordBytes(record.payload.length), 0);
