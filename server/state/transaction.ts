/** The writes of one entry: staged in the tables with an undo journal, then read out as rows and events. */
import { formatTime } from '../../model/time.js';
import type { Kind, ObjectKinds, ObjectMeta } from '../../model/objects.js';
import type { RowText, RowWrite, StateEvent } from './event.js';
import { inBatches } from './steps.js';
import type { Made } from './tables/sessions.js';
import type { Table } from './tables/table.js';
import type { Tables } from './tables/tables.js';

/** An object as a command makes it: the transaction adds version and times. */
export type Draft<K extends Kind> = Omit<ObjectKinds[K], Exclude<keyof ObjectMeta, 'id'>>;

type AnyObject = ObjectKinds[Kind];

interface Change {
  readonly kind: Kind;
  readonly id: string;
  readonly before: AnyObject | undefined;
  after: AnyObject | undefined;
  /** JSON of `after`, or of what was there last; once it is asked for, when it changes no more. */
  text: string | undefined;
}

/** What writes replaced, in order; one list each, as a long entry has tens of thousands. */
class Undo {
  readonly #tables: Table<unknown>[] = [];
  readonly #keys: string[] = [];
  readonly #previous: unknown[] = [];

  push(table: Table<unknown>, key: string, previous: unknown): void {
    this.#tables.push(table);
    this.#keys.push(key);
    this.#previous.push(previous);
  }

