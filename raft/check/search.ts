/** The search for an order of the operations on one key that explains every answer. */
import type { Model, Operation } from './history.js';

/** Some operations up to one completion have taken place. */
interface Situation<State> {
  readonly position: number;
  readonly state: State;
  readonly name: string;
  /** Completed operations that took place ahead of their completion; ascending. */
  readonly early: readonly number[];
  /** Operations of unknown outcome that took place; ascending. */
  readonly used: readonly number[];
  /** The last operation was one of unknown outcome: overwriting its effect would make it pointless. */
  readonly isFresh: boolean;
}

export type SearchOutcome<Input, Output> =
  | 'ok'
  | 'undecided'
  | { readonly operation: Operation<Input, Output>; readonly states: readonly string[] };

const SHOWN_STATES = 12;

export class Search<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #key: string;
  /** In order of completion: position = number. */
  readonly #completed: readonly Operation<Input, Output>[];
  /** In order of invocation. */
  readonly #unknown: readonly Operation<Input, Output>[];
  /** Per completion: the later completions that were invoked before it. */
  readonly #overlapping: readonly (readonly number[])[];
  /** Per completion: how many of the unknown were invoked before it. */
  readonly #available: readonly number[];
  /** Per completion, state and early set: the smallest sets of unknown operations seen with them. */
  readonly #seen: Map<string, (readonly number[])[]>[] = [];
  #steps: number;
  #furthest = 0;
  readonly #states = new Set<string>();

  constructor(
    model: Model<State, Input, Output>,
    key: string,
    operations: readonly Operation<Input, Output>[],
    maxSteps: number,
  ) {
    this.#model = model;
    this.#key = key;
    this.#steps = maxSteps;
    this.#completed = operations
      .filter((one) => one.completed !== undefined)
      .sort((left, right) => endOf(left) - endOf(right));
    const unknown = operations.filter((one) => one.completed === undefined);
    this.#unknown = [...(model.relevant?.(unknown, this.#completed) ?? unknown)].sort(
      (left, right) => left.invoked - right.invoked,
    );
    this.#overlapping = overlaps(this.#completed);
    this.#available = counts(this.#completed, this.#unknown);
  }

  run(): SearchOutcome<Input, Output> {
    const state = this.#model.initial(this.#key);
    const name = this.#model.name(state);
    const stack: Situation<State>[] = [
      { position: 0, state, name, early: [], used: [], isFresh: false },
    ];
    // Situations of one position wait in a queue, fewest pulled forward first; those of later positions go on top.
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (next.position === this.#completed.length) return 'ok';
      if (this.#steps <= 0) return 'undecided';
      if (this.#finishes(next, stack)) continue;
      this.#note(next);
      this.#closure(next, stack);
    }
    const operation = this.#completed[this.#furthest];
    if (operation === undefined) return 'ok';
    return { operation, states: [...this.#states] };
  }

  /** True when the completing operation took place ahead of time: there is nothing to try. */
  #finishes(from: Situation<State>, stack: Situation<State>[]): boolean {
    const { position, early } = from;
    if (!early.includes(position)) return false;
    const rest = early.filter((one) => one !== position);
    this.#push(stack, { ...from, position: position + 1, early: rest });
    return true;
  }

  /**
   * Everything that can take place before the completion, breadth first, so that a larger set of used operations is
   * met after the smaller one that makes it pointless. Situations in which the completing one took place go to the
   * stack, the simplest on top.
   */
  #closure(start: Situation<State>, stack: Situation<State>[]): void {
    const { position } = start;
    const found: Situation<State>[] = [];
    const queue: Situation<State>[] = [start];
    for (let at = 0; at < queue.length && this.#steps > 0; at += 1) {
      const from = this.#withSilent(queue[at] ?? start);
      const done = this.#takes(from, position);
      if (done !== undefined) this.#push(found, { ...done, position: position + 1 });
      if (done !== undefined && this.#isSilent(position)) continue;
      for (const ahead of this.#overlapping[position] ?? []) {
        if (from.early.includes(ahead)) continue;
        const next = this.#takes(from, ahead);
        if (next !== undefined) this.#push(queue, { ...next, early: insert(next.early, ahead) });
      }
      this.#withUnknown(from, queue);
    }
    for (const situation of found.reverse()) stack.push(situation);
  }

  /** Never changes anything: where it fits it may as well go first, what else could come before can come after. */
  #isSilent(number: number): boolean {
    const operation = this.#completed[number];
    if (operation === undefined) return false;
    return this.#model.changesNothing?.(operation.input, operation.output) === true;
  }

  /** Takes everything silent that fits here. */
  #withSilent(from: Situation<State>): Situation<State> {
    let { early } = from;
    for (const ahead of this.#overlapping[from.position] ?? []) {
      if (early.includes(ahead)) continue;
      if (!this.#isSilent(ahead)) continue;
      if (this.#takes(from, ahead) !== undefined) early = insert(early, ahead);
    }
    // What was seen was not pointless, whatever comes next.
    return early === from.early ? from : { ...from, early, isFresh: false };
  }

  #withUnknown(from: Situation<State>, queue: Situation<State>[]): void {
    const { state, name, used, isFresh, position } = from;
    for (let number = (this.#available[position] ?? 0) - 1; number >= 0; number -= 1) {
      const operation = this.#unknown[number];
      if (operation === undefined || used.includes(number)) continue;
      if (isFresh && this.#model.overwrites?.(operation.input) === true) continue;
      this.#steps -= 1;
      const next = this.#model.step(state, operation.input, undefined);
      if (next === undefined) continue;
      const nextName = this.#model.name(next);
      if (nextName === name) continue;
      const changed = { ...from, state: next, name: nextName, isFresh: true };
      this.#push(queue, { ...changed, used: insert(used, number) });
    }
  }

  #takes(from: Situation<State>, number: number): Situation<State> | undefined {
    const operation = this.#completed[number];
    if (operation === undefined) return undefined;
    this.#steps -= 1;
    const state = this.#model.step(from.state, operation.input, operation.output);
    if (state === undefined) return undefined;
    return { ...from, state, name: this.#model.name(state), isFresh: false };
  }

  /** Adds it unless the same was seen with as many operations left to use, or more. */
  #push(list: Situation<State>[], situation: Situation<State>): void {
    const { position, name, early, used } = situation;
    const seen = (this.#seen[position] ??= new Map<string, (readonly number[])[]>());
    const key = `${early.join(',')}|${name}`;
    const sets = seen.get(key);
    this.#steps -= sets?.length ?? 0;
    if (sets?.some((known) => isSubset(known, used))) return;
    if (sets === undefined) seen.set(key, [used]);
    else sets.push(used);
    list.push(situation);
  }

  #note({ position, name }: Situation<State>): void {
    if (position > this.#furthest) {
      this.#furthest = position;
      this.#states.clear();
    }
    if (position === this.#furthest && this.#states.size < SHOWN_STATES) this.#states.add(name);
  }
}

const endOf = (operation: { readonly completed: number | undefined }): number =>
  operation.completed ?? Infinity;

function overlaps(
  completed: readonly { readonly invoked: number; readonly completed: number | undefined }[],
): readonly (readonly number[])[] {
  const open: number[][] = completed.map(() => []);
  completed.forEach((later, number) => {
    for (let earlier = number - 1; earlier >= 0; earlier -= 1) {
      const before = completed[earlier];
      if (before === undefined || endOf(before) < later.invoked) break;
      open[earlier]?.push(number);
    }
  });
  return open;
}

function counts(
  completed: readonly { readonly completed: number | undefined }[],
  unknown: readonly { readonly invoked: number }[],
): readonly number[] {
  let available = 0;
  return completed.map((operation) => {
    while ((unknown[available]?.invoked ?? Infinity) <= endOf(operation)) available += 1;
    return available;
  });
}

function insert(sorted: readonly number[], number: number): readonly number[] {
  const at = sorted.findIndex((one) => one > number);
  return at < 0 ? [...sorted, number] : [...sorted.slice(0, at), number, ...sorted.slice(at)];
}

/** Both ascending. */
function isSubset(small: readonly number[], large: readonly number[]): boolean {
  if (small.length > large.length) return false;
  let at = 0;
  for (const number of small) {
    while (at < large.length && (large[at] ?? number) < number) at += 1;
    if (large[at] !== number) return false;
    at += 1;
  }
  return true;
}
