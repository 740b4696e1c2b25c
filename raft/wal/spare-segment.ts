/**
 * Keeps one zero-filled file ready to become the next segment, so that appends overwrite allocated blocks and a
 * sync has no file size to journal. Filled in the background, a chunk and a sync at a time; a segment that is not needed any
 * more gives its blocks, and is zeroed so that a hole of a torn write is told from damage.
 */
import { join } from 'node:path';
import type { LogFile, LogFiles } from './files.js';

const CHUNK_BYTES = 256 * 1024;
/** Never a segment name: what a crash leaves is used again. */
export const SPARE_NAME = 'spare.new';
/** Kept for hard state, markers and nothing else, for the day on which the disk is full. */
export const RESERVE_NAME = 'reserve.new';

export interface SpareOptions {
  readonly directory: string;
  readonly name: string;
  readonly bytes: number;
  /** False: there is never a prepared file. */
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

  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** True if a file put at `path` would be used by the next `prepare`. */
  get isWanted(): boolean {
    return this.#options.enabled && !this.#stopped && !this.#ready && !this.#filling;
  }

  get path(): string {
    return join(this.#options.directory, this.#options.name);
  }

  /** Starts a fill unless one runs or a file is ready. */
  prepare(): void {
    if (!this.isWanted) return;
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
    let file: LogFile | undefined;
    try {
      const { directory, name, bytes } = this.#options;
      // Blocks that a full disk would not give again: an existing file is overwritten, not emptied.
      const exists = this.#files.list(directory).includes(name);
      file = this.#files.open(this.path, exists ? 'existing' : 'create');
      const zeros = new Uint8Array(Math.min(CHUNK_BYTES, bytes));
      for (let at = 0; at < bytes && !this.#stopped; at += zeros.length) {
        file.write(zeros.subarray(0, Math.min(zeros.length, bytes - at)), at);
        await file.sync();
      }
      if (exists && !this.#stopped) {
        file.truncate(bytes);
        await file.sync();
      }
      if (this.#stopped) file.close();
      else this.#ready = { file, path: this.path };
    } catch {
      // Counted, not fatal: a segment that grows as it is written is only slower, and a sick disk fails the log itself.
      this.failures += 1;
      file?.close();
      this.#giveBack();
    }
  }

  /** Half a file helps nobody, and its room may let an append through. */
  #giveBack(): void {
    try {
      this.#files.remove(this.path);
    } catch {
      this.failures += 1;
    }
  }
}
