/** Idempotency keys: what a caller's request led to, so that a retry is answered and not done again. */
import { quoted } from '../../../model/json-text.js';
import type { Kind, ObjectKinds } from '../../../model/objects.js';
import { Table, type Index } from './table.js';

/** What a command was about, and whether anything changed. */
export interface Made {
  readonly kind: Kind;
  readonly id: string;
  readonly object: ObjectKinds[Kind];
  readonly changed: boolean;
  /** For `batch`: one per command. */
  readonly results?: readonly Made[];
}

export interface Session {
  readonly caller: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly timeMs: number;
  /** Of the entry that did it; orders the sessions by age. */
  readonly index: number;
  readonly revision: number;
  readonly made: Made;
}

class AgeIndex implements Index<Session> {
  /** Insertion order is age: entries come by index, and loading sorts by it. */
  readonly #keys = new Map<string, true>();

  oldest(): string | undefined {
    const first = this.#keys.keys().next();
    return first.done ? undefined : first.value;
  }

  add(key: string): void {
    this.#keys.set(key, true);
  }

  remove(key: string): void {
    this.#keys.delete(key);
  }
}

export class SessionTable extends Table<Session> {
  readonly #age = this.indexed(new AgeIndex());

  constructor() {
    super('sessions');
  }

  oldest(): Session | undefined {
    const key = this.#age.oldest();
    return key === undefined ? undefined : this.require(key);
  }
}

export function sessionKey(caller: string, key: string): string {
  return `${caller}\x1f${key}`;
}

/** One takes less than a microsecond. */
const RESULTS_PER_STEP = 8;

type TextOf = (kind: Kind, object: ObjectKinds[Kind]) => string;

/** A session as JSON, in steps; `textOf` an object that other rows hold too. */
export function* sessionText(session: Session, textOf: TextOf): Generator<void, string> {
  const { made, ...rest } = session;
  const { results, ...whole } = made;
  const parts = [`${JSON.stringify(rest).slice(0, -1)},"made":`, tell(whole, textOf)];
  if (results) {
    parts.push(',"results":[');
    for (let at = 0; at < results.length; at += RESULTS_PER_STEP) {
      const some = results.slice(at, at + RESULTS_PER_STEP).map((one) => `${tell(one, textOf)}}`);
      // In one piece each: there are as many of them as steps, until all are there.
      const text = some.join(',');
      parts.push(at === 0 ? text : `,${text}`);
      yield;
    }
    parts.push(']');
  }
  parts.push('}}');
  return parts.join('');
}

/** Without its end. A batch has no batches in it. */
function tell({ kind, id, object, changed }: Omit<Made, 'results'>, textOf: TextOf): string {
  return `{"kind":"${kind}","id":${quoted(id)},"object":${textOf(kind, object)},"changed":${changed}`;
}
