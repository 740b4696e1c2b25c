/** Idempotency keys: what a caller's request led to, so that a retry is answered and not done again. */
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

/** A session as JSON; `textOf` an object that other rows hold too. */
export function sessionText(session: Session, textOf: (object: object) => string): string {
  const { made, ...rest } = session;
  const pieces = [JSON.stringify(rest).slice(0, -1), ',"made":'];
  tell(made, textOf, pieces);
  pieces.push('}');
  return pieces.join('');
}

function tell(made: Made, textOf: (object: object) => string, pieces: string[]): void {
  const { kind, id, object, changed, results } = made;
  pieces.push('{"kind":"', kind, '","id":', JSON.stringify(id), ',"object":', textOf(object));
  pieces.push(changed ? ',"changed":true' : ',"changed":false');
  results?.forEach((one, i) => {
    pieces.push(i === 0 ? ',"results":[' : ',');
    tell(one, textOf, pieces);
  });
  pieces.push(results ? ']}' : '}');
}
