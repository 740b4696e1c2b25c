/** Turns scanned records into what the log holds, checking what Raft demands of any log. Between scan and open. */
import type { Entry, EntryType, HardState, SnapshotMeta } from '../core/types.js';
import type { LogImage } from '../node/ports.js';
import { LogError } from './errors.js';
import { RECORD, type RecordFields, type RecordType, type StoredRecord } from './record.js';

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

function decodeState(record: StoredRecord): HardState {
  const payload = Buffer.from(record.payload);
  return {
    term: record.term,
    vote: payload.readUInt32BE(0) * HIGH + payload.readUInt32BE(4),
    commit: record.index,
  };
}

export class Replay {
  readonly #snapshot: SnapshotMeta;
  readonly #entries: Entry[] = [];
  #hardState: HardState;

  /** @param snapshot of the newest segment: entries it covers are skipped */
  constructor(snapshot: SnapshotMeta, hardState: HardState) {
    this.#snapshot = snapshot;
    this.#hardState = hardState;
  }

  get lastIndex(): number {
    return this.#entries.at(-1)?.index ?? this.#snapshot.index;
  }

  /** Throws `log-corrupt` with the record's place when it cannot follow what came before. */
  add(record: StoredRecord, file: string): void {
    const problem = record.type === RECORD.state ? this.#addState(record) : this.#addEntry(record);
    if (problem !== undefined)
      throw new LogError('log-corrupt', problem, { file, offset: record.offset });
  }

  #addState(record: StoredRecord): string | undefined {
    if (record.payload.length !== 8) return 'A hard state has the wrong length';
    const next = decodeState(record);
    if (next.term < this.#hardState.term) return 'The term goes backwards';
    this.#hardState = next;
    return undefined;
  }

  #addEntry(record: StoredRecord): string | undefined {
    const type = ENTRY_TYPES[record.type];
    if (type === undefined) return 'An unexpected record type';
    if (record.index <= this.#snapshot.index) return undefined;
    if (record.index > this.lastIndex + 1) return 'Entries are missing';
    this.#entries.length = record.index - this.#snapshot.index - 1;
    const previousTerm = this.#entries.at(-1)?.term ?? this.#snapshot.term;
    if (record.term < previousTerm) return 'The term of an entry goes backwards';
    this.#entries.push({
      index: record.index,
      term: record.term,
      type,
      // A copy: a view would keep the whole segment in memory.
      data: Uint8Array.from(record.payload),
    });
    return undefined;
  }

  /** @param place end of the log, named when entries known to be committed are gone */
  finish(place: { readonly file: string; readonly offset: number }): LogImage {
    if (this.#hardState.commit > this.lastIndex)
      throw new LogError('log-corrupt', 'Committed entries are missing', place);
    return { hardState: this.#hardState, snapshot: this.#snapshot, entries: this.#entries };
  }
}
