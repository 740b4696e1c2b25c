/** The one history that everybody must come to: every committed entry, its answer, and the state behind it. */
import { decodeConfiguration } from '../core/configuration.js';
import { ensure } from './breach.js';
import { isEqual } from './log-mirror.js';
import type { AppliedEntry } from './sim-machine.js';
import type { Entry, MemberId, SnapshotMeta } from '../core/types.js';
import type { LogMirror } from './log-mirror.js';

interface Committed {
  readonly entry: Entry;
  readonly answer: string;
  readonly stateHash: number;
  /** The term of the member that first applied it: later leaders must hold the entry. */
  readonly knownIn: number;
}

export class Ledger {
  readonly #committed: Committed[] = [];
  readonly #effects = new Set<string>();
  readonly #neverWritten = new Set<string>();
  readonly #texts = new Set<string>();
  /** Committed commands that had taken effect before. */
  repeated = 0;
  readonly #onCommitted: (entry: Entry) => void;

  /** `onCommitted` hears every entry once, when somebody first applies it. */
  constructor(onCommitted: (entry: Entry) => void) {
    this.#onCommitted = onCommitted;
  }

  /** Highest index known to be committed. */
  get length(): number {
    return this.#committed.length;
  }

  entry(index: number): Entry | undefined {
    return this.#committed[index - 1]?.entry;
  }

  stateHash(index: number): number {
    return this.#committed[index - 1]?.stateHash ?? 0;
  }

  /** Equal prefix and state machine safety: same entry, same answer, same state at the same index. */
  applied(id: MemberId, term: () => number, applied: AppliedEntry): void {
    const { entry, stateHash } = applied;
    const known = this.#committed[entry.index - 1];
    if (known === undefined) {
      this.#extend(id, term(), applied);
      return;
    }
    const same =
      known.entry === entry ||
      (known.entry.term === entry.term &&
        known.entry.type === entry.type &&
        isEqual(known.entry.data, entry.data));
    ensure(same, `${id} applied another entry at ${entry.index}`);
    ensure(known.answer === answerOf(applied), `${id} gave another answer at ${entry.index}`);
    ensure(known.stateHash === stateHash, `${id} came to another state at ${entry.index}`);
  }

  /**
   * Leader completeness: whoever leads `term` durably holds what was committed before it. By log matching, which is
   * checked for itself, the last such entry stands for all; a few more are looked at.
   */
  leads(id: MemberId, term: number, mirror: LogMirror): void {
    let looked = 0;
    for (let at = this.#committed.length - 1; at >= 0 && looked < 20; at -= 1) {
      const known = this.#committed[at];
      if (known === undefined || known.knownIn >= term) continue;
      looked += 1;
      const { index } = known.entry;
      const held = mirror.holds(index, known.entry.term);
      ensure(held, `leader ${id} of term ${term} lacks committed entry ${index}`);
    }
  }

  /** A received state took the place of the own one: it is the one behind that index. */
  installed(id: MemberId, { index, term, configuration }: SnapshotMeta, hash: number): void {
    const known = this.#committed[index - 1];
    ensure(known?.entry.term === term, `${id} installed a state at ${index} of term ${term}`);
    ensure(known.stateHash === hash, `${id} installed another state at ${index}`);
    const change = this.#committed.slice(0, index).findLast(({ entry }) => entry.type === 'config');
    if (change === undefined) return;
    const members = JSON.stringify(decodeConfiguration(change.entry.data));
    ensure(
      members === JSON.stringify(configuration),
      `${id} installed a state at ${index} with other members`,
    );
  }

  /** A client was told that its command is done: the entry is there and stays. */
  acknowledged(data: Uint8Array, index: number): void {
    const known = this.#committed[index - 1]?.entry;
    const holds = known !== undefined && isEqual(known.data, data);
    ensure(holds, `a command was acknowledged at ${index}, which holds another`);
  }

  /** A client was told that this entry is certainly not written. */
  refused(data: Uint8Array): void {
    const text = textOf(data);
    ensure(!this.#texts.has(text), `"${text}" was refused but is committed`);
    this.#neverWritten.add(text);
  }

  #extend(id: MemberId, term: number, applied: AppliedEntry): void {
    const { entry, stateHash, effect } = applied;
    ensure(entry.index === this.#committed.length + 1, `${id} skipped to ${entry.index}`);
    if (entry.type === 'normal') {
      const text = textOf(entry.data);
      ensure(!this.#neverWritten.has(text), `"${text}" was refused but is committed`);
      ensure(!this.#texts.has(text), `"${text}" is committed twice`);
      this.#texts.add(text);
    }
    if (entry.type === 'normal' && effect === undefined) this.repeated += 1;
    if (effect !== undefined) {
      const name = `${effect.client}/${effect.sequence}`;
      ensure(!this.#effects.has(name), `command ${name} took effect twice`);
      this.#effects.add(name);
    }
    this.#committed.push({ entry, answer: answerOf(applied), stateHash, knownIn: term });
    this.#onCommitted(entry);
  }
}

function answerOf({ result }: AppliedEntry): string {
  return result === undefined ? '' : `${result.done ? 1 : 0}${result.previous}`;
}

function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
}
