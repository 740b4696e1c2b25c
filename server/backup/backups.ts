/** Takes backups of a serving manager: each from an unmoved view of the database, a few at a time. */
import { OvnetError } from '../../model/errors.js';
import type { Cluster } from '../../model/objects.js';
import type { CertificateAuthority } from '../identity/certificate-authority.js';
import { rowKey } from '../storage/key-space.js';
import type { KeyValueSnapshot } from '../storage/key-value.js';
import { ChunkCutter } from '../storage/snapshot-chunk.js';
import type { StateStore } from '../storage/state-store.js';
import { encodeBackup, type BackupHead } from './backup-file.js';

export interface BackupsDeps {
  readonly store: Pick<StateStore, 'snapshot'>;
  readonly authority: Pick<CertificateAuthority, 'certificate' | 'key'>;
  readonly nowMs: () => number;
}

export interface BackupsOptions {
  /** Of the manager. */
  readonly name: string;
  /** Of its program. */
  readonly version: string;
  /** More at a time are refused. */
  readonly maxOpen?: number;
  /** A reader that takes nothing for so long is given up: what it reads keeps old rows on the disk. */
  readonly stallMs?: number;
}

export interface OpenBackup {
  readonly head: BackupHead;
  /** To be read once. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Aborted when the reader is given up. */
  readonly abandoned: AbortSignal;
  /** Safe to call again. */
  readonly close: () => Promise<void>;
}

const DEFAULTS = { maxOpen: 2, stallMs: 60_000 };

export class Backups {
  readonly #deps: BackupsDeps;
  readonly #options: Required<BackupsOptions>;
  #open = 0;

  constructor(deps: BackupsDeps, options: BackupsOptions) {
    this.#deps = deps;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Throws `busy`, `starting` (no state yet), `internal` (the store has failed). */
  async open(): Promise<OpenBackup> {
    const { maxOpen } = this.#options;
    if (this.#open >= maxOpen) {
      throw new OvnetError('busy', `${maxOpen} backups are being taken already`);
    }
    this.#open += 1;
    try {
      return await this.#begin();
    } catch (error) {
      this.#open -= 1;
      throw error;
    }
  }

  async #begin(): Promise<OpenBackup> {
    const { view } = await this.#deps.store.snapshot();
    const stalled = new AbortController();
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => {
      if (closed === undefined) this.#open -= 1;
      return (closed ??= view.close());
    };
    try {
      const head = await this.#headOf(view);
      const { certificate, key } = this.#deps.authority;
      const chunks = new ChunkCutter(view).from(0);
      const content = { head, authority: { certificate, key }, chunks };
      const bytes = attended(encodeBackup(content), this.#options.stallMs, stalled);
      return { head, bytes, abandoned: stalled.signal, close };
    } catch (error) {
      await view.close();
      throw error;
    }
  }

  async #headOf(view: KeyValueSnapshot): Promise<BackupHead> {
    const { name: manager, version: program } = this.#options;
    const applied = await view.get(rowKey('meta', 'applied'));
    const cluster = await firstOf(view, rowKey('cluster', ''));
    if (applied === undefined || cluster === undefined) {
      throw new OvnetError('starting', 'this manager does not hold the state of the cluster yet');
    }
    const { revision } = JSON.parse(applied) as { readonly revision: number };
    const {
      id: clusterId,
      name: clusterName,
      epoch,
      featureLevel,
    } = JSON.parse(cluster) as Cluster;
    const createdAt = new Date(this.#deps.nowMs()).toISOString();
    return { clusterId, clusterName, revision, epoch, featureLevel, createdAt, manager, program };
  }
}

/** Value of the first row of a table. */
async function firstOf(view: KeyValueSnapshot, prefix: string): Promise<string | undefined> {
  for await (const [first] of view.pages(prefix)) {
    return first?.[0].startsWith(prefix) === true ? first[1] : undefined;
  }
  return undefined;
}

/** Aborts when the next piece is not asked for in time. */
async function* attended(
  pieces: AsyncIterable<Buffer>,
  stallMs: number,
  stalled: AbortController,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const timer = setTimeout(() => {
      stalled.abort(new OvnetError('request-timeout', `nothing was read for ${stallMs} ms`));
    }, stallMs);
    try {
      yield piece;
    } finally {
      clearTimeout(timer);
    }
  }
}
