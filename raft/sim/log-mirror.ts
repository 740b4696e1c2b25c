/**
 * What of a member's log is durable, kept beside the write-ahead log from what passes between it and the node: so
 * that nobody has to take its word for it.
 */
import { decodeConfiguration } from '../core/configuration.js';
import { ensure } from './breach.js';
import type { Configuration, Entry, HardState } from '../core/types.js';
import type { LogBatch, LogImage, LogStore } from '../node/ports.js';

interface Held {
  readonly hardState: HardState;
  readonly begin: number;
  readonly beginTerm: number;
  readonly entries: readonly Entry[];
}

export interface MirrorHooks {
  /** Whether the disk could still lose something of the log in a power cut. */
  readonly isUnsynced: () => boolean;
  /** Entries became durable, the one before the first of them had this term. */
  readonly onDurable: (entries: readonly Entry[], previousTerm: number) => void;
  readonly guard: (action: () => void) => void;
}

export class LogMirror {
  #hardState: HardState = { term: 0, vote: 0, commit: 0 };
  /** The log begins behind this index. */
  #begin = 0;
  #beginTerm = 0;
  #entries: Entry[] = [];
  /** Given to the log and not yet known to be durable. */
  #cached: LogBatch[] = [];
  readonly #hooks: MirrorHooks;

  constructor(hooks: MirrorHooks) {
    this.#hooks = hooks;
  }

  get hardState(): HardState {
    return this.#hardState;
  }

  get lastIndex(): number {
    return this.#begin + this.#entries.length;
  }

  get begin(): number {
    return this.#begin;
  }

  /** Of a durable entry; undefined beyond the end and below the beginning. */
  term(index: number): number | undefined {
    return index === this.#begin ? this.#beginTerm : this.#entries[index - this.#begin - 1]?.term;
  }

  /** Covered by the state, or an entry of that term. */
  holds(index: number, term: number): boolean {
    return index < this.#begin || this.term(index) === term;
  }

  /** Bytes of durable commands of one term above `index`. */
  payloadAbove(index: number, term: number): number {
    let bytes = 0;
    for (let at = this.#entries.length - 1; at >= Math.max(0, index - this.#begin); at -= 1) {
      const entry = this.#entries[at];
      if (entry?.term !== term) break;
      if (entry.type === 'normal') bytes += entry.data.length;
    }
    return bytes;
  }

  /** Configurations above `index`, durable or on their way. */
  configurationsAbove(index: number): readonly Configuration[] {
    const { entries } = this.#cached.reduce(applied, this.#held());
    return entries
      .filter((entry) => entry.type === 'config' && entry.index > index)
      .map((entry) => decodeConfiguration(entry.data));
  }

  /**
   * A log was opened: it holds everything that was durable, and of the rest whole groups from the front. What it
   * shows is durable from now on.
   */
  opened(image: LogImage): void {
    let candidate = this.#held();
    let found = isSame(candidate, image) ? candidate : undefined;
    for (const batch of this.#cached) {
      candidate = applied(candidate, batch);
      if (isSame(candidate, image)) found = candidate;
    }
    this.#cached = [];
    const { hardState, entries, snapshot } = image;
    ensure(
      found !== undefined,
      `the log opened with ${describe(hardState, snapshot.index + entries.length)}; durable was ` +
        describe(this.#hardState, this.lastIndex),
    );
    this.#hardState = hardState;
    this.#begin = snapshot.index;
    this.#beginTerm = snapshot.term;
    this.#entries = [...entries];
  }

  /** The log as the node is to see it. */
  watch(log: LogStore): LogStore {
    return {
      image: log.image,
      append: async (batch) => {
        this.#cached.push(batch);
        try {
          await log.append(batch);
        } catch (error) {
          // There was no room: nothing of it is there.
          if ((error as { code?: unknown }).code === 'log-full') this.#cached.pop();
          throw error;
        }
        if (batch.mustSync) this.#hooks.guard(() => this.#synced());
      },
      compact: async (snapshot) => {
        await log.compact(snapshot);
        const dropped = snapshot.index - this.#begin;
        if (dropped <= 0) return;
        this.#entries = this.#entries.slice(dropped);
        this.#begin = snapshot.index;
        this.#beginTerm = snapshot.term;
      },
      close: () => log.close(),
    };
  }

  #held(): Held {
    return {
      hardState: this.#hardState,
      begin: this.#begin,
      beginTerm: this.#beginTerm,
      entries: this.#entries,
    };
  }

  #synced(): void {
    ensure(!this.#hooks.isUnsynced(), 'the log said durable before the disk did');
    for (const batch of this.#cached.splice(0)) this.#settle(batch);
  }

  #settle(batch: LogBatch): void {
    if (batch.snapshot !== undefined) {
      this.#entries = [];
      this.#begin = batch.snapshot.index;
      this.#beginTerm = batch.snapshot.term;
    }
    if (batch.hardState !== undefined) this.#hardState = batch.hardState;
    const first = batch.entries[0];
    if (first === undefined) return;
    this.#entries.length = Math.min(this.#entries.length, first.index - this.#begin - 1);
    const previous = this.term(first.index - 1) ?? 0;
    for (const entry of batch.entries) this.#entries.push(entry);
    this.#hooks.onDurable(batch.entries, previous);
  }
}

function applied(held: Held, batch: LogBatch): Held {
  const { snapshot, hardState = held.hardState } = batch;
  const base =
    snapshot === undefined
      ? held
      : { begin: snapshot.index, beginTerm: snapshot.term, entries: [] as readonly Entry[] };
  const first = batch.entries[0];
  const entries =
    first === undefined
      ? base.entries
      : [...base.entries.slice(0, first.index - base.begin - 1), ...batch.entries];
  return { ...base, hardState, entries };
}

/** A log may have been compacted further than it said, and then knows more to be committed. */
function isSame(held: Held, image: LogImage): boolean {
  const { hardState, snapshot, entries } = image;
  const last = held.begin + held.entries.length;
  const { term, vote, commit } = held.hardState;
  const isSameState =
    snapshot.index + entries.length === last &&
    hardState.term === term &&
    hardState.vote === vote &&
    hardState.commit === Math.max(commit, snapshot.index);
  if (!isSameState) return false;
  const from = Math.max(held.begin, snapshot.index);
  for (let index = last; index > from; index -= 1) {
    const left = held.entries[index - held.begin - 1];
    const right = entries[index - snapshot.index - 1];
    if (left === undefined || right === undefined || !isSameEntry(left, right)) return false;
  }
  return true;
}

function isSameEntry(left: Entry, right: Entry): boolean {
  return left.term === right.term && left.type === right.type && isEqual(left.data, right.data);
}

export function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || Buffer.compare(left, right) === 0;
}

function describe({ term, vote, commit }: HardState, last: number): string {
  return `term ${term} vote ${vote} commit ${commit} last ${last}`;
}
