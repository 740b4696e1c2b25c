/**
 * A disk in memory for tests of the write-ahead log: a page cache over durable content, a sync barrier, and power
 * cuts that keep any subset of the unsynced sectors.
 */
import type { DirectoryLock, LogFile, LogFiles } from '../../wal/files.js';
import { LogError } from '../../wal/errors.js';

const SECTOR = 512;

interface Inode {
  cached: Uint8Array;
  durable: Uint8Array;
}

/** Decides per sector (or name) whether an unsynced write survives a power cut. */
export type Survives = () => boolean;

export class MemoryLogFiles implements LogFiles {
  readonly #inodes = new Map<string, Inode>();
  readonly #locks = new Set<string>();
  /** Directory entries as they are after a power cut. */
  readonly #durableNames = new Map<string, Inode>();
  failSync: Error | undefined;
  failWrite: Error | undefined;
  /** Bytes by which files may still grow, all together; a write beyond fails half-way as on a full disk. */
  room = Infinity;
  /** Syncs begun from now on never end: the moment before a power cut. */
  hang = false;
  /** After so many more steps that change the disk nothing happens any more: what does, throws or never ends. */
  stepsLeft = Infinity;
  syncs = 0;

  ensureDirectory(): void {
    // Directories exist by name only.
  }

  lock(directory: string): DirectoryLock {
    if (this.#locks.has(directory)) throw new LogError('log-locked', 'In use', { file: directory });
    this.#locks.add(directory);
    return { release: () => this.#locks.delete(directory) };
  }

  list(directory: string): readonly string[] {
    const prefix = `${directory}/`;
    return [...this.#inodes.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }

  open(path: string, mode: 'create' | 'existing'): LogFile {
    let inode = this.#inodes.get(path);
    if (inode === undefined) {
      if (mode === 'existing') throw new Error(`ENOENT ${path}`);
      inode = { cached: new Uint8Array(0), durable: new Uint8Array(0) };
      this.#inodes.set(path, inode);
    }
    if (mode === 'create') inode.cached = new Uint8Array(0);
    return this.#handle(inode);
  }

  rename(from: string, to: string): void {
    this.#step();
    const inode = this.#inodes.get(from);
    if (inode === undefined) throw new Error(`ENOENT ${from}`);
    this.#inodes.delete(from);
    this.#inodes.set(to, inode);
  }

  remove(path: string): void {
    this.#step();
    this.room += this.#inodes.get(path)?.cached.length ?? 0;
    this.#inodes.delete(path);
  }

  async syncDirectory(directory: string): Promise<void> {
    if (!this.#mayStep()) await new Promise(() => undefined);
    await Promise.resolve();
    for (const path of this.#durableNames.keys())
      if (path.startsWith(`${directory}/`) && !this.#inodes.has(path))
        this.#durableNames.delete(path);
    for (const [path, inode] of this.#inodes)
      if (path.startsWith(`${directory}/`)) this.#durableNames.set(path, inode);
  }

  /** Content as read now; writing to the result changes the disk (cache and platter alike). */
  content(path: string): Uint8Array {
    const inode = this.#inodes.get(path);
    if (inode === undefined) throw new Error(`ENOENT ${path}`);
    return inode.cached;
  }

  /** Replaces a file, durably. */
  put(path: string, content: Uint8Array): void {
    const inode = { cached: content.slice(), durable: content.slice() };
    this.#inodes.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  /** A process death: caches survive, locks do not. */
  kill(): void {
    this.#locks.clear();
  }

  /**
   * The disk after a power cut: of unsynced names, removals and sectors only those that `survives` picks are there. Whoever still holds the old disk cannot reach the new one.
   */
  powerCut(survives: Survives): MemoryLogFiles {
    const after = new MemoryLogFiles();
    for (const [path, inode] of this.#inodes)
      if (this.#durableNames.get(path) !== inode && survives()) this.#durableNames.set(path, inode);
    for (const path of this.#durableNames.keys())
      if (!this.#inodes.has(path) && survives()) this.#durableNames.delete(path);
    for (const [path, { cached, durable }] of this.#durableNames) {
      const length = survives() ? cached.length : Math.min(durable.length, cached.length);
      const content = new Uint8Array(length);
      content.set(durable.subarray(0, length));
      for (let at = 0; at < length; at += SECTOR)
        if (survives()) content.set(cached.subarray(at, Math.min(at + SECTOR, length)), at);
      after.put(path, content);
    }
    return after;
  }

  #mayStep(): boolean {
    this.stepsLeft -= 1;
    return this.stepsLeft >= 0;
  }

  #step(): void {
    if (!this.#mayStep()) throw new Error('the power is gone');
  }

  #handle(inode: Inode): LogFile {
    return {
      read: () => inode.cached.slice(),
      write: (data, position) => {
        this.#step();
        if (this.failWrite) throw this.failWrite;
        const grows = Math.max(0, position + data.length - inode.cached.length);
        const wanted = data.length;
        const fits = grows > this.room ? data.length - grows + this.room : data.length;
        this.room -= Math.min(grows, this.room);
        data = data.subarray(0, fits);
        if (position + data.length > inode.cached.length && data.length > 0) {
          const grown = new Uint8Array(position + data.length);
          grown.set(inode.cached);
          inode.cached = grown;
        }
        inode.cached.set(data, position);
        if (data.length < wanted) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
      truncate: (size) => {
        this.#step();
        this.room += inode.cached.length - size;
        const next = new Uint8Array(size);
        next.set(inode.cached.subarray(0, size));
        inode.cached = next;
      },
      sync: async () => {
        const seen = inode.cached.slice();
        await (this.hang || !this.#mayStep() ? new Promise(() => undefined) : Promise.resolve());
        if (this.failSync) throw this.failSync;
        this.syncs += 1;
        inode.durable = seen;
      },
      close: () => undefined,
    };
  }
}
