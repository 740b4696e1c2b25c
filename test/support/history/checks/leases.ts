/** No address is held twice at one time, as far as the answers make it certain. */
import type { History } from '../history.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Violation } from './violation.js';

interface Held {
  readonly by: Operation;
  readonly from: number;
  /** Asked to be given up; may be free from then on. */
  readonly until: number;
}

export function checkLeases(history: History): Violation[] {
  const operations = operationsOf(history);
  const givenUp = new Map<string, number>();
  for (const { work, begunAt } of operations) {
    if (work.kind !== 'lease.delete') continue;
    givenUp.set(work.id, Math.min(begunAt, givenUp.get(work.id) ?? Infinity));
  }
  const byAddress = new Map<string, Held[]>();
  for (const operation of operations) {
    if (operation.work.kind !== 'lease.create' || !operation.told) continue;
    const { id, addresses = [] } = operation.told;
    const held = { by: operation, from: operation.endedAt, until: givenUp.get(id) ?? Infinity };
    for (const one of addresses) byAddress.set(one, [...(byAddress.get(one) ?? []), held]);
  }
  return [...byAddress].flatMap(([address, all]) => overlaps(address, all));
}

function overlaps(address: string, all: readonly Held[]): Violation[] {
  const found: Violation[] = [];
  // One that was given up before its answer was read holds for no time that is certain.
  const sorted = all.filter(({ from, until }) => from < until).sort((a, b) => a.from - b.from);
  let last: Held | undefined;
  for (const held of sorted) {
    if (last && held.from < last.until) {
      const detail = `${address} was leased to ${last.by.told?.id ?? ''} and ${held.by.told?.id ?? ''} at once`;
      found.push({ check: 'leases', detail, tries: [...last.by.tries, ...held.by.tries] });
    }
    if (!last || held.until > last.until) last = held;
  }
  return found;
}
