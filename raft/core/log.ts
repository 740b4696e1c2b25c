/** The log as the core sees it: which entries exist, which are durable, committed, handed out and applied. */
import { invariant } from './invariant.js';
import type { Entry } from './types.js';

export interface LogStart {
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  readonly applied: number;
}

/**
 * Four marks, always `applied <= handedOut <= min(commit, stable)` and `stable <= last`. The whole tail is
 * kept in memory; callers never see the array, so that a bounded cache can take its place.
 */
export class RaftLog {
  readonly #snapshotIndex: number;
  readonly #snapshotTerm: number;
  readonly #entries: Entry[];
  #commit: number;
  #stable: number;
  /** How far the write in flight still equals this log; a truncation pulls it back. */
  #writing: number;
  #handedOut: number;
  #applied: number;

  constructor(start: LogStart) {
    this.#snapshotIndex = start.snapshotIndex;
    this.#snapshotTerm = start.snapshotTerm;
    this.#entries = [...start.entries];
    this.#stable = start.snapshotIndex + start.entries.length;
    this.#writing = this.#stable;
    this.#commit = start.commit;
    this.#handedOut = start.applied;
    this.#applied = start.applied;
    this.#checkContiguous();
    invariant(start.commit <= this.lastIndex, 'commit is beyond the log: entries were lost');
    invariant(
      start.applied <= start.commit,
      'applied state is ahead of the log: entries were lost',
    );
    invariant(
      start.applied >= start.snapshotIndex,
      'applied state is behind the log: entries between them are gone',
    );
  }

  get lastIndex(): number {
    return this.#snapshotIndex + this.#entries.length;
  }

  get lastTerm(): number {
    return this.#entries.at(-1)?.term ?? this.#snapshotTerm;
  }

  get firstIndex(): number {
    return this.#snapshotIndex + 1;
  }

  get commit(): number {
    return this.#commit;
  }

  /** The last durable index that still belongs to this log. */
  get stable(): number {
    return this.#stable;
  }

  get applied(): number {
    return this.#applied;
  }

  entry(index: number): Entry | undefined {
    return index > this.#snapshotIndex ? this.#entries[index - this.#snapshotIndex - 1] : undefined;
  }

  /** Undefined where the log cannot know: beyond its end, or compacted. */
  term(index: number): number | undefined {
    return index === this.#snapshotIndex ? this.#snapshotTerm : this.entry(index)?.term;
  }

  /** Lexicographic by (term, index). Raft paper, section 5.4.1. */
  isUpToDate(lastIndex: number, lastTerm: number): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** The leader's own entries, behind the end. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      invariant(entry.index === this.lastIndex + 1, 'an appended entry leaves a gap');
      invariant(entry.term >= this.lastTerm, 'terms in the log go backwards');
      this.#entries.push(entry);
    }
  }

  /**
   * Takes a leader's entries behind a point that matched. Only a conflicting entry truncates: a shorter
   * message is merely older. Returns the last index known to equal the leader's log.
   */
  merge(prevIndex: number, entries: readonly Entry[]): number {
    const fresh = entries.findIndex((entry) => this.term(entry.index) !== entry.term);
    const first = entries[fresh];
    if (first !== undefined) {
      if (first.index <= this.lastIndex) this.truncateFrom(first.index);
      this.append(entries.slice(fresh));
    }
    return prevIndex + entries.length;
  }

  /** Drops the tail from `index` on; a committed entry never goes. */
  truncateFrom(index: number): void {
    invariant(index > this.#commit, 'a leader wants to overwrite a committed entry');
    this.#entries.length = index - this.#snapshotIndex - 1;
    this.#stable = Math.min(this.#stable, index - 1);
    this.#writing = Math.min(this.#writing, index - 1);
  }

  /** The largest index at or below `index` whose term is at most `term`: where a search may go on. */
  lastAtOrBelow(index: number, term: number): number {
    let candidate = Math.min(index, this.lastIndex);
    while (candidate > this.#snapshotIndex && (this.term(candidate) ?? 0) > term) candidate -= 1;
    return candidate;
  }

  commitTo(index: number): void {
    invariant(index <= this.lastIndex, 'told to commit beyond the end of the log');
    if (index > this.#commit) this.#commit = index;
  }

  /** Entries from `from` on, at least one if there is any, and no more than `maxBytes` of payload. */
  slice(from: number, to: number, maxBytes: number): readonly Entry[] {
    invariant(from > this.#snapshotIndex, 'read below the start of the log');
    const taken: Entry[] = [];
    let bytes = 0;
    for (let index = from; index <= Math.min(to, this.lastIndex); index += 1) {
      const entry = this.entry(index);
      if (entry === undefined) break;
      bytes += entry.data.length;
      if (taken.length > 0 && bytes > maxBytes) break;
      taken.push(entry);
    }
    return taken;
  }

  /** Everything not durable yet; it counts as being written until `written` says so. */
  takeUnwritten(): readonly Entry[] {
    const entries = this.slice(this.#stable + 1, this.lastIndex, Number.MAX_SAFE_INTEGER);
    this.#writing = this.lastIndex;
    return entries;
  }

  /** What was cut off meanwhile does not become durable, not even when the same entry came back since. */
  written(): void {
    this.#stable = Math.max(this.#stable, this.#writing);
  }

  takeCommitted(maxBytes: number, maxEntries: number): readonly Entry[] {
    const end = Math.min(this.#commit, this.#stable, this.#handedOut + maxEntries);
    if (end <= this.#handedOut) return [];
    const entries = this.slice(this.#handedOut + 1, end, maxBytes);
    this.#handedOut += entries.length;
    return entries;
  }

  /** Returns the entries that became applied. */
  appliedTo(index: number): readonly Entry[] {
    invariant(
      index >= this.#applied && index <= this.#handedOut,
      'applied what was not handed out',
    );
    const entries = this.slice(this.#applied + 1, index, Number.MAX_SAFE_INTEGER);
    this.#applied = index;
    return entries;
  }

  /** Indices of `config` entries in (after, upTo]. */
  configurationIndexes(after: number, upTo: number): readonly number[] {
    const found: number[] = [];
    for (let index = after + 1; index <= upTo; index += 1) {
      if (this.entry(index)?.type === 'config') found.push(index);
    }
    return found;
  }

  payloadBytes(after: number, upTo: number): number {
    let bytes = 0;
    for (let index = after + 1; index <= upTo; index += 1) {
      bytes += this.entry(index)?.data.length ?? 0;
    }
    return bytes;
  }

  #checkContiguous(): void {
    let term = this.#snapshotTerm;
    this.#entries.forEach((entry, offset) => {
      invariant(entry.index === this.firstIndex + offset, 'the stored log has a gap');
      invariant(entry.term >= term, 'terms in the stored log go backwards');
      term = entry.term;
    });
  }
}
