/**
 * The model of one value that is read, written, and exchanged when it is as expected. Written values should differ, and
 * refused exchanges should say what they saw: otherwise the search for a violation is long.
 */
import type { Model, Operation } from './history.js';

/** Null: there is none. */
export type RegisterValue = string | number | null;

export type RegisterInput =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: RegisterValue }
  | { readonly kind: 'cas'; readonly expected: RegisterValue; readonly value: RegisterValue };

/** `value`: what a read saw, or an exchange that was refused; `done`: whether an exchange took place. */
export interface RegisterOutput {
  readonly value?: RegisterValue;
  readonly done?: boolean;
}

type Step = Operation<RegisterInput, RegisterOutput>;

export function registerModel(
  initial: RegisterValue = null,
): Model<{ readonly value: RegisterValue }, RegisterInput, RegisterOutput> {
  const start = { value: initial };
  return {
    initial: () => start,
    step: (state, input, output) => {
      const { value } = state;
      const wasSeen = output?.value === undefined || output.value === value;
      switch (input.kind) {
        case 'read':
          return wasSeen ? state : undefined;
        case 'write':
          return { value: input.value };
        case 'cas': {
          const fits = value === input.expected;
          if (output !== undefined && (!wasSeen || output.done !== fits)) return undefined;
          return fits ? { value: input.value } : state;
        }
      }
    },
    name: ({ value }) => (typeof value === 'string' ? `"${value}"` : String(value)),
    relevant,
    changesNothing: ({ kind }, output) => kind === 'read' || output?.done === false,
    overwrites: (input) => input.kind === 'write',
  };
}

/**
 * A write of unknown outcome matters if its value was seen, or needed by an exchange; or if an exchange was refused
 * without saying what stood there.
 */
function relevant(unknown: readonly Step[], completed: readonly Step[]): readonly Step[] {
  const seen = new Set<RegisterValue>();
  for (const { input, output } of [...completed, ...unknown]) {
    if (output?.value !== undefined) seen.add(output.value);
    if (input.kind !== 'cas') continue;
    if (output?.done === false && output.value === undefined) return unknown;
    seen.add(input.expected);
  }
  return unknown.filter(({ input }) => input.kind !== 'read' && seen.has(input.value));
}
