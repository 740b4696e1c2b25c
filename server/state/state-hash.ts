/** A hash of everything the state holds: equal on managers that applied the same entries. */
import { hashText } from '../../model/hash.js';
import type { State } from './state.js';

/** 16 hex digits; independent of the order of rows and of members within them. O(state). */
export function stateHash(state: State): string {
  let high = 0;
  let low = 0;
  for (const { table, key, value } of state.rows()) {
    const text = `${table}\x1f${key}\x1f${canonicalJson(value)}`;
    high = (high + hashText(text, 1)) >>> 0;
    low = (low + hashText(text, 2)) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** JSON with members sorted by name; undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === undefined) return 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
