/** A node's disk and state machine: what a restart finds again. */
import type { CoreStart } from '../core/raft.js';
import type { Entry, HardState, SnapshotMeta } from '../core/types.js';
import type { Write } from '../core/ready.js';

export class LabStorage {
  #hardState: HardState;
  #snapshot: SnapshotMeta;
  #entries: readonly Entry[] = [];
  #applied: number;

  constructor(snapshot: SnapshotMeta) {
    this.#snapshot = snapshot;
    this.#applied = snapshot.index;
    this.#hardState = { term: 0, vote: 0, commit: snapshot.index };
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Snapshot, then entries, then hard state. Entries take the place of everything from their first index on. */
  write({ snapshot, entries, hardState }: Write): void {
    if (snapshot !== undefined) {
      this.#snapshot = snapshot;
      this.#entries = [];
      this.#applied = snapshot.index;
    }
    const first = entries[0];
    if (first !== undefined) {
      const kept = this.#entries.filter((entry) => entry.index < first.index);
      this.#entries = [...kept, ...entries].filter((entry) => entry.index > this.#snapshot.index);
    }
    if (hardState !== undefined) this.#hardState = hardState;
  }

  apply(entries: readonly Entry[]): void {
    this.#applied = entries.at(-1)?.index ?? this.#applied;
  }

  /** The log begins behind `snapshot` from now on. */
  compact(snapshot: SnapshotMeta): void {
    this.#snapshot = snapshot;
    this.#entries = this.#entries.filter((entry) => entry.index > snapshot.index);
  }

  start(): CoreStart {
    return {
      hardState: this.#hardState,
      snapshot: this.#snapshot,
      entries: this.#entries,
      applied: this.#applied,
    };
  }
}
