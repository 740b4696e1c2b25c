/** The replicated state in memory: what apply changes and everybody else reads. */
import { OvnetError } from '../../model/errors.js';
import type {
  ApiKey,
  Cluster,
  ClusterNode,
  Endpoint,
  JoinToken,
  Kind,
  Network,
  NodeRole,
  ObjectKinds,
  Reservation,
  Subnet,
} from '../../model/objects.js';
import { audit } from './audit/audit.js';
import type { AuditReport } from './audit/report.js';
import type { RowWrite } from './event.js';
import { atOnce, inBatches } from './steps.js';
import type { SubnetUsage } from './tables/address-space.js';
import { addressOf } from './tables/endpoints.js';
import type { EventPosition, HistoryEvent } from './tables/events.js';
import { Past } from './tables/past.js';
import { pieceOf, type Piece, type PieceAt, type Selection } from './tables/pieces.js';
import type { Table } from './tables/table.js';
import { Tables } from './tables/tables.js';
import type { StateView } from './view.js';

const META = 'meta';
const APPLIED = 'applied';
/** Grouping a row takes some microseconds. */
const ROWS_PER_STEP = 2_000;

interface Applied {
  readonly index: number;
  readonly revision: number;
}

export class State implements StateView {
  #tables: Tables;
  #applied: Applied;
  #past: Past;

  /** Without a word: empty, as before the first entry. */
  constructor(tables = new Tables(), applied: Applied = { index: 0, revision: 0 }) {
    this.#tables = tables;
    this.#applied = applied;
    this.#past = new Past(Object.values(tables.byKind) as Table<unknown>[], applied);
  }

  /** From the rows of the database, or from all rows ever written in order. Throws `state-corrupt`. */
  static load(rows: Iterable<RowWrite>): State {
    return atOnce(State.loading(rows));
  }

  /** As `load`, in steps. */
  static *loading(rows: Iterable<RowWrite>): Generator<void, State> {
    const byTable = new Map<string, Map<string, unknown>>();
    yield* inBatches(rows, ROWS_PER_STEP, ({ table, key, value }) => {
      const kept = byTable.get(table) ?? new Map<string, unknown>();
      if (value === undefined) kept.delete(key);
      else kept.set(key, value);
      byTable.set(table, kept);
    });
    const tables = new Tables();
    const applied = byTable.get(META)?.get(APPLIED);
    byTable.delete(META);
    yield* tables.loading(byTable);
    if (applied === undefined && byTable.size > 0) {
      throw new OvnetError('state-corrupt', 'the state database lacks its applied index');
    }
    return new State(tables, applied as Applied | undefined);
  }

  /** Becomes another state as a whole: who holds this one sees the other from then on, which nobody else may change. */
  become(other: State): void {
    this.#tables = other.#tables;
    this.#applied = other.#applied;
    this.#past = other.#past;
  }

  /** The same object until the state is replaced. */
  get tables(): Tables {
    return this.#tables;
  }

  /** Everything the database must hold. */
  *rows(): Generator<RowWrite> {
    yield* this.tables.rows();
    yield this.#appliedRow();
  }

  get revision(): number {
    return this.#applied.revision;
  }

  get appliedIndex(): number {
    return this.#applied.index;
  }

  /** Moves past an entry: one without a command (of raft itself), or one that apply has carried out. */
  advance(index: number, changed = false): RowWrite {
    this.#applied = { index, revision: changed ? index : this.revision };
    // Bounds what is kept in bytes too: whatever the history does not hold was in the state that it begins with.
    this.#past.advance(this.revision, this.#oldestKept());
    return this.#appliedRow();
  }

  /** A part of `advance` that may be done before it, in steps of so many rows: lets go of what the history no longer holds. */
  lettingGo(perStep: number): Generator<void, void> {
    return this.#past.dropping(Math.min(this.#oldestKept(), this.revision), perStep);
  }

