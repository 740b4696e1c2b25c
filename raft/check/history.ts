/** What clients saw: operations with the interval in which each may have taken effect, and the model they are held to. */

/** `completed` undefined: nobody knows the outcome; it may take effect at any time after `invoked`, or never. */
export interface Operation<Input, Output> {
  readonly client: string | number;
  /** Operations on different keys are independent of each other. */
  readonly key: string;
  /** Any clock that all clients share. An operation invoked at the instant another completed overlaps it. */
  readonly invoked: number;
  readonly completed: number | undefined;
  readonly input: Input;
  /** The answer; undefined when the outcome is unknown. Operations that certainly did nothing do not belong here. */
  readonly output: Output | undefined;
}

/** The sequential behaviour of one key. States are values: `step` returns a new one. */
export interface Model<State, Input, Output> {
  initial(key: string): State;
  /** The next state; undefined when this answer cannot be given here. An unknown outcome has no `output`. */
  step(state: State, input: Input, output: Output | undefined): State | undefined;
  /** Equal states have equal names, others different ones. */
  name(state: State): string;
  /**
   * Of the operations of unknown outcome on one key those that could explain an answer; leaving out what nobody can
   * have seen keeps the search small. Default: all.
   */
  relevant?(
    unknown: readonly Operation<Input, Output>[],
    completed: readonly Operation<Input, Output>[],
  ): readonly Operation<Input, Output>[];
  /** Whether an operation with this answer leaves every state as it is. Default: false. */
  changesNothing?(input: Input, output: Output | undefined): boolean;
  /** Whether the next state does not depend on the one before. Default: false. */
  overwrites?(input: Input): boolean;
}

/** Where a history stops making sense. */
export interface Witness<Input, Output> {
  readonly key: string;
  /** No order of the operations before it explains this answer. */
  readonly operation: Operation<Input, Output>;
  /** Names of the states that were possible when it completed. */
  readonly states: readonly string[];
  /** Operations that overlap it. */
  readonly concurrent: readonly Operation<Input, Output>[];
  /** The last few that completed before it began, oldest first. */
  readonly before: readonly Operation<Input, Output>[];
}

export type Verdict<Input, Output> =
  | { readonly kind: 'ok' }
  | { readonly kind: 'violation'; readonly witness: Witness<Input, Output> }
  /** The search was given up after `maxSteps`; the history may be right or wrong. */
  | { readonly kind: 'undecided'; readonly key: string; readonly operations: number };
