/** A history in a few lines: what was tried, how it ended, what the nemesis did. */
import type { Violation } from './checks/violation.js';
import type { History, Try } from './history.js';
import { operationsOf } from './operations.js';

const SHOWN = 3;
const SHOWN_TRIES = 6;

export function summaryOf(history: History): string {
  const { seed, tries, faults } = history;
  const operations = operationsOf(history);
  const connections = new Set(tries.map(({ connection }) => connection)).size;
  const replays = operations.reduce((sum, { tries: all }) => sum + all.length - 1, 0);
  return [
    `seed ${seed}: ${tries.length} requests, ${operations.length} operations, ${replays} sent again, ${connections} connections`,
    `operations: ${counted(operations.map(({ work, outcome }) => `${work.kind} ${outcome}`))}`,
    `failures: ${counted(tries.filter(({ outcome }) => outcome !== 'done').map(failureOf))}`,
    `faults: ${counted(faults.map(({ kind }) => kind))}`,
    `longest time without an acknowledged write: ${Math.round(longestGap(tries))} ms`,
  ].join('\n');
}

/** How many each check found, and the first of each with its tries. */
export function describe(violations: readonly Violation[]): string {
  const checks = [...new Set(violations.map(({ check }) => check))];
  return checks
    .flatMap((name) => {
      const found = violations.filter(({ check }) => check === name);
      const lines = found.slice(0, SHOWN).flatMap(({ detail, tries }) => {
        const shown = tries.slice(0, SHOWN_TRIES).map((one) => `    ${JSON.stringify(one)}`);
        return [`  ${detail}`, ...shown];
      });
      return [`${name}: ${found.length} violations`, ...lines];
    })
    .join('\n');
}

function failureOf({ outcome, status, code }: Try): string {
  return `${outcome} ${status ?? ''} ${code ?? ''}`;
}

function longestGap(tries: readonly Try[]): number {
  const times = tries
    .filter(({ key, outcome }) => key !== undefined && outcome === 'done')
    .map(({ endedAt }) => endedAt)
    .sort((a, b) => a - b);
  return times.reduce((gap, time, at) => Math.max(gap, time - (times[at - 1] ?? time)), 0);
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name.trim()} ${count}`)
    .join(', ');
}
