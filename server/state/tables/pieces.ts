/** Lists in pieces of a bounded size, all as of one revision while the tables change between them. */
import type { Kind, ObjectKinds } from '../../../model/objects.js';
import type { Past } from './past.js';
import type { Tables } from './tables.js';
import type { Table } from './table.js';

/** What is listed. */
export interface Selection<K extends Kind = Kind> {
  readonly kind: K;
  /** Ids: only objects of that network, on that node. */
  readonly network?: string;
  readonly node?: string;
}

export interface PieceAt {
  readonly revision: number;
  /** An id; objects behind it are wanted. */
  readonly after: string;
}

export interface Piece<V> {
  /** In order of ids; may be none although more follow. */
  readonly objects: readonly V[];
  /** What the next piece is after; undefined at the end. */
  readonly next: string | undefined;
}

/** O(1): at most as many rows are looked at as two chunks of keys hold. The revision must be one that `past` reaches. */
export function pieceOf<K extends Kind>(
  { tables, past }: { readonly tables: Tables; readonly past: Past },
  selection: Selection<K>,
  { revision, after }: PieceAt,
): Piece<ObjectKinds[K]> {
  // The table of a kind holds that kind: what the mapped type does not carry over for an open K.
  const table = tables.byKind[selection.kind] as unknown as Table<ObjectKinds[K]>;
  const present = (smallestGroup(tables, selection) ?? table).after(after);
  const keys = revision === past.revision ? present : merged(present, past.keysAfter(table, after));
  const objects: ObjectKinds[K][] = [];
  for (const key of keys) {
    const object = past.rowAt(table, key, revision);
    if (object !== undefined && isSelected(object, selection)) objects.push(object);
  }
  return { objects, next: keys.at(-1) };
}

interface Keys {
  readonly size: number;
  after(key: string): readonly string[];
}

/** Of the groups that the selection names. */
function smallestGroup(tables: Tables, { kind, network, node }: Selection): Keys | undefined {
  const groups: Keys[] = [];
  if (network !== undefined) {
    if (kind === 'endpoint') groups.push(tables.endpoints.byNetwork.of(network));
    if (kind === 'reservation') groups.push(tables.reservations.byNetwork.of(network));
    if (kind === 'subnet') groups.push(tables.subnets.byNetwork.of(network));
  }
  if (node !== undefined && kind === 'endpoint') groups.push(tables.endpoints.byNode.of(node));
  return groups.sort((a, b) => a.size - b.size)[0];
}

function isSelected(object: ObjectKinds[Kind], { network, node }: Selection): boolean {
  if (network !== undefined && (!('network' in object) || object.network !== network)) return false;
  return node === undefined || ('node' in object && object.node === node);
}

/** Both are sorted and may go on behind their last key; so far as both are known. */
function merged(a: readonly string[], b: readonly string[]): readonly string[] {
  const [endA, endB] = [a.at(-1), b.at(-1)];
  if (endA === undefined) return b;
  if (endB === undefined) return a;
  const end = endA < endB ? endA : endB;
  return [...new Set([...a, ...b])].filter((key) => key <= end).sort();
}
