/** Where in the files something was said, so that a refusal can point there. */
import { OvnetError, type ErrorCode, type FieldError } from '../../model/errors.js';

/** `file` as the user named it, with `#2` for its second document; `pointer` is a JSON pointer into that document. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

export function within({ file, pointer }: Place, below: string): Place {
  return { file, pointer: pointer + below };
}

export function showPlace({ file, pointer }: Place): string {
  return `${file}: ${pointer}`;
}

interface Fault {
  readonly code: ErrorCode;
  readonly error: FieldError;
}

/** Collects what is wrong, so that one run names it all. */
export class Faults {
  readonly #faults: Fault[] = [];

  add(code: ErrorCode, place: Place, detail: string): void {
    this.#faults.push({ code, error: { pointer: showPlace(place), detail } });
  }

  get errors(): readonly FieldError[] {
    return this.#faults.map(({ error }) => error);
  }

  /** Throws under the code of the first fault, with all of them. */
  throwIfAny(): void {
    const [first] = this.#faults;
    if (!first) return;
    const count = this.#faults.length;
    const more = count > 1 ? ` (and ${count - 1} more)` : '';
    throw new OvnetError(first.code, `${first.error.detail}${more}`, { errors: this.errors });
  }
}
