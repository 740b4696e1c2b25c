/** All tables of the state, and their rows: what the database keeps and what a start reads back. */
import { OvnetError } from '../../../model/errors.js';
import type { Cluster, Kind, ObjectKinds } from '../../../model/objects.js';
import type { RowWrite } from '../event.js';
import { inBatches } from '../steps.js';
import type { PoolCursor } from '../allocate/subnet.js';
import { EndpointTable } from './endpoints.js';
import { EventTable, type HistoryEvent } from './events.js';
import { KeyTable } from './keys.js';
import { NetworkTable, type NetworkRow } from './networks.js';
import { NodeTable } from './nodes.js';
import { PrefixTrie } from './prefix-trie.js';
import { ReservationTable } from './reservations.js';
import { SessionTable, type Session } from './sessions.js';
import { SubnetTable } from './subnets.js';
import { Table } from './table.js';
import { TokenTable } from './tokens.js';
import { Veil } from './veil.js';

export type KindTables = { readonly [K in Kind]: Table<ObjectKinds[K]> };

/** A node that was removed for good. */
export interface Tombstone {
  readonly id: string;
  readonly name: string;
  readonly removedAt: string;
}

/** Where allocation goes on: `vni`, `pool`, and `subnet/ID` for the offset of the last address given. */
export type Cursor = number | PoolCursor;

/** A row with its indices takes some 50 µs. */
const ROWS_PER_STEP = 200;

export class Tables {
  readonly veil = new Veil();
  readonly cluster = new Table<Cluster>('cluster');
  /** Blocks of all subnets and all routes that nodes report. */
  readonly occupied = new PrefixTrie();
  readonly nodes = new NodeTable(this.occupied);
  readonly networks = new NetworkTable();
  readonly subnets = new SubnetTable(this.occupied);
  readonly endpoints = new EndpointTable(this.nodes, this.networks, this.subnets);
  readonly reservations = new ReservationTable(this.networks, this.subnets);
  readonly tokens = new TokenTable();
  readonly keys = new KeyTable();
  readonly cursors = new Table<Cursor>('cursors');
  readonly sessions = new SessionTable();
  readonly tombstones = new Table<Tombstone>('tombstones');
  readonly events = new EventTable();

  readonly byKind: KindTables = {
    cluster: this.cluster,
    node: this.nodes,
    network: this.networks,
    subnet: this.subnets,
    endpoint: this.endpoints,
    reservation: this.reservations,
    token: this.tokens,
    key: this.keys,
  };

  /** Those a row of which is read back as it was written, in the order their indices need. */
  readonly #plain: readonly Table<unknown>[] = [
    this.cluster,
    this.nodes,
    this.subnets,
    this.reservations,
    this.tokens,
    this.keys,
    this.cursors,
    this.tombstones,
  ];

  constructor() {
    for (const table of this.#all()) table.attach(this.veil);
  }

  #all(): readonly Table<unknown>[] {
    const special = [this.networks, this.endpoints, this.sessions, this.events];
    return [...this.#plain, ...(special as Table<unknown>[])];
  }

  *rows(): Generator<RowWrite> {
    for (const table of this.#all()) {
      for (const [key, value] of table.entries()) {
        yield { table: table.name, key, value: table.toRow(value) };
      }
    }
  }

  /** Fills empty tables, in steps. Throws `state-corrupt` for rows of a table it does not know. */
  *loading(rows: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Generator<void, void> {
    const each = (name: string, set: (key: string, value: unknown) => void) =>
      inBatches(rows.get(name) ?? [], ROWS_PER_STEP, ([key, value]) => set(key, value));
    for (const table of this.#plain) {
      yield* each(table.name, (key, value) => table.set(key, value));
    }
    yield* each(this.networks.name, (key, value) => {
      this.networks.set(key, NetworkTable.fromRow(value as NetworkRow, this.subnets.of(key)));
    });
    yield* each(this.endpoints.name, (key, value) => {
      this.endpoints.set(key, this.endpoints.fromRow(key, value as ObjectKinds['endpoint']));
    });
    const sessions = [...(rows.get(this.sessions.name) ?? [])] as [string, Session][];
    sessions.sort(([, a], [, b]) => a.index - b.index);
    yield* inBatches(sessions, ROWS_PER_STEP, ([key, session]) => this.sessions.set(key, session));
    const events = [...(rows.get(this.events.name) ?? [])] as [string, HistoryEvent][];
    events.sort(([a], [b]) => (a < b ? -1 : 1));
    yield* inBatches(events, ROWS_PER_STEP, ([key, event]) => this.events.set(key, event));
    this.#checkNames(rows.keys());
  }

  #checkNames(names: Iterable<string>): void {
    const known = new Set(this.#all().map(({ name }) => name));
    for (const name of names) {
      if (!known.has(name)) {
        throw new OvnetError('state-corrupt', `the state database has rows of a table '${name}'`);
      }
    }
  }
}
