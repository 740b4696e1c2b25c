/** All tries of one key have one effect and one answer, whichever manager they reach and however late. */
import { isDeepStrictEqual } from 'node:util';
import type { History, Try } from '../history.js';
import { operationsOf } from '../operations.js';
import { isPassing, KEY_LABEL } from '../requests.js';
import type { Violation } from './violation.js';

const CHECK = 'idempotency';

export function checkIdempotency(history: History): Violation[] {
  const operations = operationsOf(history).filter(({ key }) => key !== undefined);
  return [...operations.flatMap(({ tries }) => answersDiffer(tries)), ...effectsRepeat(history)];
}

function answersDiffer(tries: readonly Try[]): Violation[] {
  const done = tries.find(({ outcome }) => outcome === 'done');
  if (!done) return [];
  const found: Violation[] = [];
  for (const one of tries) {
    if (one.outcome === 'done' && !isDeepStrictEqual(one.told, done.told)) {
      const detail = `key ${one.key ?? ''} was answered ${show(done)}, then ${show(one)}`;
      found.push({ check: CHECK, detail, tries: [done, one] });
    }
    const refused = one.outcome === 'refused' && !isPassing(one.code);
    if (refused) {
      const detail = `key ${one.key ?? ''} was done and refused with ${one.code ?? 'no code'}`;
      found.push({ check: CHECK, detail, tries: [done, one] });
    }
  }
  return found;
}

/** Objects carry the key that made them. */
function effectsRepeat({ finals, tries }: History): Violation[] {
  const found: Violation[] = [];
  for (const { manager, networks, endpoints } of finals) {
    const ids = new Map<string, string>();
    for (const { id, labels } of [...networks, ...endpoints]) {
      const key = labels[KEY_LABEL];
      if (key === undefined) continue;
      const other = ids.get(key);
      ids.set(key, id);
      if (other === undefined) continue;
      const detail = `key ${key} made ${other} and ${id}, ${manager} says`;
      found.push({ check: CHECK, detail, tries: tries.filter((one) => one.key === key) });
    }
  }
  return found;
}

function show({ told }: Try): string {
  return JSON.stringify(told);
}
