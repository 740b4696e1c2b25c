/** Where the next life of a cluster begins, after a restore or a forced recovery: behind all that the lives before can have reached. */
import { LIFE_GAP } from '../../model/event-position.js';

/**
 * Index of the first entry. Milliseconds grow faster than any log does: another life that came of the same entries earlier is
 * left behind too.
 */
export function nextIndex(lastIndex: number, nowMs: number): number {
  return Math.max(lastIndex + LIFE_GAP, nowMs);
}

/**
 * Seconds since 1970, so that two lives from the same entries differ too: a worker that has seen both must take one's
 * revisions for nothing in the other, and their managers must not take each other for members.
 */
export function nextEpoch(epoch: number, nowMs: number): number {
  return Math.max(epoch + 1, Math.floor(nowMs / 1000));
}
