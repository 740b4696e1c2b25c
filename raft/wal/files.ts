/**
 * The disk as the write-ahead log sees it: a small port, so that a simulator can own page cache, fsync and
 * faults, and its implementation over node:fs.
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { DiskPace } from './disk-pace.js';
import { lockDirectory } from './lock.js';

export interface LogFile {
  /** The whole content as it is now. */
  read(): Uint8Array;
  /**
   * Copies all of `data` into the page cache; a short write is an error. Extends the file if needed. A full disk throws
   * an error whose `code` is `ENOSPC` or `EDQUOT`; part of `data` may then be there.
   */
  write(data: Uint8Array, position: number): void;
  truncate(size: number): void;
  /**
   * Resolves when everything written before the call is durable. `prompt`: the caller can do nothing meanwhile, so a
   * disk known to be quick may be waited for in place.
   */
  sync(prompt?: boolean): Promise<void>;
  close(): void;
}

export interface DirectoryLock {
  release(): void;
}

export interface LogFiles {
  /** Creates the directory (mode 0700) and its parents where missing. */
  ensureDirectory(directory: string): void;
  /** Throws `log-locked` while another live process holds the lock. */
  lock(directory: string): DirectoryLock;
  /** Plain names, in no particular order; empty for a missing directory. */
  list(directory: string): readonly string[];
  /** `create` empties an existing file. */
  open(path: string, mode: 'create' | 'existing'): LogFile;
  rename(from: string, to: string): void;
  /** Removes a file; a missing one is fine. */
  remove(path: string): void;
  /** Makes creations, renames and removals inside the directory durable. */
  syncDirectory(directory: string): Promise<void>;
}

const dataSync = promisify(fdatasync);
const fullSync = promisify(fsync);

class NodeFile implements LogFile {
  readonly #fd: number;
  readonly #pace: DiskPace;
  #size: number;

  constructor(path: string, flags: string, pace: DiskPace) {
    this.#pace = pace;
    this.#fd = openSync(path, flags, 0o600);
    this.#size = fstatSync(this.#fd).size;
  }

  read(): Uint8Array {
    const content = Buffer.alloc(this.#size);
    let done = 0;
    while (done < content.length) {
      const count = readSync(this.#fd, content, done, content.length - done, done);
      if (count === 0) break;
      done += count;
    }
    return content.subarray(0, done);
  }

  write(data: Uint8Array, position: number): void {
    let done = 0;
    while (done < data.length) {
      const count = writeSync(this.#fd, data, done, data.length - done, position + done);
      if (count === 0) throw new Error('the disk took no bytes');
      done += count;
    }
    this.#size = Math.max(this.#size, position + data.length);
  }

  truncate(size: number): void {
    ftruncateSync(this.#fd, size);
    this.#size = size;
  }

  async sync(prompt = false): Promise<void> {
    const begun = performance.now();
    if (prompt && this.#pace.isQuick) fdatasyncSync(this.#fd);
    else await dataSync(this.#fd);
    this.#pace.took(performance.now() - begun);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

export class NodeLogFiles implements LogFiles {
  readonly #pace = new DiskPace();

  ensureDirectory(directory: string): void {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  lock(directory: string): DirectoryLock {
    return lockDirectory(directory);
  }

  list(directory: string): readonly string[] {
    try {
      return readdirSync(directory);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  open(path: string, mode: 'create' | 'existing'): LogFile {
    return new NodeFile(path, mode === 'create' ? 'w+' : 'r+', this.#pace);
  }

  rename(from: string, to: string): void {
    renameSync(from, to);
  }

  remove(path: string): void {
    rmSync(path, { force: true });
  }

  async syncDirectory(directory: string): Promise<void> {
    const fd = openSync(directory, 'r');
    try {
      await fullSync(fd);
    } finally {
      closeSync(fd);
    }
  }
}
