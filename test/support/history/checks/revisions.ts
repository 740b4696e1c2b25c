/** Revisions only go forward: on one connection, and for linearizable requests over all clients in real time. */
import type { History, Try } from '../history.js';
import type { Violation } from './violation.js';

const CHECK = 'revisions';

export function checkRevisions({ tries }: History): Violation[] {
  const answered = firstAnswers(tries);
  const fresh = answered.filter(({ work }) => work.kind !== 'register.peek');
  const stale = answered.filter(({ work }) => work.kind === 'register.peek');
  return [...connectionsGoBack(fresh), ...connectionsGoBack(stale), ...timeGoesBack(fresh)];
}

/** A retry answers with the revision of what the first try did: it is no news and may be old. */
function firstAnswers(tries: readonly Try[]): Try[] {
  const keys = new Set<string>();
  return inOrder(tries).filter(({ key, outcome, told }) => {
    const again = key !== undefined && keys.has(key);
    if (key !== undefined) keys.add(key);
    return !again && outcome === 'done' && told !== undefined;
  });
}

function connectionsGoBack(tries: readonly Try[]): Violation[] {
  const last = new Map<string, Try>();
  const found: Violation[] = [];
  for (const one of tries) {
    const before = last.get(one.connection);
    if (before && revisionOf(one) < revisionOf(before)) {
      const detail = `connection ${one.connection} went from revision ${revisionOf(before)} to ${revisionOf(one)}`;
      found.push({ check: CHECK, detail, tries: [before, one] });
    }
    last.set(one.connection, one);
  }
  return found;
}

/** What began after another had been answered shows no older state. */
function timeGoesBack(tries: readonly Try[]): Violation[] {
  const ended = [...tries].sort((a, b) => a.endedAt - b.endedAt);
  const found: Violation[] = [];
  let newest: Try | undefined;
  let next = 0;
  for (const one of tries) {
    for (; next < ended.length; next += 1) {
      const other = ended[next];
      if (other === undefined || other.endedAt >= one.begunAt) break;
      if (!newest || revisionOf(other) > revisionOf(newest)) newest = other;
    }
    if (!newest || revisionOf(one) >= revisionOf(newest)) continue;
    const detail = `revision ${revisionOf(one)} was answered after ${revisionOf(newest)} had been`;
    found.push({ check: CHECK, detail, tries: [newest, one] });
  }
  return found;
}

function inOrder(tries: readonly Try[]): Try[] {
  return [...tries].sort((a, b) => a.begunAt - b.begunAt);
}

function revisionOf({ told }: Try): number {
  return told?.revision ?? 0;
}
