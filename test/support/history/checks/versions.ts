/** A register changes as its versions say: one value a version, each by one write, and time sees them in their order. */
import type { History } from '../history.js';
import { operationsOf, type Operation } from '../operations.js';
import type { Violation } from './violation.js';

const CHECK = 'versions';

/** Answered with a value and its version. */
interface Sight {
  readonly by: Operation;
  readonly register: string;
  readonly version: number;
  readonly value: string;
  readonly writes: boolean;
}

export function checkVersions(history: History): Violation[] {
  const byRegister = new Map<string, Sight[]>();
  for (const operation of operationsOf(history)) {
    const sight = sightOf(operation);
    if (sight) byRegister.set(sight.register, [...(byRegister.get(sight.register) ?? []), sight]);
  }
  return [...byRegister.values()].flatMap((sights) => [
    ...valuesDiffer(sights),
    ...swapsSkip(sights),
    ...revisionsAreNewer(sights),
    ...timeGoesBack(sights.filter(({ by }) => by.work.kind !== 'register.peek')),
  ]);
}

function sightOf(by: Operation): Sight | undefined {
  const { work, told } = by;
  if (!('register' in work) || !told) return undefined;
  const writes = 'value' in work;
  const { version, value = '' } = told;
  return { by, register: work.register, version, value, writes };
}

function valuesDiffer(sights: readonly Sight[]): Violation[] {
  const byVersion = new Map<number, Sight>();
  const found: Violation[] = [];
  for (const one of [...sights].sort((a, b) => Number(b.writes) - Number(a.writes))) {
    if (one.writes && 'value' in one.by.work && one.by.work.value !== one.value) {
      found.push(violation(`a write of ${one.by.work.value} answered ${one.value}`, one));
    }
    const other = byVersion.get(one.version);
    byVersion.set(one.version, other ?? one);
    if (!other) continue;
    const { register, version } = one;
    if (other.value !== one.value) {
      const detail = `${register} at version ${version} is ${other.value} and ${one.value}`;
      found.push(violation(detail, other, one));
    } else if (other.writes && one.writes) {
      found.push(violation(`${register} was written twice to version ${version}`, other, one));
    }
  }
  return found;
}

/** Nothing came between what a conditional write asked for and what it wrote. */
function swapsSkip(sights: readonly Sight[]): Violation[] {
  const versions = [...sights].sort((a, b) => a.version - b.version);
  return sights.flatMap((one) => {
    const { work } = one.by;
    if (work.kind !== 'register.cas') return [];
    const between = versions.find(({ version }) => version > work.version && version < one.version);
    if (!between) return [];
    const detail = `a write for version ${work.version} passed over version ${between.version}`;
    return [violation(detail, between, one)];
  });
}

/** An answer that claims a revision holds every write up to it, a stale one too. */
function revisionsAreNewer(sights: readonly Sight[]): Violation[] {
  const versions = [...sights].sort((a, b) => a.version - b.version);
  return sights.flatMap((one) => {
    const revision = one.by.told?.revision ?? 0;
    const missed = versions.find(({ version }) => version > one.version && version <= revision);
    if (!missed) return [];
    const detail = `version ${one.version} shown at revision ${revision}, where ${missed.version} was the newest`;
    return [violation(detail, missed, one)];
  });
}

function timeGoesBack(sights: readonly Sight[]): Violation[] {
  const ended = [...sights].sort((a, b) => a.by.endedAt - b.by.endedAt);
  const begun = [...sights].sort((a, b) => a.by.begunAt - b.by.begunAt);
  const found: Violation[] = [];
  let newest: Sight | undefined;
  let next = 0;
  for (const one of begun) {
    for (; next < ended.length; next += 1) {
      const other = ended[next];
      if (other === undefined || other.by.endedAt >= one.by.begunAt) break;
      if (!newest || other.version > newest.version) newest = other;
    }
    const least = (newest?.version ?? -1) + (one.writes ? 1 : 0);
    if (!newest || one.version >= least) continue;
    const { register, version } = one;
    const detail = `${register}: version ${version} after ${newest.version} had been answered`;
    found.push(violation(detail, newest, one));
  }
  return found;
}

function violation(detail: string, ...sights: readonly Sight[]): Violation {
  return { check: CHECK, detail, tries: sights.flatMap(({ by }) => by.tries) };
}
