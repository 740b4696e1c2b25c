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
 * Four marks, always `applied <= handedOut <= min(commit, stable)` and `stable <= last`. The log begins behind a
 * snapshot point, which moves up by compaction or by installing a received state.
 */
export class RaftLog {
  #snapshotIndex: number;
  #snapshotTerm: number;
  #entries: Entry[];
  #commit: number;
  #stable: number;
  /** Last index given to a write. */
  #given: number;
  /** For each write under way, oldest first: how far it still equals this log. A truncation pulls all of them back. */
  #flights: number[] = [];
  #handedOut: number;
  #applied: number;
  #unappliedBytes = 0;
  #payload = 0;

  constructor(start: LogStart) {
    this.#snapshotIndex = start.snapshotIndex;
    this.#snapshotTerm = start.snapshotTerm;
    this.#entries = [...start.entries];
    this.#stable = start.snapshotIndex + start.entries.length;
    this.#given = this.#stable;
    this.#commit = start.commit;
    this.#handedOut = start.applied;
    this.#applied = start.applied;
    this.#payload = bytesOf(this.#entries);
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

  /** The point behind which the log begins. */
  get snapshotIndex(): number {
    return this.#snapshotIndex;
  }

  get snapshotTerm(): number {
    return this.#snapshotTerm;
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

  /** Payload bytes of all entries. */
  get payload(): number {
    return this.#payload;
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
      this.#payload += entry.data.length;
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
    this.#payload -= bytesOf(this.#entries.slice(index - this.#snapshotIndex - 1));
    this.#entries.length = index - this.#snapshotIndex - 1;
    this.#stable = Math.min(this.#stable, index - 1);
    this.#given = Math.min(this.#given, index - 1);
    this.#flights = this.#flights.map((upTo) => Math.min(upTo, index - 1));
  }

  /** Forgets applied entries up to `index`, which becomes the snapshot point. */
  compactTo(index: number): void {
    invariant(index > this.#snapshotIndex && index <= this.#applied, 'compacts what it may not');
    this.#snapshotTerm = this.term(index) ?? 0;
    this.#entries = this.#entries.slice(index - this.#snapshotIndex);
    this.#payload = bytesOf(this.#entries);
    this.#snapshotIndex = index;
  }

  /**
   * A received state takes the place of all entries. Nothing behind it is handed out before the state is there: the
   * entries behind it are written after it.
   */
  restartBehind(index: number, term: number): void {
    invariant(index > this.#commit, 'a snapshot would undo committed entries');
    this.#entries = [];
    this.#payload = 0;
    this.#snapshotIndex = index;
    this.#snapshotTerm = term;
    this.#commit = index;
    this.#handedOut = index;
    this.#unappliedBytes = 0;
    this.#stable = index;
    this.#given = index;
    this.#flights = this.#flights.map(() => index);
  }

  /** The received state is in force. */
  restored(): void {
    this.#applied = Math.max(this.#applied, this.#snapshotIndex);
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
    const end = Math.min(to, this.lastIndex) - this.#snapshotIndex;
    let bytes = 0;
    let stop = from - this.#snapshotIndex - 1;
    const begin = stop;
    for (; stop < end; stop += 1) {
      bytes += this.#entries[stop]?.data.length ?? 0;
      if (stop > begin && bytes > maxBytes) break;
    }
    return this.#entries.slice(begin, stop);
  }

  /** What no write was given yet; from now on a write has it. */
  takeUnwritten(): readonly Entry[] {
    const entries =
      this.#given === this.lastIndex
        ? []
        : this.slice(this.#given + 1, this.lastIndex, Number.MAX_SAFE_INTEGER);
    this.#given = this.lastIndex;
    this.#flights.push(this.#given);
    return entries;
  }

  /** A write without entries begins. */
  takeNothing(): void {
    this.#flights.push(this.#stable);
  }

  get hasUnwritten(): boolean {
    return this.#given < this.lastIndex;
  }

  /**
   * The oldest write under way ended. What was cut off meanwhile does not become durable by it, not even when the
   * same entry came back since.
   */
  written(): void {
    this.#stable = Math.max(this.#stable, this.#flights.shift() ?? 0);
  }

  /** Writes under way came to nothing: what is not durable belongs to no write again. */
  notWritten(): void {
    this.#flights = [];
    this.#given = this.#stable;
  }

  /** Nothing while `maxUnapplied` bytes are handed out and not applied. */
  takeCommitted(limits: {
    readonly maxBytes: number;
    readonly maxEntries: number;
    readonly maxUnapplied: number;
  }): readonly Entry[] {
    const end = Math.min(this.#commit, this.#stable, this.#handedOut + limits.maxEntries);
    if (end <= this.#handedOut || this.#unappliedBytes >= limits.maxUnapplied) return [];
    const entries = this.slice(this.#handedOut + 1, end, limits.maxBytes);
    this.#handedOut += entries.length;
    this.#unappliedBytes += bytesOf(entries);
    return entries;
  }

  /** Returns the entries that became applied. */
  appliedTo(index: number): readonly Entry[] {
    if (index <= this.#snapshotIndex) return [];
    invariant(
      index >= this.#applied && index <= this.#handedOut,
      'applied what was not handed out',
    );
    const from = Math.max(this.#applied, this.#snapshotIndex) + 1;
    const entries = this.slice(from, index, Number.MAX_SAFE_INTEGER);
    this.#applied = index;
    this.#unappliedBytes -= bytesOf(entries);
    return entries;
  }

  /** Indices of `config` entries in (after, upTo]. */
  configurationIndexes(after: number, upTo: number): readonly number[] {
    const found: number[] = [];
    for (let index = Math.max(after, this.#snapshotIndex) + 1; index <= upTo; index += 1) {
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

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((bytes, entry) => bytes + entry.data.length, 0);
}
