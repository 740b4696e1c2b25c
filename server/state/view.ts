/** Read side of the state machine: what api, project, dispatch and identity may ask of the current state. */
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
import type { AuditReport } from './audit/report.js';
import type { SubnetUsage } from './tables/address-space.js';
import type { EventPosition, HistoryEvent } from './tables/events.js';
import type { Piece, PieceAt, Selection } from './tables/pieces.js';

/** All lookups are O(1) or O(answer). Objects are immutable; iteration is by id. */
export interface StateView {
  /** Index of the entry that last changed the state. */
  readonly revision: number;
  readonly appliedIndex: number;
  /** Undefined until `cluster.init` is applied. */
  cluster(): Cluster | undefined;

  /**
   * The next few objects of a list as they were at a revision, this or an earlier one, whatever has changed since; O(1).
   * Throws `revision-compacted` when that is too long ago.
   */
  pieceAt<K extends Kind>(selection: Selection<K>, at: PieceAt): Piece<ObjectKinds[K]>;

  /** By id, name, or `role/name`; an ambiguous name (manager and worker) is undefined unless `role` decides. */
  node(ref: string, role?: NodeRole): ClusterNode | undefined;
  nodes(): Iterable<ClusterNode>;
  /** The managers among them, at a cost that does not grow with the workers. */
  managers(): readonly ClusterNode[];
  /** The node was removed for good: its certificate is void. */
  isRemoved(nodeId: string): boolean;

  /** By id or name. */
  network(ref: string): Network | undefined;
  networks(): Iterable<Network>;
  /** By id or CIDR within a network. */
  subnet(networkId: string, ref: string): Subnet | undefined;
  subnets(): Iterable<Subnet>;
  usage(subnetId: string): SubnetUsage;

  /** By id or `NAME.NETWORK`. */
  endpoint(ref: string): Endpoint | undefined;
  endpoints(): Iterable<Endpoint>;
  endpointsOf(networkId: string): Iterable<Endpoint>;
  endpointsOn(nodeId: string): Iterable<Endpoint>;
  /** How many endpoints of the network the node hosts. */
  hostedCount(networkId: string, nodeId: string): number;
  /** Nodes that host at least one endpoint of the network, sorted. */
  membersOf(networkId: string): readonly string[];
  /** Networks with at least one endpoint on the node, sorted. */
  networksOn(nodeId: string): readonly string[];

  /** By id or `NAME.NETWORK`. */
  reservation(ref: string): Reservation | undefined;
  reservations(): Iterable<Reservation>;
  reservationsOf(networkId: string): Iterable<Reservation>;
  /** The endpoint that has the reservation's addresses. */
  holderOf(reservation: Reservation): Endpoint | undefined;

  /**
   * All addresses checked as of the first step, which must follow at once; see `audit`. Yields between steps; to be run
   * to its end or ended by `return()`.
   */
  audit(): Generator<void, AuditReport, void>;

  token(id: string): JoinToken | undefined;
  tokenByHash(secretHash: string): JoinToken | undefined;
  tokens(): Iterable<JoinToken>;
  key(ref: string): ApiKey | undefined;
  keyByHash(secretHash: string): ApiKey | undefined;
  keys(): Iterable<ApiKey>;

  /** The history of changes is complete behind this position. */
  historyFloor(): EventPosition;
  /** Of the last change. */
  historyEnd(): EventPosition;
  /** How many changes are kept. */
  historySize(): number;
  /** Changes behind the position that are kept, in order; O(log n + limit). */
  historyAfter(position: EventPosition, limit: number): readonly HistoryEvent[];
}
