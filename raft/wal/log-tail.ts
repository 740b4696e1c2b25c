/**
 * The end of the log as a chain of segments: puts groups down, begins the next segment when one is full, goes to the reserve
 * when the disk is, marks what is durable, and lets go of segments that nothing needs. Behind `WriteAheadLog`.
 */
import { join } from 'node:path';
import type { HardState, SnapshotMeta } from '../core/types.js';
import { beginSegment } from './begin-segment.js';
import { isDiskFull, LogError } from './errors.js';
import type { LogFiles } from './files.js';
import type { MarkFile } from './mark.js';
import type { RecordFields } from './record.js';
import { segmentName } from './segment-header.js';
import { groupBytes, type SegmentWriter } from './segment-writer.js';
import type { SpareSegment } from './spare-segment.js';

/** A segment by its name. `firstIndex` - 1 was the last index of the log when it was begun. */
export interface SegmentPlace {
  readonly segment: number;
  readonly firstIndex: number;
}

/** What the log holds, as far as a segment's header and the mark tell it. */
export interface LogSummary {
  readonly snapshot: SnapshotMeta;
  readonly hardState: HardState;
  readonly lastIndex: number;
}

export interface LogTailParts {
  readonly files: LogFiles;
  readonly directory: string;
  readonly clusterId: string;
  readonly memberId: number;
  readonly segmentBytes: number;
  readonly reserveBytes: number;
  readonly spare: SpareSegment;
  readonly reserve: SpareSegment;
  readonly mark: MarkFile;
  /** Oldest first; the last one is open as `writer`. */
  readonly segments: readonly SegmentPlace[];
  readonly writer: SegmentWriter;
  readonly onReserve: boolean;
}

export class LogTail {
  readonly #parts: LogTailParts;
  #segments: readonly SegmentPlace[];
  #writer: SegmentWriter;
  /** The open segment is the reserve: entries may not use it up. */
  #onReserve: boolean;

  constructor(parts: LogTailParts) {
    this.#parts = parts;
    this.#segments = parts.segments;
    this.#writer = parts.writer;
    this.#onReserve = parts.onReserve;
  }

  /** Number of the segment in which the last group ended. */
  get segment(): number {
    return this.#writer.segment;
  }

  /**
   * Copies a group into the page cache and returns its size. Throws `log-full` with nothing written; a group without entries
   * (`essential`) may use the reserve before that.
   * @param before what the log holds without the group
   */
  async put(
    records: readonly RecordFields[],
    essential: boolean,
    before: LogSummary,
  ): Promise<number> {
    try {
      await this.#makeRoom(groupBytes(records), essential, before);
      return this.#writer.write(records);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (!essential || !this.#parts.reserve.isReady)
        throw new LogError('log-full', 'The disk is full', { cause: error });
      return await this.#putOnReserve(records, before);
    }
  }

  /** Makes everything put durable and marks it; `now` is what the log holds since. */
  async sync(now: LogSummary, marksNow: boolean, prompt = false): Promise<void> {
    await this.#writer.sync(prompt);
    this.#parts.mark.write({
      segment: this.#writer.segment,
      end: this.#writer.end,
      chain: this.#writer.chain,
      lastIndex: now.lastIndex,
      snapshotIndex: now.snapshot.index,
      hardState: now.hardState,
    });
    if (marksNow) await this.#parts.mark.sync();
  }

  /** Removes the segments in front of `segment`, which must be one of the log; one of them may become the spare. */
  async dropBefore(segment: number): Promise<void> {
    const dropped = this.#segments.filter((each) => each.segment < segment);
    if (dropped.length === 0) return;
    const { files, directory, spare, reserve } = this.#parts;
    this.#segments = this.#segments.filter((each) => each.segment >= segment);
    let recycled = !spare.isWanted;
    for (const each of dropped) {
      const path = join(directory, segmentName(each.segment, each.firstIndex));
      if (recycled) files.remove(path);
      else files.rename(path, spare.path);
      recycled = true;
    }
    // Before the zeroing: under its old name the file must not come back without its header.
    await files.syncDirectory(directory);
    spare.prepare();
    reserve.prepare();
  }

  /** The oldest segment that holds anything behind `index`. */
  neededBehind(index: number): number {
    const needed = this.#segments.filter(({ firstIndex }) => firstIndex <= index + 1).at(-1);
    return needed?.segment ?? this.#segments[0]?.segment ?? this.segment;
  }

  close(): void {
    this.#writer.close();
  }

  async #makeRoom(bytes: number, essential: boolean, before: LogSummary): Promise<void> {
    const { segmentBytes, reserveBytes, spare, reserve, mark } = this.#parts;
    const limit = this.#onReserve ? reserveBytes : segmentBytes;
    const fits = this.#writer.end + bytes <= limit || this.#writer.isEmpty;
    if (fits && (essential || !this.#onReserve)) return;
    await this.#begin(spare, before);
    this.#onReserve = false;
    spare.prepare();
    reserve.prepare();
    await mark.sync();
  }

  async #putOnReserve(records: readonly RecordFields[], before: LogSummary): Promise<number> {
    try {
      await this.#begin(this.#parts.reserve, before);
      this.#onReserve = true;
      return this.#writer.write(records);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      throw new LogError('log-full', 'The disk and the reserve are full', { cause: error });
    }
  }

  async #begin(from: SpareSegment, before: LogSummary): Promise<void> {
    const { files, directory, clusterId, memberId } = this.#parts;
    const full = this.#writer;
    if (!full.isDurable) await full.sync();
    const { snapshot, hardState, lastIndex } = before;
    const place = { segment: full.segment + 1, firstIndex: lastIndex + 1 };
    this.#writer = await beginSegment(files, from, directory, {
      clusterId,
      memberId,
      ...place,
      previousEnd: full.end,
      previousChain: full.chain,
      snapshot,
      hardState,
    });
    this.#segments = [...this.#segments, place];
    full.close();
  }
}
