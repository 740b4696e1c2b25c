/**
 * Keeps one zero-filled file ready to become the next segment, so that appends overwrite allocated blocks and a
 * sync has no file size to journal. Filled in the background, a chunk and a sync at a time.
 */
import { join } from 'node:path';
import type { LogFile, LogFiles } from './files.js';

const CHUNK_BYTES = 256 * 1024;
/** Never a segment name: left over after a crash it is overwritten. */
export const SPARE_NAME = 'spare.new';

export interface SpareOptions {
  readonly directory: string;
  readonly bytes: number;
  /** False: segments grow as they are written. */
  readonly enabled: boolean;
}

export interface PreparedFile {
  readonly file: LogFile;
  readonly path: string;
}

export class SpareSegment {
  readonly #files: LogFiles;
  readonly #options: SpareOptions;
  #ready: PreparedFile | undefined;
  #filling: Promise<void> | undefined;
  #stopped = false;
  /** Fills that failed, as on a full disk; the next segment then grows as it is written. */
  failures = 0;

  constructor(files: LogFiles, options: SpareOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** Starts a fill unless one runs or a file is ready. */
  prepare(): void {
    if (!this.#options.enabled || this.#stopped || this.#ready || this.#filling) return;
    this.#filling = this.#fill().finally(() => {
      this.#filling = undefined;
    });
  }

  /** Resolves when the running fill, if any, has ended. */
  async settled(): Promise<void> {
    await this.#filling;
  }

  /** The prepared file, or a fresh empty one under `fallbackName`. */
  take(fallbackName: string): PreparedFile {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) return ready;
    const path = join(this.#options.directory, fallbackName);
    return { file: this.#files.open(path, 'create'), path };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#filling;
    this.#ready?.file.close();
    this.#ready = undefined;
  }

  async #fill(): Promise<void> {
    const path = join(this.#options.directory, SPARE_NAME);
    let file: LogFile | undefined;
    try {
      file = this.#files.open(path, 'create');
      const zeros = new Uint8Array(Math.min(CHUNK_BYTES, this.#options.bytes));
      for (let at = 0; at < this.#options.bytes && !this.#stopped; at += zeros.length) {
        file.write(zeros.subarray(0, Math.min(zeros.length, this.#options.bytes - at)), at);
        await file.sync();
      }
      this.#ready = { file, path };
    } catch {
      // Counted, not fatal: a segment that grows as it is written is only slower, and a sick disk fails the log itself.
      this.failures += 1;
      file?.close();
    }
  }
}
