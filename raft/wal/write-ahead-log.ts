/**
 * The durable Raft log: group commit into segmented files with chained checksums. Implements `LogStore`.
 *
 * One group is one write and one sync; groups never span segments. A failed write or sync is final: the kernel
 * may have dropped the dirty pages and reported it only once, so nothing is retried.
 * Names reserved in the directory: `*.wal` (segments), `*.new` (unfinished), `LOCK*`, `mark` (a later durable high-water
 * mark beside the segments).
 */
import { dirname, join } from 'node:path';
import type { HardState, MemberId, SnapshotMeta } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';
import { beginSegment, UNFINISHED_NAME } from './begin-segment.js';
import { LogError } from './errors.js';
import { NodeLogFiles, type DirectoryLock, type LogFiles } from './files.js';
import { groupRecords, requireOrder } from './group.js';
import { recover, segmentNames, type LogIdentity, type RecoveredLog } from './recover.js';
import { groupBytes, type SegmentWriter } from './segment-writer.js';
import { SpareSegment } from './spare-segment.js';

const SEGMENT_BYTES = 16 * 1024 * 1024;

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

export interface WriteAheadLogOptions extends LogIdentity {
  readonly clusterId: string;
  readonly memberId: MemberId;
  /** Default 16 MiB. */
  readonly segmentBytes?: number;
  /** Zero-fill segments ahead of use; default true. */
  readonly preallocate?: boolean;
}

export interface CreateLogOptions extends WriteAheadLogOptions {
  /** What the log begins behind: index 0 for a new cluster, a received snapshot otherwise. */
  readonly snapshot: SnapshotMeta;
  /** Default: the snapshot's term, no vote, everything in the snapshot committed. */
  readonly hardState?: HardState;
}

interface LogParts {
  readonly files: LogFiles;
  readonly lock: DirectoryLock;
  readonly spare: SpareSegment;
  readonly recovered: RecoveredLog;
}

const spareFor = (
  files: LogFiles,
  directory: string,
  options: WriteAheadLogOptions,
): SpareSegment =>
  new SpareSegment(files, {
    directory,
    bytes: options.segmentBytes ?? SEGMENT_BYTES,
    enabled: options.preallocate ?? true,
  });

export class WriteAheadLog implements LogStore {
  readonly image: LogImage;
  readonly #files: LogFiles;
  readonly #lock: DirectoryLock;
  readonly #spare: SpareSegment;
  readonly #directory: string;
  readonly #options: WriteAheadLogOptions;
  readonly #now: () => number;
  readonly #onGroup: (group: GroupReport) => void;
  readonly #snapshot: SnapshotMeta;
  #tail: SegmentWriter;
  #hardState: HardState;
  #lastIndex: number;
  #appending: Promise<void> | undefined;
  #failure: unknown;
  #closed = false;
  #groups = 0;
  #bytes = 0;
  #lastSyncMs = 0;

  private constructor(
    parts: LogParts,
    directory: string,
    options: WriteAheadLogOptions,
    deps: WriteAheadLogDeps,
  ) {
    this.#files = parts.files;
    this.#lock = parts.lock;
    this.#spare = parts.spare;
    this.#directory = directory;
    this.#options = options;
    this.#now = deps.now ?? (() => performance.now());
    this.#onGroup = deps.onGroup ?? (() => undefined);
    this.image = parts.recovered.image;
    this.#snapshot = parts.recovered.snapshot;
    this.#tail = parts.recovered.tail;
    this.#hardState = this.image.hardState;
    this.#lastIndex = this.image.entries.at(-1)?.index ?? this.#snapshot.index;
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
      if (segmentNames(files, directory).length > 0)
        throw new LogError('log-exists', 'There is a log already', { file: directory });
      const { snapshot, clusterId, memberId } = options;
      const spare = spareFor(files, directory, options);
      spare.prepare();
      await spare.settled();
      const tail = await beginSegment(files, spare, directory, {
        clusterId,
        memberId,
        segment: 1,
        firstIndex: snapshot.index + 1,
        previousEnd: 0,
        previousChain: 0,
        snapshot,
        hardState: options.hardState ?? { term: snapshot.term, vote: 0, commit: snapshot.index },
      });
      tail.close();
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
    if (segmentNames(files, directory).length === 0)
      throw new LogError('log-missing', 'There is no log', { file: directory });
    const lock = files.lock(directory);
    try {
      for (const name of files.list(directory))
        if (name === UNFINISHED_NAME) files.remove(join(directory, name));
      const recovered = await recover(files, directory, options);
      const spare = spareFor(files, directory, options);
      spare.prepare();
      return new WriteAheadLog({ files, lock, spare, recovered }, directory, options, deps);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get stats(): LogStats {
    return {
      groups: this.#groups,
      bytes: this.#bytes,
      lastSyncMs: this.#lastSyncMs,
      spareFailures: this.#spare.failures,
    };
  }

  /** Rejects with `log-order` (nothing written), `log-closed`, or `log-failed`, after which only `close` works. */
  async append(batch: LogBatch): Promise<void> {
    if (this.#closed) throw new LogError('log-closed', 'The log is closed');
    if (this.#failure !== undefined)
      throw new LogError('log-failed', 'The log failed before', { cause: this.#failure });
    if (this.#appending) throw new LogError('log-order', 'The append before has not resolved');
    requireOrder(batch.entries, this.#lastIndex, this.#snapshot.index);
    this.#appending = this.#appendGroup(batch);
    try {
      await this.#appending;
    } catch (error) {
      this.#failure = error;
      throw new LogError('log-failed', 'The group could not be made durable', { cause: error });
    } finally {
      this.#appending = undefined;
    }
  }

  /** Keeps everything for now. */
  compact(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits for the append in flight. Does not sync: what was promised durable is. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#appending?.catch(() => undefined);
    await this.#spare.stop();
    this.#tail.close();
    this.#lock.release();
  }

  async #appendGroup(batch: LogBatch): Promise<void> {
    const records = groupRecords(batch);
    if (records.length === 0) return;
    await this.#makeRoom(groupBytes(records), batch.entries[0]?.index);
    const bytes = this.#tail.write(records);
    this.#hardState = batch.hardState ?? this.#hardState;
    this.#lastIndex = batch.entries.at(-1)?.index ?? this.#lastIndex;
    const started = this.#now();
    if (batch.mustSync) await this.#tail.sync();
    const syncMs = batch.mustSync ? this.#now() - started : 0;
    if (batch.mustSync) this.#lastSyncMs = syncMs;
    this.#groups += 1;
    this.#bytes += bytes;
    this.#onGroup({ entries: batch.entries.length, bytes, syncMs });
  }

  async #makeRoom(bytes: number, firstIndex: number | undefined): Promise<void> {
    const limit = this.#options.segmentBytes ?? SEGMENT_BYTES;
    if (this.#tail.end + bytes <= limit || this.#tail.isEmpty) return;
    if (!this.#tail.isDurable) await this.#tail.sync();
    const full = this.#tail;
    this.#tail = await beginSegment(this.#files, this.#spare, this.#directory, {
      clusterId: this.#options.clusterId,
      memberId: this.#options.memberId,
      segment: full.segment + 1,
      firstIndex: firstIndex ?? this.#lastIndex + 1,
      previousEnd: full.end,
      previousChain: full.chain,
      snapshot: this.#snapshot,
      hardState: this.#hardState,
    });
    full.close();
    this.#spare.prepare();
  }
}
