/** Several steps of a network as one: what each entry ends as, whatever it was on the way. */
import type { DesiredEntry, DesiredKey } from '../../model/desired.js';
import { keyOf } from '../project/entries.js';

export interface StepChange {
  readonly upserts: readonly DesiredEntry[];
  readonly removals: readonly DesiredKey[];
}

/**
 * Whoever holds the set before the first step holds that of the last one after this. An entry that came and went on the
 * way is removed though it was never held, which changes nothing.
 */
export function foldSteps(steps: readonly StepChange[]): StepChange {
  const ends = new Map<DesiredKey, DesiredEntry | undefined>();
  for (const { upserts, removals } of steps) {
    for (const key of removals) ends.set(key, undefined);
    for (const entry of upserts) ends.set(keyOf(entry), entry);
  }
  const upserts: DesiredEntry[] = [];
  const removals: DesiredKey[] = [];
  for (const [key, entry] of ends) {
    if (entry) upserts.push(entry);
    else removals.push(key);
  }
  return { upserts, removals };
}