  /** Takes back one after the other, the last first. */
  *takingBack(): Generator<void> {
    for (;;) {
      const [table, key] = [this.#tables.pop(), this.#keys.pop()];
      if (!table || key === undefined) return;
      table.set(key, this.#previous.pop());
      yield;
    }
  }
}

export class Transaction {
  readonly tables: Tables;
  /** Index of the entry: the revision, if anything changes. */
  readonly index: number;
  readonly timeMs: number;
  readonly now: string;
  /** Members that a new object gets. */
  readonly #meta: Omit<ObjectMeta, 'id'>;
  #undo: Undo | undefined = new Undo();
  /** Rows that are no objects, by table and key, and their JSON where the writer had it. */
  readonly #written = new Map<Table<unknown>, Map<string, RowText | undefined>>();
  readonly #appended: RowWrite[] = [];
  /** One per object however often the entry touches it, in order of the first touch, and by kind and id. */
  #changes: Change[] = [];
  readonly #changed = new Map<Kind, Map<string, Change>>();

  constructor(tables: Tables, at: { readonly index: number; readonly timeMs: number }) {
    this.tables = tables;
    this.index = at.index;
    this.timeMs = at.timeMs;
    this.now = formatTime(at.timeMs);
    this.#meta = { version: at.index, createdAt: this.now, updatedAt: this.now };
  }

  create<K extends Kind>(kind: K, draft: Draft<K>): ObjectKinds[K] {
    const object = this.#tableOf(kind).made(draft, this.#meta);
    this.#record(kind, undefined, object);
    return object;
  }

  /** Writes the members given; the same values again change nothing and raise no version. */
  update<K extends Kind>(
    kind: K,
    before: ObjectKinds[K],
    members: Partial<Draft<K>>,
  ): { readonly object: ObjectKinds[K]; readonly changed: boolean } {
    const old = before as unknown as Record<string, unknown>;
    const changed = Object.entries(members).some(([name, value]) => !sameJson(old[name], value));
    if (!changed) return { object: before, changed };
    const meta = { version: this.index, updatedAt: this.now };
    const object = this.#tableOf(kind).shape({ ...before, ...members, ...meta });
    this.#record(kind, before, object);
    return { object, changed };
  }

  remove<K extends Kind>(kind: K, object: ObjectKinds[K]): void {
    this.#record(kind, object, undefined);
  }

  /** Rows that are no objects: cursors, sessions, tombstones. Undefined removes. */
  write<V>(table: Table<V>, key: string, value: V | undefined, text?: RowText): void {
    const any = table as Table<unknown>;
    const previous = any.set(key, value);
    let keys = this.#written.get(any);
    if (!keys) this.#written.set(any, (keys = new Map<string, RowText | undefined>()));
    // No two of these rows exclude each other: what was there first is all that an undo needs.
    if (!keys.has(key)) this.#undo?.push(any, key, previous);
    keys.set(key, text);
  }

  /** As `write`, of a row that is written once, when nothing is taken back any more. */
  append<V>(table: Table<V>, key: string, value: V | undefined, text?: RowText): void {
    if (this.#undo) throw new Error(`${table.name}/${key} could not be taken back`);
    table.set(key, value);
    this.#appended.push({ table: table.name, key, value, text });
  }

  /** The command has succeeded: nothing is taken back from here on. */
  settle(): void {
    this.#undo = undefined;
  }

  /** An object as JSON, made once however many rows hold what the entry has left of it, which must not change any more. */
  textOf<K extends Kind>(kind: K, object: ObjectKinds[K]): string {
    const change = this.#changed.get(kind)?.get(object.id);
    const isLast = change !== undefined && (change.after ?? change.before) === object;
    if (!isLast) return this.#tableOf(kind).textOf(object);
    return (change.text ??= this.#tableOf(kind).textOf(object));
  }

  /** What a command answers about one object. */
  made<K extends Kind>(kind: K, result: { object: ObjectKinds[K]; changed: boolean }): Made {
    return { kind, id: result.object.id, object: result.object, changed: result.changed };
  }

  /** Leaves the tables as they were before the entry, in steps of so many writes. */
  *rollingBack(perStep: number): Generator<void, void> {
    if (this.#undo) yield* inBatches(this.#undo.takingBack(), perStep, () => undefined);
    this.#written.clear();
    this.#changes = [];
    this.#changed.clear();
  }

  /**
   * Objects in the order in which they were first touched, the others by table, each in the order of first writes; then what was appended,
   * where a later row of a key wins.
   */
  *gathering(perStep: number): Generator<void, RowWrite[]> {
    const rows: RowWrite[] = [];
    yield* inBatches(this.#changes, perStep, (change) => rows.push(this.#objectRow(change)));
    for (const [table, keys] of this.#written) {
      yield* inBatches(keys, perStep, ([key, text]) => rows.push(rowOf(table, key, text)));
    }
    yield* inBatches(this.#appended, perStep, (row) => rows.push(row));
    return rows;
  }

  #objectRow({ kind, id: key, after, text }: Change): RowWrite {
    const table = this.tables.byKind[kind] as Table<AnyObject>;
    if (after === undefined) return { table: table.name, key, value: undefined, text: undefined };
    const value = table.toRow(after);
    return { table: table.name, key, value, text: value === after ? text : undefined };
  }

  events(): StateEvent[] {
    const events: StateEvent[] = [];
    for (const { kind, id, before, after } of this.#changes) {
      const object = after ?? before;
      if (!object) continue;
      const type = !before ? 'created' : after ? 'updated' : 'deleted';
      events.push({ revision: this.index, type, kind, id, object, before } as StateEvent);
    }
    return events;
  }

  /** The table of a kind holds that kind: what the mapped type does not carry over for an open K. */
  #tableOf<K extends Kind>(kind: K): Table<ObjectKinds[K]> {
    return this.tables.byKind[kind];
  }

  #record<K extends Kind>(
    kind: K,
    before: ObjectKinds[K] | undefined,
    after: ObjectKinds[K] | undefined,
  ): void {
    const id = (after ?? before)?.id;
    if (id === undefined) throw new Error(`a ${kind} changes from nothing to nothing`);
    const table = this.tables.byKind[kind] as Table<unknown>;
    const previous = table.set(id, after);
    this.#undo?.push(table, id, previous);
    let changed = this.#changed.get(kind);
    if (!changed) this.#changed.set(kind, (changed = new Map<string, Change>()));
    const known = changed.get(id);
    if (known) {
      known.after = after;
      return;
    }
    const change: Change = { kind, id, before, after, text: undefined };
    changed.set(id, change);
    this.#changes.push(change);
  }
}

function rowOf(table: Table<unknown>, key: string, text: RowText | undefined): RowWrite {
  const last = table.get(key);
  const value = last === undefined ? undefined : table.toRow(last);
  return { table: table.name, key, value, text: value === undefined ? undefined : text };
}

/** Members are plain JSON and built in one order, so their texts compare. */
function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
