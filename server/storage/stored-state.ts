/** What is in the state database when it is opened: the store's own rows and those of the state, read and verified. */
import { OvnetError } from '../../model/errors.js';
import type { Configuration, SnapshotMeta } from '../../raft/core/types.js';
import type { RowWrite } from '../state/event.js';
import { parseKey, storeKey } from './key-space.js';
import type { KeyValue, KeyValueWrite } from './key-value.js';
import { RowSum, type StoredSum } from './row-sum.js';

/** Raised when rows change in a way that an older release must not read. */
export const STATE_FORMAT = 1;

export interface StoredState {
  /** Grouped by table, in the order of keys. */
  readonly rows: readonly RowWrite[];
  /** 0 for a new store. */
  readonly appliedIndex: number;
  readonly configuration: Configuration | undefined;
  /** Of the entry at that index; absent when it was not told. */
  readonly term?: number;
}

/** How far the rows go, in the same batch as the rows. */
export interface AppliedRow extends StoredSum {
  readonly index: number;
  /** Absent from a state of 0.1: it cannot be sent before it is known. */
  readonly term?: number;
  readonly configuration?: Configuration;
}

export const FORMAT_KEY = storeKey('format');
export const CLUSTER_KEY = storeKey('cluster');
export const APPLIED_KEY = storeKey('applied');

/** What a database tells of itself, with the entry that its rows go up to. */
export function ownRows(
  clusterId: string,
  { index, term, configuration }: SnapshotMeta,
  sum: RowSum,
): readonly KeyValueWrite[] {
  const applied: AppliedRow = { index, term, configuration, ...sum.stored };
  return [
    { key: FORMAT_KEY, value: String(STATE_FORMAT) },
    { key: CLUSTER_KEY, value: clusterId },
    { key: APPLIED_KEY, value: JSON.stringify(applied) },
  ];
}

/** Begins an empty database. Throws `state-corrupt`, `already-initialized` (of another cluster), `not-supported`. */
export async function readAll(
  db: KeyValue,
  clusterId: string,
): Promise<{ readonly stored: StoredState; readonly sum: RowSum }> {
  const own = new Map<string, string>();
  const rows: RowWrite[] = [];
  const sum = new RowSum();
  for await (const [key, value] of db.entries()) {
    const place = parseOwnOrRow(key);
    if (place === undefined) {
      own.set(key, value);
      checkOwn(own, clusterId);
      continue;
    }
    sum.set(place, key, value);
    rows.push({ ...place, value: parseRow(key, value) });
  }
  if (own.size === 0 && rows.length === 0) {
    await db.write([
      { key: FORMAT_KEY, value: String(STATE_FORMAT) },
      { key: CLUSTER_KEY, value: clusterId },
    ]);
    await db.flush();
    return { stored: { rows, appliedIndex: 0, configuration: undefined }, sum };
  }
  const { index, term, configuration } = readApplied(own, sum);
  const known = term === undefined ? {} : { term };
  return { stored: { rows, appliedIndex: index, configuration, ...known }, sum };
}

const parseOwnOrRow = (key: string): ReturnType<typeof parseKey> =>
  key.startsWith(storeKey('')) ? undefined : parseKey(key);

/** As soon as each is read: rows of a newer format must not be looked at. */
export function checkOwn(own: ReadonlyMap<string, string>, clusterId: string): void {
  const format = own.get(FORMAT_KEY);
  if (format !== undefined && format !== String(STATE_FORMAT)) {
    throw new OvnetError('not-supported', `the state database has format ${format}`);
  }
  const cluster = own.get(CLUSTER_KEY);
  if (cluster !== undefined && cluster !== clusterId) {
    throw new OvnetError('already-initialized', `the state belongs to cluster ${cluster}`);
  }
}

/** Throws `state-corrupt` unless the rows are those that were written. */
export function readApplied(own: ReadonlyMap<string, string>, sum: RowSum): AppliedRow {
  if (!own.has(FORMAT_KEY) || !own.has(CLUSTER_KEY)) {
    throw new OvnetError('state-corrupt', 'the state database lacks its header');
  }
  const applied = parseApplied(own.get(APPLIED_KEY));
  const found = sum.stored;
  if (found.count !== applied.count || found.sum !== applied.sum) {
    throw new OvnetError(
      'state-corrupt',
      `the state database holds ${found.count} rows and should hold ${applied.count}, or some are damaged`,
    );
  }
  return applied;
}

export function parseApplied(text: string | undefined): AppliedRow {
  if (text === undefined) return { index: 0, count: 0, sum: 0 };
  return parseRow(APPLIED_KEY, text) as AppliedRow;
}

/** Throws `state-corrupt`. */
export function parseRow(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OvnetError('state-corrupt', `the row '${key}' is not JSON`, { cause });
  }
}
