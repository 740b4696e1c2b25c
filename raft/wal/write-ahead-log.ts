/**
 * The durable Raft log: group commit into segmented files with chained checksums. Implements `LogStore`.
 *
 * One group is one write and one sync; groups never span segments. A failed write or sync is final: the kernel
 * may have dropped the dirty pages and reported it only once, so nothing is retried. Only a full disk is not: the group is
 * taken back and the log goes on.
 * Names in the directory: `*.wal` (segments), `*.new` (unfinished, spare, reserve), `LOCK*`, `mark` (how far it was durable).
 */
import { dirname, join } from 'node:path';
import type { SnapshotMeta } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';
import { UNFINISHED_NAME } from './begin-segment.js';
import { LogError } from './errors.js';
import { NodeLogFiles, type DirectoryLock, type LogFiles } from './files.js';
import { groupRecords, requireForward, requireOrder } from './group.js';
import {
  layOut,
  prepareFiles,
  requireNotLost,
  reserveBytesOf,
  segmentBytesOf,
  type CreateLogOptions,
  type WriteAheadLogOptions,
} from './lay-out.js';
import { LogTail, type LogSummary } from './log-tail.js';
import type { MarkFile } from './mark.js';
import { RECORD, type RecordFields } from './record.js';
import { listSegments, recover } from './recover.js';
import { committedWith, snapshotRecord } from './replay.js';
import type { SpareSegment } from './spare-segment.js';

export type { CreateLogOptions, WriteAheadLogOptions } from './lay-out.js';

export interface GroupReport {
  readonly entries: number;
  readonly bytes: number;
  /** 0 for a group that needed no sync. */
  readonly syncMs: number;
}

export interface LogStats {
  readonly groups: number;
  /** Bytes appended since open. */
  readonly bytes: number;
  readonly lastSyncMs: number;
  /** Background fills that failed; segments then grow as they are written. */
  readonly spareFailures: number;
}

export interface WriteAheadLogDeps {
  readonly files?: LogFiles;
  /** Monotonic milliseconds; only measures. */
  readonly now?: () => number;
  readonly onGroup?: (group: GroupReport) => void;
}

interface LogParts {
  readonly files: LogFiles;
  readonly lock: DirectoryLock;
  readonly spare: SpareSegment;
  readonly reserve: SpareSegment;
  readonly mark: MarkFile;
  readonly image: LogImage;
  readonly tail: LogTail;
}

export class WriteAheadLog implements LogStore {
  readonly image: LogImage;
  readonly #parts: LogParts;
  readonly #tail: LogTail;
  readonly #now: () => number;
  readonly #onGroup: (group: GroupReport) => void;
  /** What the log holds, written or durable. */
  #held: LogSummary;
  #working: Promise<void> | undefined;
  #failure: unknown;
  #closed = false;
  #groups = 0;
  #bytes = 0;
  #lastSyncMs = 0;

  private constructor(parts: LogParts, deps: WriteAheadLogDeps) {
    this.#parts = parts;
    this.#tail = parts.tail;
    this.#now = deps.now ?? (() => performance.now());
    this.#onGroup = deps.onGroup ?? (() => undefined);
    this.image = parts.image;
    const { snapshot, hardState, entries } = parts.image;
    this.#held = { snapshot, hardState, lastIndex: entries.at(-1)?.index ?? snapshot.index };
  }

  /** Begins a log in an empty or missing directory and opens it. Throws `log-exists`, `log-locked`. */
  static async create(
    directory: string,
    options: CreateLogOptions,
    deps: WriteAheadLogDeps = {},
  ): Promise<WriteAheadLog> {
    const files = deps.files ?? new NodeLogFiles();
    files.ensureDirectory(directory);
    await files.syncDirectory(dirname(directory));
    const lock = files.lock(directory);
    try {
      if (listSegments(files, directory).length > 0)
        throw new LogError('log-exists', 'There is a log already', { file: directory });
      requireNotLost(files, directory, options);
      await layOut(files, directory, options);
    } finally {
      lock.release();
    }
    return WriteAheadLog.open(directory, options, deps);
  }

