/** Reads the arguments of one operation out of its JSON object; whatever is missing or ill-typed is refused by name. */
import { LabError } from './lab-error.js';

export interface IntegerRange {
  readonly from: number;
  readonly to?: number;
}

/** Every reader throws `bad-argument`; the `optional…` ones give undefined for an absent member. */
export class Arguments {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #prefix: string;

  constructor(members: object, prefix = '') {
    this.#members = new Map(Object.entries(members));
    this.#prefix = prefix;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  integer(name: string, range: IntegerRange): number {
    return this.#need(name, this.optionalInteger(name, range));
  }

  optionalInteger(name: string, range: IntegerRange): number | undefined {
    const value = this.#members.get(name);
    if (value === undefined) return undefined;
    if (isInteger(value, range)) return value;
    const { from, to } = range;
    return this.#refuse(
      name,
      `must be an integer from ${from}${to === undefined ? '' : ` to ${to}`}`,
    );
  }

  id(name: string): number {
    return this.integer(name, { from: 1 });
  }

  optionalId(name: string): number | undefined {
    return this.optionalInteger(name, { from: 1 });
  }

  ids(name: string): readonly number[] {
    return this.#need(name, this.optionalIds(name));
  }

  optionalIds(name: string): readonly number[] | undefined {
    const value = this.#members.get(name);
    if (value === undefined) return undefined;
    if (
      Array.isArray(value) &&
      value.every((item): item is number => isInteger(item, { from: 1 }))
    ) {
      if (new Set(value).size === value.length) return value;
    }
    return this.#refuse(name, 'must be a list of different node ids, which are integers from 1');
  }

  text(name: string): string {
    const value = this.#members.get(name);
    if (typeof value === 'string') return value;
    return this.#refuse(name, value === undefined ? 'is missing' : 'must be a string');
  }

  /** `true`, `false`, or a list of ids. */
  optionalBooleanOrIds(name: string): boolean | readonly number[] | undefined {
    return Array.isArray(this.#members.get(name)) ? this.ids(name) : this.optionalBoolean(name);
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#members.get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#refuse(name, 'must be true or false');
  }

  choice<T extends string>(name: string, choices: readonly T[]): T {
    return this.#need(name, this.optionalChoice(name, choices));
  }

  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.#members.get(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    return choice ?? this.#refuse(name, `must be one of ${choices.join(', ')}`);
  }

  /** The members of a nested object; no others than the `known` ones. Absent: empty. */
  nested(name: string, known: readonly string[]): Arguments {
    const value = this.#members.get(name) ?? {};
    if (!isObject(value)) return this.#refuse(name, 'must be an object');
    const stranger = Object.keys(value).find((key) => !known.includes(key));
    if (stranger !== undefined) return this.#refuse(`${name}.${stranger}`, 'is not known');
    return new Arguments(value, `${this.#prefix}${name}.`);
  }

  /** A list of objects. */
  list(name: string): readonly Arguments[] {
    const value = this.#need(name, this.#members.get(name));
    if (!Array.isArray(value)) return this.#refuse(name, 'must be a list');
    return value.map((item: unknown, position) => {
      const at = `${name}[${position}]`;
      return isObject(item) ? new Arguments(item, `${at}.`) : this.#refuse(at, 'must be an object');
    });
  }

  /** What is wrong with an argument that has the right type. */
  refuse(name: string, wrong: string): never {
    return this.#refuse(name, wrong);
  }

  #need<T>(name: string, value: T | undefined): T {
    return value === undefined ? this.#refuse(name, 'is missing') : value;
  }

  #refuse(name: string, wrong: string): never {
    throw new LabError('bad-argument', `${this.#prefix}${name} ${wrong}`);
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInteger(value: unknown, { from, to }: IntegerRange): value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  return value >= from && value <= (to ?? value);
}
