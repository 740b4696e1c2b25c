/** Tries of one key joined to one operation: when it may have taken effect, and whether it did. */
import type { History, Told, Try, Work } from './history.js';
import { isPassing, isWrite } from './requests.js';

export interface Operation {
  readonly client: number;
  readonly work: Work;
  readonly key?: string;
  /** In the order in which they were begun. */
  readonly tries: readonly Try[];
  /**
   * `done`, `refused` for a reason that lies in the request, `unknown`, or `void`: no try of it reached the state.
   */
  readonly outcome: 'done' | 'refused' | 'unknown' | 'void';
  readonly begunAt: number;
  /** Infinity as long as it may still take effect. */
  readonly endedAt: number;
  /** Of the first answer that it was done. */
  readonly told?: Told;
  /** Of the refusal. */
  readonly code?: string;
}

export function operationsOf({ tries }: Pick<History, 'tries'>): Operation[] {
  const groups = new Map<string, Try[]>();
  for (const [at, one] of tries.entries()) {
    const group = one.key === undefined ? `try ${at}` : `key ${one.key}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()].map((group) =>
    operationOf(group.sort((a, b) => a.begunAt - b.begunAt)),
  );
}

function operationOf(tries: readonly Try[]): Operation {
  const [first] = tries;
  if (first === undefined) throw new Error('an operation has at least one try');
  const { client, work, key, begunAt } = first;
  const base = { client, work, tries, begunAt, ...(key !== undefined && { key }) };
  // Tries of one key may run side by side: the first answer that came says by when it was done.
  const [done] = tries
    .filter(({ outcome }) => outcome === 'done')
    .sort((a, b) => a.endedAt - b.endedAt);
  if (done) {
    const { endedAt, told } = done;
    return { ...base, outcome: 'done', endedAt, ...(told && { told }) };
  }
  const refused = tries.find(({ outcome, code }) => outcome === 'refused' && !isPassing(code));
  if (refused) {
    // The refusal was decided within this try, not before.
    const { begunAt: decidedAfter, endedAt, code } = refused;
    return {
      ...base,
      begunAt: decidedAfter,
      outcome: 'refused',
      endedAt,
      ...(code !== undefined && { code }),
    };
  }
  const open = isWrite(work) && tries.some(({ outcome }) => outcome === 'unknown');
  return { ...base, outcome: open ? 'unknown' : 'void', endedAt: Infinity };
}
