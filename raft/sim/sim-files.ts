/** The file port of the write-ahead log over a simulated disk, for one life of a process; takes time and can fail. */
import { asError } from './breach.js';
import { contentOf, settleFirst } from './sim-disk.js';
import { dirname } from 'node:path';
import type { DirectoryLock, LogFile, LogFiles } from '../wal/files.js';
import type { Inode, SimDisk } from './sim-disk.js';
import type { RandomSource } from '../core/random.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

/** What is wrong with a disk just now. */
export interface DiskHealth {
  minMs: number;
  maxMs: number;
  /** The next sync fails, once. */
  failSync: boolean;
  /** The next read fails, once. */
  failRead: boolean;
  /** Nothing more can be allocated. */
  isFull: boolean;
  /** An error was handed out since the process began. */
  hasFailed: boolean;
}

export function healthyDisk(): DiskHealth {
  return {
    minMs: 0.1,
    maxMs: 3,
    failSync: false,
    failRead: false,
    isFull: false,
    hasFailed: false,
  };
}

export interface DiskParts {
  readonly time: VirtualTime;
  readonly random: RandomSource;
  readonly disk: SimDisk;
  readonly health: DiskHealth;
  readonly process: SimProcess;
}

const COPIED = 4096;

export class SimFiles implements LogFiles {
  readonly #parts: DiskParts;

  constructor(parts: DiskParts) {
    this.#parts = parts;
  }

  ensureDirectory(): void {
    // Directories exist by name only.
  }

  /** Two lives of one member never overlap here. */
  lock(): DirectoryLock {
    return { release: () => undefined };
  }

  list(directory: string): readonly string[] {
    return this.#parts.disk.list(directory);
  }

  open(path: string, mode: 'create' | 'existing'): LogFile {
    this.#requireAlive();
    const { disk, health } = this.#parts;
    const found = disk.inode(path);
    if (mode === 'existing') {
      if (found === undefined) throw failure('ENOENT', `no ${path}`);
      return this.#handle(found);
    }
    if (health.isFull) throw this.#failed('ENOSPC');
    if (found === undefined) return this.#handle(disk.create(path));
    disk.change(found, { kind: 'truncate', size: 0 });
    found.cachedSize = 0;
    return this.#handle(found);
  }

  rename(from: string, to: string): void {
    this.#requireAlive();
    this.#parts.disk.rename(from, to);
  }

  remove(path: string): void {
    this.#requireAlive();
    this.#parts.disk.remove(path);
  }

  syncDirectory(directory: string): Promise<void> {
    const { disk } = this.#parts;
    // The parent holds the directory itself, which is always there.
    const count = directory === dirname(directory) ? 0 : disk.unsettledNames;
    return this.#later(() => disk.settleNames(count));
  }

  #handle(inode: Inode): LogFile {
    return {
      read: () => {
        if (this.#parts.health.failRead) {
          this.#parts.health.failRead = false;
          throw this.#failed('EIO');
        }
        return contentOf(inode);
      },
      write: (data, position) => this.#write(inode, data, position),
      truncate: (size) => {
        this.#requireAlive();
        this.#parts.disk.change(inode, { kind: 'truncate', size });
        inode.cachedSize = size;
      },
      sync: () => this.#sync(inode),
      close: () => undefined,
    };
  }

  #write(inode: Inode, data: Uint8Array, position: number): void {
    this.#requireAlive();
    const end = position + data.length;
    if (end > inode.cachedSize) {
      if (this.#parts.health.isFull) throw this.#failed('ENOSPC');
      inode.cachedSize = end;
    }
    // Small buffers are used again by who wrote them.
    const kept = data.length < COPIED ? data.slice() : data;
    this.#parts.disk.change(inode, { kind: 'write', at: position, data: kept });
  }

  #sync(inode: Inode): Promise<void> {
    const number = inode.settled + inode.pending.length;
    return this.#later(() => {
      const { disk, health } = this.#parts;
      if (health.failSync) {
        health.failSync = false;
        disk.lose(inode);
        throw this.#failed('EIO');
      }
      settleFirst(inode, number);
    });
  }

  /** The disk works on its own, even under a process that stands still; a dead one is not told. */
  #later(work: () => void): Promise<void> {
    const { time, random, health, process } = this.#parts;
    const wait = health.minMs + random.next() * (health.maxMs - health.minMs);
    return new Promise((resolve, reject) => {
      time.after(wait, () => {
        if (!process.alive) return;
        try {
          work();
          process.run(resolve);
        } catch (error) {
          process.run(() => reject(asError(error)));
        }
      });
    });
  }

  #requireAlive(): void {
    if (!this.#parts.process.alive) throw failure('ESRCH', 'the process is dead');
  }

  #failed(code: string): Error {
    this.#parts.health.hasFailed = true;
    return failure(code, 'the disk failed');
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