  /** Throws `log-missing`, `log-locked`, `log-corrupt`, `log-foreign`, `log-version` or `log-failed`. */
  static async open(
    directory: string,
    options: WriteAheadLogOptions,
    deps: WriteAheadLogDeps = {},
  ): Promise<WriteAheadLog> {
    const files = deps.files ?? new NodeLogFiles();
    if (listSegments(files, directory).length === 0) {
      requireNotLost(files, directory, options);
      throw new LogError('log-missing', 'There is no log', { file: directory });
    }
    const lock = files.lock(directory);
    try {
      return await WriteAheadLog.#recover({ files, lock }, directory, options, deps);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static async #recover(
    held: Pick<LogParts, 'files' | 'lock'>,
    directory: string,
    options: WriteAheadLogOptions,
    deps: WriteAheadLogDeps,
  ): Promise<WriteAheadLog> {
    const { files } = held;
    files.remove(join(directory, UNFINISHED_NAME));
    const recovered = await recover(files, directory, options);
    const { image, writer, mark, installedIn } = recovered;
    const { segments, tailBytes } = recovered;
    const prepared = prepareFiles(files, directory, options);
    const tail = new LogTail({
      files,
      directory,
      clusterId: options.clusterId,
      memberId: options.memberId,
      segmentBytes: segmentBytesOf(options),
      reserveBytes: reserveBytesOf(options),
      ...prepared,
      mark,
      segments,
      writer,
      // Sizes tell: only a prepared reserve has its own, so that entries stay out of it after a restart too.
      onReserve: tailBytes === reserveBytesOf(options) && tailBytes < segmentBytesOf(options),
    });
    const log = new WriteAheadLog({ ...held, ...prepared, mark, image, tail }, deps);
    try {
      // A process may have died between the rename of a segment and the sync of its name: what it reads is not yet there.
      await files.syncDirectory(directory);
      await tail.sync(log.#held, true);
      await tail.dropBefore(Math.max(installedIn, tail.neededBehind(image.snapshot.index)));
      return log;
    } catch (cause) {
      await prepared.spare.stop();
      await prepared.reserve.stop();
      mark.close();
      tail.close();
      throw new LogError('log-failed', 'The log could not be made durable', { cause });
    }
  }

  get stats(): LogStats {
    return {
      groups: this.#groups,
      bytes: this.#bytes,
      lastSyncMs: this.#lastSyncMs,
      spareFailures: this.#parts.spare.failures,
    };
  }

  /**
   * Rejects with `log-order` or `log-full` (nothing written, the log goes on), `log-closed`, or `log-failed`, after which
   * only `close` works. A batch without entries may use the reserve of a full disk.
   */
  append(batch: LogBatch): Promise<void> {
    return this.#alone(() => {
      const { snapshot = this.#held.snapshot, entries } = batch;
      requireForward(snapshot, this.#held.snapshot);
      requireOrder(entries, batch.snapshot ? snapshot.index : this.#held.lastIndex, snapshot.index);
      return this.#append(batch);
    });
  }

  /** As `append`, with `log-full` only when the reserve is used up too. At or below `image.snapshot` it does nothing. */
  compact(snapshot: SnapshotMeta): Promise<void> {
    return this.#alone(() => {
      if (snapshot.index > this.#held.lastIndex)
        throw new LogError('log-order', `Ends at ${this.#held.lastIndex}, not ${snapshot.index}`);
      return this.#compact(snapshot);
    });
  }

  /** Waits for what is in flight. The log is not synced: what was promised durable is. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#working?.catch(() => undefined);
    const { spare, reserve, mark, lock } = this.#parts;
    try {
      await spare.stop();
      await reserve.stop();
      if (this.#failure === undefined) await mark.sync();
    } catch (cause) {
      throw new LogError('log-failed', 'The mark could not be made durable', { cause });
    } finally {
      mark.close();
      this.#tail.close();
      lock.release();
    }
  }

  /** One call at a time. What `begin` throws at once wrote nothing; what its work rejects with is final, but a full disk. */
  async #alone(begin: () => Promise<void>): Promise<void> {
    if (this.#closed) throw new LogError('log-closed', 'The log is closed');
    if (this.#failure !== undefined)
      throw new LogError('log-failed', 'The log failed before', { cause: this.#failure });
    if (this.#working) throw new LogError('log-order', 'The call before has not resolved');
    this.#working = begin();
    try {
      await this.#working;
    } catch (error) {
      if (error instanceof LogError && error.code === 'log-full') throw error;
      this.#failure = error;
      throw new LogError('log-failed', 'The group could not be made durable', { cause: error });
    } finally {
      this.#working = undefined;
    }
  }

  async #append(batch: LogBatch): Promise<void> {
    const records = groupRecords(batch);
    if (records.length === 0) return;
    const { held, entries } = { held: this.#held, entries: batch.entries };
    const snapshot = batch.snapshot ?? held.snapshot;
    await this.#write(
      records,
      {
        snapshot,
        hardState: committedWith(batch.hardState ?? held.hardState, snapshot),
        lastIndex: entries.at(-1)?.index ?? batch.snapshot?.index ?? held.lastIndex,
      },
      {
        entries: entries.length,
        mustSync: batch.mustSync || batch.snapshot !== undefined,
        prompt: batch.prompt ?? false,
      },
    );
    if (batch.snapshot) await this.#tail.dropBefore(this.#tail.segment);
  }

  async #compact(snapshot: SnapshotMeta): Promise<void> {
    const held = this.#held;
    if (snapshot.index <= held.snapshot.index) return;
    await this.#write(
      [snapshotRecord(RECORD.compact, snapshot)],
      { ...held, snapshot, hardState: committedWith(held.hardState, snapshot) },
      { entries: 0, mustSync: true },
    );
    await this.#tail.dropBefore(this.#tail.neededBehind(snapshot.index));
  }

  async #write(
    records: readonly RecordFields[],
    next: LogSummary,
    group: { readonly entries: number; readonly mustSync: boolean; readonly prompt?: boolean },
  ): Promise<void> {
    const before = this.#held;
    const bytes = await this.#tail.put(records, group.entries === 0, before);
    this.#held = next;
    const started = this.#now();
    const { term, vote } = before.hardState;
    const isElection = next.hardState.term !== term || next.hardState.vote !== vote;
    if (group.mustSync) await this.#tail.sync(next, isElection, group.prompt);
    const syncMs = group.mustSync ? this.#now() - started : 0;
    if (group.mustSync) this.#lastSyncMs = syncMs;
    this.#groups += 1;
    this.#bytes += bytes;
    this.#onGroup({ entries: group.entries, bytes, syncMs });
  }
}
