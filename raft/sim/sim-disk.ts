/**
 * A disk with a page cache: what was written is read back at once and is lost in a power cut unless it was synced. Sectors
 * of unsynced writes survive each on its own; names survive in the order they were changed.
 */
import { randomInteger } from '../core/random.js';
import type { RandomSource } from '../core/random.js';

const SECTOR = 512;

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly data: Uint8Array }
  | { readonly kind: 'truncate'; readonly size: number };

/** More than this in the page cache of one file is written back without being asked. */
const MAX_PENDING = 32;

export interface Inode {
  path: string;
  /** What a power cut leaves, up to `size`. */
  bytes: Buffer;
  size: number;
  /** In the page cache, in order. */
  pending: Change[];
  /** Changes that ever left `pending`. */
  settled: number;
  cachedSize: number;
  /** Where the last synced write began: damage behind it could not be told from a torn write. */
  lastWrite: number;
}

interface NameChange {
  readonly path: string;
  readonly make: (names: Map<string, Inode>) => void;
}

export class SimDisk {
  readonly #random: RandomSource;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #pendingNames: NameChange[] = [];
  readonly #dirty = new Set<Inode>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  list(directory: string): readonly string[] {
    const prefix = `${directory}/`;
    const names: string[] = [];
    for (const path of this.#names.keys()) {
      if (path.startsWith(prefix)) names.push(path.slice(prefix.length));
    }
    return names;
  }

  inode(path: string): Inode | undefined {
    return this.#names.get(path);
  }

  create(path: string): Inode {
    const inode: Inode = {
      path,
      bytes: Buffer.alloc(0),
      size: 0,
      pending: [],
      settled: 0,
      cachedSize: 0,
      lastWrite: 0,
    };
    this.#rename(path, (names) => names.set(path, inode));
    return inode;
  }

  rename(from: string, to: string): void {
    this.#rename(to, (names) => {
      const inode = names.get(from);
      if (inode === undefined) return;
      names.delete(from);
      names.set(to, inode);
      inode.path = to;
    });
  }

  remove(path: string): void {
    // A name that comes back is no loss.
    this.#rename('', (names) => names.delete(path));
  }

  /** Changes of names so far; `settleNames` makes the first ones durable. */
  get unsettledNames(): number {
    return this.#pendingNames.length;
  }

  settleNames(count: number): void {
    for (const { make } of this.#pendingNames.splice(0, count)) make(this.#durableNames);
  }

  /**
   * Whether a power cut could take bytes of a file whose name passes, or its name. What is only cut off a file does
   * not count: a log takes back what found no room, and never reads behind its end.
   */
  hasUnsynced(matches: (path: string) => boolean): boolean {
    for (const inode of this.#dirty) {
      const { pending, path } = inode;
      if (pending.length === 0) this.#dirty.delete(inode);
      else if (matches(path) && pending.some(({ kind }) => kind === 'write')) return true;
    }
    return this.#pendingNames.some(({ path }) => matches(path));
  }

  /** Puts a change into the page cache. */
  change(inode: Inode, change: Change): void {
    inode.pending.push(change);
    this.#dirty.add(inode);
    if (inode.pending.length > MAX_PENDING) settleFirst(inode, inode.settled + MAX_PENDING / 2);
  }

  powerCut(): void {
    this.settleNames(randomInteger(this.#random, 0, this.#pendingNames.length));
    this.#pendingNames = [];
    this.#names = new Map(this.#durableNames);
    for (const inode of new Set(this.#names.values())) this.#tear(inode);
  }

  /** A failed sync: the pages count as clean, but only some of them reached the disk. */
  lose(inode: Inode): void {
    this.#tear(inode);
  }

  /** Flips one bit that was durable before the last write. False if there is none. */
  rot(matches: (path: string) => boolean): boolean {
    const inode = this.#pick(matches);
    if (inode === undefined) return false;
    const at = randomInteger(this.#random, 0, inode.lastWrite - 1);
    const bit = 1 << randomInteger(this.#random, 0, 7);
    inode.bytes[at] = (inode.bytes[at] ?? 0) ^ bit;
    return true;
  }

  /** A sector that was to go elsewhere lands on one that was durable before the last write. */
  misdirect(matches: (path: string) => boolean): boolean {
    const inode = this.#pick(matches);
    if (inode === undefined) return false;
    const sectors = Math.floor(inode.lastWrite / SECTOR);
    if (sectors === 0) return false;
    const target = randomInteger(this.#random, 0, sectors - 1) * SECTOR;
    const source = randomInteger(this.#random, 0, sectors) * SECTOR;
    if (source === target) return false;
    inode.bytes.copy(inode.bytes, target, source, source + SECTOR);
    return true;
  }

  #pick(matches: (path: string) => boolean): Inode | undefined {
    const found = [...this.#durableNames]
      .filter(([path, { lastWrite }]) => lastWrite > 0 && matches(path))
      .map(([, inode]) => inode);
    return found[randomInteger(this.#random, 0, found.length - 1)];
  }

  #rename(path: string, make: NameChange['make']): void {
    make(this.#names);
    this.#pendingNames.push({ path, make });
  }

  /** All of the cache survives, nothing of it, or any of its sectors, each as it was at some moment. */
  #tear(inode: Inode): void {
    const pending = inode.pending.splice(0);
    inode.settled += pending.length;
    const mode = this.#random.next();
    if (mode < 0.35) for (const change of pending) settle(inode, change);
    if (mode >= 0.55) this.#tearSectors(inode, pending);
    inode.cachedSize = inode.size;
  }

  /** Changes of the size are kept in order with what is written before and after them. */
  #tearSectors(inode: Inode, pending: readonly Change[]): void {
    const moments = new Map<number, number>();
    for (const [moment, change] of pending.entries()) {
      if (change.kind === 'truncate') {
        if (this.#random.next() < 0.5) return;
        settle(inode, change);
        continue;
      }
      for (const [at, data] of sectorsOf(change)) {
        const sector = at - (at % SECTOR);
        let last = moments.get(sector);
        if (last === undefined) {
          const isLost = this.#random.next() < 0.4;
          last = isLost ? -1 : randomInteger(this.#random, moment, pending.length);
          moments.set(sector, last);
        }
        if (moment <= last) settle(inode, { kind: 'write', at, data });
      }
    }
  }
}

/** The part of a write in each sector it touches. */
function sectorsOf(change: {
  readonly at: number;
  readonly data: Uint8Array;
}): readonly (readonly [at: number, data: Uint8Array])[] {
  const parts: (readonly [number, Uint8Array])[] = [];
  for (let from = 0; from < change.data.length;) {
    const at = change.at + from;
    const to = Math.min(change.data.length, from + SECTOR - (at % SECTOR));
    parts.push([at, change.data.subarray(from, to)]);
    from = to;
  }
  return parts;
}

/** Makes all changes durable that came before the one with this number. */
export function settleFirst(inode: Inode, number: number): void {
  const count = Math.max(0, number - inode.settled);
  inode.settled += count;
  for (const change of inode.pending.splice(0, count)) settle(inode, change);
}

/** Makes one change durable. */
export function settle(inode: Inode, change: Change): void {
  if (change.kind === 'truncate') {
    inode.bytes.fill(0, change.size, inode.size);
    inode.size = change.size;
    inode.lastWrite = Math.min(inode.lastWrite, change.size);
    return;
  }
  const end = change.at + change.data.length;
  if (end > inode.bytes.length) {
    const grown = Buffer.alloc(Math.max(end, 2 * inode.bytes.length, 4096));
    inode.bytes.copy(grown, 0, 0, inode.size);
    inode.bytes = grown;
  }
  inode.bytes.set(change.data, change.at);
  inode.size = Math.max(inode.size, end);
  inode.lastWrite = change.at;
}

/** What a reader sees: the durable bytes below everything in the page cache. */
export function contentOf(inode: Inode): Buffer {
  const view: Inode = {
    ...inode,
    bytes: Buffer.from(inode.bytes.subarray(0, Math.max(inode.size, inode.cachedSize))),
  };
  for (const change of inode.pending) settle(view, change);
  return view.bytes.subarray(0, inode.cachedSize);
}
