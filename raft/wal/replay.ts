/** Turns scanned records into what the log holds, checking what Raft demands of any log. Between scan and open. */
import type { Configuration, Entry, EntryType, HardState, SnapshotMeta } from '../core/types.js';
import type { LogImage } from '../node/ports.js';
import { LogError } from './errors.js';
import { RECORD, type RecordFields, type RecordType, type StoredRecord } from './record.js';
import type { SegmentHeader } from './segment-header.js';

const ENTRY_TYPES: Partial<Record<RecordType, EntryType>> = {
  [RECORD.normal]: 'normal',
  [RECORD.noop]: 'noop',
  [RECORD.config]: 'config',
};
const HIGH = 2 ** 32;

/** A hard-state record: term and commit in the header fields, vote as the payload. */
export function stateRecord(state: HardState): RecordFields {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(Math.floor(state.vote / HIGH), 0);
  payload.writeUInt32BE(state.vote % HIGH, 4);
  return { type: RECORD.state, term: state.term, index: state.commit, payload, groupEnd: false };
}

export const entryRecord = (entry: Entry): RecordFields => ({
  type: RECORD[entry.type],
  term: entry.term,
  index: entry.index,
  payload: entry.data,
  groupEnd: false,
});

/** A point behind which the log begins: index and term in the header fields, the configuration as JSON. */
export const snapshotRecord = (
  type: typeof RECORD.compact | typeof RECORD.install,
  snapshot: SnapshotMeta,
): RecordFields => ({
  type,
  term: snapshot.term,
  index: snapshot.index,
  payload: Buffer.from(JSON.stringify(snapshot.configuration), 'utf8'),
  groupEnd: false,
});

const decodeSnapshot = (record: StoredRecord): SnapshotMeta => ({
  index: record.index,
  term: record.term,
  configuration: JSON.parse(Buffer.from(record.payload).toString('utf8')) as Configuration,
});

function decodeState(record: StoredRecord): HardState {
  const payload = Buffer.from(record.payload);
  return {
    term: record.term,
    vote: payload.readUInt32BE(0) * HIGH + payload.readUInt32BE(4),
    commit: record.index,
  };
}

/** What is behind a snapshot is committed, whether or not the hint was written. */
export const committedWith = (hardState: HardState, snapshot: SnapshotMeta): HardState =>
  hardState.commit >= snapshot.index ? hardState : { ...hardState, commit: snapshot.index };

export class Replay {
  #snapshot: SnapshotMeta;
  #hardState: HardState;
  /** Index in front of the first of `#entries`, which may begin before or (until a marker says so) behind the snapshot. */
  #base: number;
  #entries: Entry[] = [];

  /** @param first header of the oldest segment that is there */
  constructor(first: SegmentHeader) {
    this.#snapshot = first.snapshot;
    this.#hardState = first.hardState;
    this.#base = first.firstIndex - 1;
  }

  get #lastIndex(): number {
    return this.#base + this.#entries.length;
  }

  /** Throws `log-corrupt` with the record's place when it cannot follow what came before. */
  add(record: StoredRecord, file: string): void {
    const problem = this.#problemOf(record);
    if (problem !== undefined)
      throw new LogError('log-corrupt', problem, { file, offset: record.offset });
  }

  #problemOf(record: StoredRecord): string | undefined {
    if (record.type === RECORD.state) return this.#addState(record);
    if (record.type === RECORD.compact) return this.#addMarker(record);
    if (record.type === RECORD.install) return this.#addInstall(record);
    return this.#addEntry(record);
  }

  #addState(record: StoredRecord): string | undefined {
    if (record.payload.length !== 8) return 'A hard state has the wrong length';
    const next = decodeState(record);
    if (next.term < this.#hardState.term) return 'The term goes backwards';
    this.#hardState = next;
    return undefined;
  }

  #addMarker(record: StoredRecord): string | undefined {
    if (record.index < this.#snapshot.index) return 'A snapshot marker goes backwards';
    if (record.index > this.#lastIndex) return 'A snapshot marker lies behind the last entry';
    this.#snapshot = decodeSnapshot(record);
    return undefined;
  }

  #addInstall(record: StoredRecord): string | undefined {
    if (record.index < this.#snapshot.index) return 'A received snapshot goes backwards';
    this.#snapshot = decodeSnapshot(record);
    this.#base = record.index;
    this.#entries = [];
    return undefined;
  }

  #addEntry(record: StoredRecord): string | undefined {
    const type = ENTRY_TYPES[record.type];
    if (type === undefined) return 'An unexpected record type';
    if (record.index > this.#lastIndex + 1) return 'Entries are missing';
    this.#base = Math.min(this.#base, record.index - 1);
    this.#entries.length = record.index - this.#base - 1;
    if (record.term < this.#previousTerm) return 'The term of an entry goes backwards';
    this.#entries.push({
      index: record.index,
      term: record.term,
      type,
      // A copy: a view would keep the whole segment in memory.
      data: Uint8Array.from(record.payload),
    });
    return undefined;
  }

  get #previousTerm(): number {
    const last = this.#entries.at(-1);
    if (last !== undefined) return last.term;
    return this.#base === this.#snapshot.index ? this.#snapshot.term : 0;
  }

  /** @param begin of the oldest segment and `end` of the log, named when entries that must be there are gone */
  finish(
    begin: { readonly file: string; readonly offset: number },
    end: { readonly file: string; readonly offset: number },
  ): LogImage {
    const { index } = this.#snapshot;
    if (this.#base > index)
      throw new LogError('log-corrupt', `Entries ${index + 1} to ${this.#base} are missing`, begin);
    const lastIndex = this.#lastIndex;
    if (Math.max(index, this.#hardState.commit) > lastIndex)
      throw new LogError('log-corrupt', 'Committed entries are missing', end);
    return {
      hardState: committedWith(this.#hardState, this.#snapshot),
      snapshot: this.#snapshot,
      entries: this.#entries.slice(index - this.#base),
    };
  }
}
