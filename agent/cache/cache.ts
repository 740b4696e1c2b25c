/**
 * The agent's memory across restarts: an append-only journal of what it accepted, so that it starts without managers
 * and resumes where it stood. Between sync and reconcile in the flow.
 *
 * Entries reach the operating system at once and the disk when everything was synced, on compaction and on stop. A
 * crash of the process loses nothing; a crash of the machine may lose the last entries, which resuming brings back.
 */
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkImage } from '../../model/desired.js';
import type { ManagerMessage } from '../../proto/agent-messages.js';
import { decodeManagerMessage, encodeManagerMessage } from '../../proto/manager-codec.js';
import { replaceFile } from '../../identity/private-files.js';
import { frame, MAGIC, readFrames } from './frames.js';
import { replay, type CachedState } from './replay.js';

export type Recorded = ManagerMessage & { kind: 'welcome' | 'delta' | 'gone' | 'synced' };

export interface CacheDeps {
  readonly log: { warn(fields: object, message: string): void };
  /** Every set held now, for compaction. */
  readonly images: () => readonly NetworkImage[];
  readonly now: () => number;
}

export interface CacheOptions {
  readonly dir: string;
  /** The journal is rewritten beyond this size and four times its size after the last rewrite; default 1 MiB. */
  readonly compactBytes?: number;
}

export interface CacheStatus {
  readonly bytes: number;
  /** Unix ms of the last write; undefined before the first. */
  readonly writtenAt: number | undefined;
  /** Why the journal is not being written; undefined when it is. */
  readonly error: string | undefined;
}

const FILE = 'cache.journal';
const COMPACT_BYTES = 1024 * 1024;
const COMPACT_FACTOR = 4;

export class Cache {
  readonly #deps: CacheDeps;
  readonly #path: string;
  readonly #compactBytes: number;
  #file: FileHandle | undefined;
  /** Encoded when it is written: who records goes on with what was accepted first. */
  #pending: ManagerMessage[] = [];
  #syncWanted = false;
  #working: Promise<void> | undefined;
  #bytes = 0;
  #baseBytes = 0;
  #writtenAt: number | undefined;
  #error: string | undefined;
  #welcome: (ManagerMessage & { kind: 'welcome' }) | undefined;
  #synced: (ManagerMessage & { kind: 'synced' }) | undefined;

  constructor(deps: CacheDeps, options: CacheOptions) {
    this.#deps = deps;
    this.#path = join(options.dir, FILE);
    this.#compactBytes = options.compactBytes ?? COMPACT_BYTES;
  }

  /** Reads the journal, cuts a torn tail off and opens it for appending. Damage costs entries, never the start. */
  async start(): Promise<CachedState> {
    const content = await this.#read();
    const { payloads, bytes } = readFrames(content);
    if (bytes < content.length) {
      this.#deps.log.warn({ kept: bytes, cut: content.length - bytes }, 'cache has a torn tail');
    }
    const state = replay(decodable(payloads));
    this.#welcome = state.welcome && { kind: 'welcome', ...state.welcome };
    this.#synced = state.synced && { kind: 'synced', ...state.synced };
    this.#file = await open(this.#path, 'a', 0o600);
    await this.#file.truncate(bytes);
    if (bytes === 0) await this.#file.write(MAGIC);
    this.#bytes = Math.max(bytes, MAGIC.length);
    this.#baseBytes = this.#bytes;
    return state;
  }

  recordImage(image: NetworkImage): void {
    this.#append({ kind: 'image', ...image, chunk: 0, last: true });
  }

  record(message: Recorded): void {
    if (message.kind === 'welcome') this.#welcome = message;
    if (message.kind === 'synced') {
      this.#synced = message;
      this.#syncWanted = true;
    }
    this.#append(message);
  }

  status(): CacheStatus {
    return { bytes: this.#bytes, writtenAt: this.#writtenAt, error: this.#error };
  }

  /** Resolves when everything recorded so far was written. */
  async flushed(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async stop(): Promise<void> {
    await this.flushed();
    const file = this.#file;
    this.#file = undefined;
    await file?.sync();
    await file?.close();
  }

  /** Forgets everything: the node was removed or leaves. */
  async clear(): Promise<void> {
    await this.stop();
    await rm(this.#path, { force: true });
  }

  async #read(): Promise<Buffer> {
    const file = await open(this.#path, 'a+', 0o600);
    try {
      const stat = await file.stat();
      if (stat.size > 0) this.#writtenAt = stat.mtimeMs;
      return await readFile(file);
    } finally {
      await file.close();
    }
  }

  #append(message: ManagerMessage): void {
    if (!this.#file) return;
    this.#pending.push(message);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    await Promise.resolve();
    while (this.#pending.length > 0) {
      try {
        if (this.#error !== undefined || this.#hasGrown()) await this.#compact();
        else await this.#writePending();
        this.#error = undefined;
        this.#writtenAt = this.#deps.now();
      } catch (error) {
        // A journal with a gap would be replayed as an older state at best: rewrite it whole at the next entry.
        this.#pending = [];
        this.#error = error instanceof Error ? error.message : String(error);
        this.#deps.log.warn({ error }, 'cache cannot be written');
      }
    }
  }

  #hasGrown(): boolean {
    return this.#bytes > Math.max(this.#compactBytes, COMPACT_FACTOR * this.#baseBytes);
  }

  async #writePending(): Promise<void> {
    const batch = Buffer.concat(this.#pending.map(framed));
    const sync = this.#syncWanted;
    this.#pending = [];
    this.#syncWanted = false;
    await this.#file?.appendFile(batch);
    this.#bytes += batch.length;
    if (sync) await this.#file?.datasync();
  }

  /** Rewrites the journal from what is held now, which includes all that was pending. */
  async #compact(): Promise<void> {
    this.#pending = [];
    this.#syncWanted = false;
    const messages: ManagerMessage[] = [];
    if (this.#welcome) messages.push(this.#welcome);
    for (const image of this.#deps.images()) {
      messages.push({ kind: 'image', ...image, chunk: 0, last: true });
    }
    if (this.#synced) messages.push(this.#synced);
    const content = Buffer.concat([MAGIC, ...messages.map(framed)]);
    await replaceFile(this.#path, content);
    const old = this.#file;
    this.#file = await open(this.#path, 'a', 0o600);
    await old?.close();
    this.#bytes = content.length;
    this.#baseBytes = content.length;
  }
}

const framed = (message: ManagerMessage): Buffer => frame(encodeManagerMessage(message));

/** Stops at the first entry that cannot be read, as a later one may build on it. */
function* decodable(payloads: readonly Buffer[]): Generator<ManagerMessage> {
  for (const payload of payloads) {
    try {
      yield decodeManagerMessage(payload);
    } catch {
      return;
    }
  }
}
