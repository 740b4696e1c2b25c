/** Of all who claim one name exactly one gets it, and who is refused was later than the winner. */
import type { History } from '../history.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Violation } from './violation.js';

const CHECK = 'names';

export function checkNames(history: History): Violation[] {
  const claims = new Map<string, Operation[]>();
  for (const operation of operationsOf(history)) {
    if (operation.work.kind !== 'name.claim') continue;
    const { name } = operation.work;
    claims.set(name, [...(claims.get(name) ?? []), operation]);
  }
  return [...claims].flatMap(([name, rivals]) => checkClaim(name, rivals));
}

function checkClaim(name: string, rivals: readonly Operation[]): Violation[] {
  const winners = rivals.filter(({ outcome }) => outcome === 'done');
  const refused = rivals.filter(({ outcome }) => outcome === 'refused');
  const open = rivals.some(({ outcome }) => outcome === 'unknown');
  const shown = (operations: readonly Operation[]) => operations.flatMap(({ tries }) => tries);
  if (winners.length > 1) {
    return [
      { check: CHECK, detail: `${winners.length} claims of ${name} won`, tries: shown(winners) },
    ];
  }
  if (open || refused.length === 0) return [];
  const [winner] = winners;
  if (!winner) {
    return [{ check: CHECK, detail: `${name} was refused to all`, tries: shown(refused) }];
  }
  const early = refused.filter(({ endedAt }) => endedAt < winner.begunAt);
  if (early.length === 0) return [];
  const detail = `${name} was refused as taken before its holder asked for it`;
  return [{ check: CHECK, detail, tries: shown([...early, winner]) }];
}