  #oldestKept(): number {
    return this.tables.events.size > 0 ? this.historyFloor().revision : 0;
  }

  #appliedRow(): RowWrite {
    return { table: META, key: APPLIED, value: this.#applied };
  }

  pieceAt<K extends Kind>(selection: Selection<K>, at: PieceAt): Piece<ObjectKinds[K]> {
    const { oldest } = this.#past;
    const { revision } = at;
    if (revision < oldest) {
      const detail = `revision ${revision} is no longer kept: begin again`;
      throw new OvnetError('revision-compacted', detail, { oldest });
    }
    return pieceOf({ tables: this.#tables, past: this.#past }, selection, at);
  }

  cluster(): Cluster | undefined {
    for (const cluster of this.tables.cluster.values()) return cluster;
    return undefined;
  }

  node(ref: string, role?: NodeRole): ClusterNode | undefined {
    return this.tables.nodes.find(ref, role);
  }

  managers(): readonly ClusterNode[] {
    return this.tables.nodes.managers();
  }

  nodes(): Iterable<ClusterNode> {
    return this.tables.nodes.values();
  }

  isRemoved(nodeId: string): boolean {
    return this.tables.tombstones.get(nodeId) !== undefined;
  }

  network(ref: string): Network | undefined {
    return this.tables.networks.find(ref);
  }

  networks(): Iterable<Network> {
    return this.tables.networks.values();
  }

  subnet(networkId: string, ref: string): Subnet | undefined {
    return this.tables.subnets.find(networkId, ref);
  }

  subnets(): Iterable<Subnet> {
    return this.tables.subnets.values();
  }

  usage(subnetId: string): SubnetUsage {
    return this.tables.subnets.spaces.of(subnetId).usage;
  }

  endpoint(ref: string): Endpoint | undefined {
    return this.tables.endpoints.find(ref);
  }

  endpoints(): Iterable<Endpoint> {
    return this.tables.endpoints.values();
  }

  endpointsOf(networkId: string): Iterable<Endpoint> {
    return this.tables.endpoints.in(networkId);
  }

  endpointsOn(nodeId: string): Iterable<Endpoint> {
    return this.tables.endpoints.on(nodeId);
  }

  hostedCount(networkId: string, nodeId: string): number {
    return this.tables.endpoints.hosting.count(networkId, nodeId);
  }

  membersOf(networkId: string): readonly string[] {
    return this.tables.endpoints.hosting.rightsOf(networkId);
  }

  networksOn(nodeId: string): readonly string[] {
    return this.tables.endpoints.hosting.leftsOf(nodeId);
  }

  reservation(ref: string): Reservation | undefined {
    return this.tables.reservations.find(ref);
  }

  reservations(): Iterable<Reservation> {
    return this.tables.reservations.values();
  }

  reservationsOf(networkId: string): Iterable<Reservation> {
    return this.tables.reservations.in(networkId);
  }

  holderOf({ network, addresses }: Reservation): Endpoint | undefined {
    const [address] = addresses;
    if (address === undefined) return undefined;
    return this.tables.endpoints.withAddress(network, addressOf(address));
  }

  *audit(): Generator<void, AuditReport, void> {
    // What is computed anew is compared with what only the rules read: no half of an entry will do.
    while (this.tables.veil.isActive) yield;
    return yield* audit(this.tables, this.revision);
  }

  token(id: string): JoinToken | undefined {
    return this.tables.tokens.get(id);
  }

  tokenByHash(secretHash: string): JoinToken | undefined {
    return this.tables.tokens.withHash(secretHash);
  }

  tokens(): Iterable<JoinToken> {
    return this.tables.tokens.values();
  }

  key(ref: string): ApiKey | undefined {
    return this.tables.keys.find(ref);
  }

  keyByHash(secretHash: string): ApiKey | undefined {
    return this.tables.keys.withHash(secretHash);
  }

  keys(): Iterable<ApiKey> {
    return this.tables.keys.values();
  }

  historyFloor(): EventPosition {
    return this.tables.events.first()?.after ?? { revision: this.revision, n: 0 };
  }

  historyEnd(): EventPosition {
    return this.tables.events.last() ?? { revision: this.revision, n: 0 };
  }

  historySize(): number {
    return this.tables.events.size;
  }

  historyAfter(position: EventPosition, limit: number): readonly HistoryEvent[] {
    return this.tables.events.behind(position, limit);
  }
}
