/**
 * Where the state is on disk, and how one that was received takes its place. `state` is in use. `state.incoming` holds
 * one that is being received: `offer` says which, `db` is its database, `complete` stands for a verified and durable one.
 * `state.old` exists only while they are switched. The log decides which of them counts: a complete state whose point the
 * log begins behind is the state.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotMeta } from '../../raft/core/types.js';
import type { SnapshotOffer } from '../../raft/node/ports.js';

/** What is done to the directories, one durable step at a time. */
export interface DirectoryWork {
  rename(from: string, to: string): Promise<void>;
  /** A file or a whole directory; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals inside the directory durable. */
  sync(directory: string): Promise<void>;
}

export const DIRECTORY_WORK: DirectoryWork = {
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  sync: async (directory) => {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

export class StateDirectory {
  /** The database in use. */
  readonly state: string;
  /** The database being received. */
  readonly incoming: string;
  readonly #parent: string;
  readonly #incomingParent: string;
  readonly #old: string;
  readonly #offer: string;
  readonly #complete: string;
  readonly #work: DirectoryWork;

  constructor(dataDirectory: string, work: DirectoryWork = DIRECTORY_WORK) {
    this.#work = work;
    this.#parent = dataDirectory;
    this.state = join(dataDirectory, 'state');
    this.#old = join(dataDirectory, 'state.old');
    this.#incomingParent = join(dataDirectory, 'state.incoming');
    this.incoming = join(this.#incomingParent, 'db');
    this.#offer = join(this.#incomingParent, 'offer');
    this.#complete = join(this.#incomingParent, 'complete');
  }

  /** Makes room for an offer. Whatever else was being received is gone, unless it is the same one. */
  async begin(offer: SnapshotOffer): Promise<void> {
    const known = await readOffer(this.#offer);
    if (known?.id === offer.id && !existsSync(this.#complete)) return;
    await this.drop();
    await mkdir(this.#incomingParent, { mode: 0o700 });
    await writeDurably(this.#offer, offer);
    await this.#work.sync(this.#incomingParent);
  }

  /** The database received is verified, closed and on the disk. */
  async markComplete(offer: SnapshotOffer): Promise<void> {
    await this.#work.sync(this.incoming);
    await writeDurably(this.#complete, offer);
    await this.#work.sync(this.#incomingParent);
    await this.#work.sync(this.#parent);
  }

  /** What the state received ends with; undefined when there is none, or not all of it. */
  async complete(): Promise<SnapshotMeta | undefined> {
    return (await readOffer(this.#complete))?.snapshot;
  }

  /** Forgets what was received. Not complete any more before anything of it is missing. */
  async drop(): Promise<void> {
    if (!existsSync(this.#incomingParent)) return;
    await this.#work.remove(this.#complete);
    await this.#work.sync(this.#incomingParent);
    await this.#work.remove(this.#incomingParent);
  }

  /** The complete state becomes the one in use. Begun again after a crash at any step it ends the same. */
  async switchOver(): Promise<void> {
    if (existsSync(this.incoming)) {
      if (existsSync(this.state)) {
        await this.#work.remove(this.#old);
        await this.#work.rename(this.state, this.#old);
        await this.#work.sync(this.#parent);
      }
      await this.#work.rename(this.incoming, this.state);
      await this.#work.sync(this.#parent);
      await this.#work.sync(this.#incomingParent);
    }
    await this.#work.remove(this.#incomingParent);
    await this.#work.remove(this.#old);
    await this.#work.sync(this.#parent);
  }

  /** Before the state is opened: finishes a switch that a crash has interrupted, and clears away what leads nowhere. */
  async repair(logBegin: SnapshotMeta): Promise<void> {
    const complete = await this.complete();
    if (complete && isSamePoint(complete, logBegin)) return this.switchOver();
    if (!existsSync(this.state) && existsSync(this.#old)) {
      await this.#work.rename(this.#old, this.state);
    }
    await this.drop();
    await this.#work.remove(this.#old);
    await this.#work.sync(this.#parent);
  }
}

export const isSamePoint = (
  a: Pick<SnapshotMeta, 'index' | 'term'>,
  b: Pick<SnapshotMeta, 'index' | 'term'>,
): boolean => a.index === b.index && a.term === b.term;

async function writeDurably(path: string, offer: SnapshotOffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(offer));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Undefined for a file that is missing, or was cut short by a crash while it was written. */
async function readOffer(path: string): Promise<SnapshotOffer | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as SnapshotOffer;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
