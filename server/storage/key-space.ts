/** Every key space of the state database. Numbers are written to disk: never reused, retired ones stay as comments. */
import { OvnetError } from '../../model/errors.js';

/** The store's own rows: `format`, `cluster`, `applied`. */
export const STORE_SPACE = 0;

/** Table of the state → number. A key on disk is the number in two hexadecimal digits, `/`, the row's key. */
export const KEY_SPACES = {
  /** `applied` → {index, revision} of the state itself */
  meta: 1,
  /** cluster id → Cluster */
  cluster: 2,
  /** node id → ClusterNode */
  nodes: 3,
  /** network id → network without its subnets */
  networks: 4,
  /** subnet id → Subnet */
  subnets: 5,
  /** endpoint id → Endpoint */
  endpoints: 6,
  /** token id → JoinToken, hash only */
  tokens: 7,
  /** key id → ApiKey, hash only */
  keys: 8,
  /** `vni`, `pool`, `subnet/ID` → where allocation goes on */
  cursors: 9,
  /** (caller, idempotency key) → Session */
  sessions: 10,
  /** node id → Tombstone */
  tombstones: 11,
  /** (revision, n), padded so that it sorts → HistoryEvent */
  events: 12,
  /** reservation id → Reservation */
  reservations: 13,
} as const satisfies Record<string, number>;

const TABLES = new Map<number, string>(
  Object.entries(KEY_SPACES).map(([table, space]) => [space, table]),
);

const spaced = (space: number, key: string): string =>
  `${space.toString(16).padStart(2, '0')}/${key}`;

export const storeKey = (name: string): string => spaced(STORE_SPACE, name);

const PREFIXES = new Map<string, string>(
  Object.entries(KEY_SPACES).map(([table, space]) => [table, spaced(space, '')]),
);

/** Throws for a table without a key space: add one above. */
export function rowKey(table: string, key: string): string {
  return prefixOf(table) + key;
}

/** As `rowKey`. */
export function checkTable(table: string): void {
  prefixOf(table);
}

function prefixOf(table: string): string {
  const prefix = PREFIXES.get(table);
  if (prefix === undefined) throw new Error(`table ${table} has no key space`);
  return prefix;
}

/** Undefined for the store's own rows. Throws `state-corrupt` for a number nobody knows. */
export function parseKey(stored: string): { table: string; key: string } | undefined {
  const space = stored[2] === '/' ? Number.parseInt(stored.slice(0, 2), 16) : Number.NaN;
  if (space === STORE_SPACE) return undefined;
  const table = TABLES.get(space);
  if (table === undefined) {
    throw new OvnetError('state-corrupt', `the state database has a key '${stored.slice(0, 40)}'`);
  }
  return { table, key: stored.slice(3) };
}
