/**
 * The replicated state of a simulated member: keys, and for each client its last answer, so that a repeated command has
 * one effect. Rows and the applied index go into one batch.
 */
import { crc32 } from 'node:zlib';
import { decodeCommand } from './command.js';
import { decodeConfiguration } from '../core/configuration.js';
import { ensure } from './breach.js';
import type { Command, CommandResult } from './command.js';
import type { Configuration, Entry, SnapshotMeta } from '../core/types.js';
import type { SimKv } from './sim-kv.js';
import type { SnapshotStore, StateMachine } from '../node/ports.js';

export interface AppliedEntry {
  readonly entry: Entry;
  readonly result: CommandResult | undefined;
  /** Set when the command was carried out, and not merely answered again. */
  readonly effect: Command | undefined;
  /** Of all rows, whatever their order. */
  readonly stateHash: number;
}

interface Session {
  readonly sequence: number;
  readonly result: CommandResult;
}

const APPLIED = 'm/applied';
const HASH = 'm/hash';
const TERM = 'm/term';
const MEMBERS = 'm/members';

export class SimMachine implements StateMachine {
  readonly #kv: SimKv;
  readonly #onApplied: (applied: AppliedEntry) => void;
  readonly #values = new Map<string, string>();
  readonly #sessions = new Map<number, Session>();
  #applied = 0;
  #hash = 0;

  #term = 0;
  #members: Configuration;
  snapshots?: SnapshotStore;

  /** `founding`: the members before any was changed. */
  constructor(kv: SimKv, founding: Configuration, onApplied: (applied: AppliedEntry) => void) {
    this.#kv = kv;
    this.#members = founding;
    this.#onApplied = onApplied;
    this.load();
  }

  get snapshot(): SnapshotMeta {
    return { index: this.#applied, term: this.#term, configuration: this.#members };
  }

  rows(): readonly (readonly [string, string])[] {
    return this.#kv.rows();
  }

  get appliedIndex(): number {
    return this.#applied;
  }

  get stateHash(): number {
    return this.#hash;
  }

  /** '' = the key does not exist. */
  read(key: string): string {
    return this.#values.get(key) ?? '';
  }

  apply(entries: readonly Entry[]): readonly unknown[] {
    const rows = new Map<string, string>();
    const results = entries.map((entry) => {
      const applied = this.#applyEntry(entry, rows);
      this.#applied = entry.index;
      this.#term = entry.term;
      if (entry.type === 'config') {
        this.#members = decodeConfiguration(entry.data);
        rows.set(MEMBERS, JSON.stringify(this.#members));
      }
      this.#onApplied(applied);
      return applied.result;
    });
    this.#kv.write([
      ...rows,
      [APPLIED, String(this.#applied)],
      [HASH, String(this.#hash)],
      [TERM, String(this.#term)],
    ]);
    return results;
  }

  #applyEntry(entry: Entry, rows: Map<string, string>): AppliedEntry {
    if (entry.type !== 'normal') {
      return { entry, result: undefined, effect: undefined, stateHash: this.#hash };
    }
    const command = decodeCommand(entry.data);
    const session = this.#sessions.get(command.client);
    if (this.isRepeated(command)) {
      return { entry, result: session?.result, effect: undefined, stateHash: this.#hash };
    }
    const result = this.#carryOut(command, rows);
    this.#sessions.set(command.client, { sequence: command.sequence, result });
    this.#put(
      `s/${command.client}`,
      `${command.sequence} ${result.done ? 1 : 0} ${result.previous}`,
      rows,
    );
    return { entry, result, effect: command, stateHash: this.#hash };
  }

  /** Clients have one command under way at a time: an older one is a late repetition. */
  isRepeated({ client, sequence }: Command): boolean {
    return sequence <= (this.#sessions.get(client)?.sequence ?? 0);
  }

  #carryOut({ kind, key, value, expected }: Command, rows: Map<string, string>): CommandResult {
    const previous = this.read(key);
    const done = kind === 'write' || previous === expected;
    if (done) {
      this.#values.set(key, value);
      this.#put(`k/${key}`, value, rows);
    }
    return { done, previous };
  }

  readonly #rowHashes = new Map<string, number>();

  #put(key: string, value: string, rows: Map<string, string>): void {
    rows.set(key, value);
    this.#rehash(key, value);
  }

  #rehash(key: string, value: string): void {
    const hash = crc32(`${key}=${value}`);
    this.#hash = (this.#hash - (this.#rowHashes.get(key) ?? 0) + hash) >>> 0;
    this.#rowHashes.set(key, hash);
  }

  /** Begins anew from the rows that are stored. */
  load(): void {
    this.#values.clear();
    this.#sessions.clear();
    this.#rowHashes.clear();
    this.#hash = 0;
    let stored = 0;
    for (const [key, value] of this.#kv.rows()) {
      if (key === APPLIED) this.#applied = Number(value);
      else if (key === HASH) stored = Number(value);
      else if (key === TERM) this.#term = Number(value);
      else if (key === MEMBERS) this.#members = JSON.parse(value) as Configuration;
      else this.#loadRow(key, value);
    }
    ensure(this.#hash === stored, 'the stored state is not the one that was written');
  }

  #loadRow(key: string, value: string): void {
    this.#rehash(key, value);
    const name = key.slice(2);
    if (key.startsWith('k/')) {
      this.#values.set(name, value);
      return;
    }
    const [sequence = '0', done = '0', previous = ''] = value.split(' ');
    this.#sessions.set(Number(name), {
      sequence: Number(sequence),
      result: { done: done === '1', previous },
    });
  }
}
