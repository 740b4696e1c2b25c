/**
 * Whether a history could have come from one copy that does one thing at a time. Keys are searched one by one
 * (linearizability is compositional), depth first over the completions: an operation takes its place no later than when
 * it returned, pulled forward only by need, and no situation is visited twice. Wing and Gong 1993; Lowe 2017.
 */
import { Search } from './search.js';
import type { Model, Operation, Verdict, Witness } from './history.js';

export interface CheckOptions {
  /** Bound of the search for one key, in steps of the model. Default 20 million, some ten seconds. */
  readonly maxSteps?: number;
}

const MAX_STEPS = 20_000_000;
const SHOWN_BEFORE = 8;

/** The first key in order of appearance that is wrong decides; an undecided one only when no other is wrong. */
export function checkLinearizability<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
  options: CheckOptions = {},
): Verdict<Input, Output> {
  let undecided: Verdict<Input, Output> | undefined;
  for (const [key, operations] of byKey(history)) {
    const search = new Search(model, key, operations, options.maxSteps ?? MAX_STEPS);
    const outcome = search.run();
    if (outcome === 'ok') continue;
    if (outcome === 'undecided') {
      undecided ??= { kind: 'undecided', key, operations: operations.length };
      continue;
    }
    const { operation, states } = outcome;
    return { kind: 'violation', witness: witness(key, operation, states, operations) };
  }
  return undecided ?? { kind: 'ok' };
}

function byKey<Input, Output>(
  history: readonly Operation<Input, Output>[],
): ReadonlyMap<string, readonly Operation<Input, Output>[]> {
  const keys = new Map<string, Operation<Input, Output>[]>();
  for (const operation of history) {
    const known = keys.get(operation.key);
    if (known === undefined) keys.set(operation.key, [operation]);
    else known.push(operation);
  }
  return keys;
}

function witness<Input, Output>(
  key: string,
  operation: Operation<Input, Output>,
  states: readonly string[],
  operations: readonly Operation<Input, Output>[],
): Witness<Input, Output> {
  const end = operation.completed ?? Infinity;
  const isBefore = (one: Operation<Input, Output>): boolean =>
    (one.completed ?? Infinity) < operation.invoked;
  const before = operations
    .filter(isBefore)
    .sort((left, right) => (left.completed ?? 0) - (right.completed ?? 0))
    .slice(-SHOWN_BEFORE);
  const concurrent = operations.filter(
    (one) =>
      one !== operation && !isBefore(one) && one.invoked <= end && one.completed !== undefined,
  );
  return { key, operation, states, concurrent, before };
}
