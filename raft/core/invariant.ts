/** Assertions that stay on in production: a broken one means that going on could lose data. */

export class InvariantViolation extends Error {
  constructor(message: string) {
    super(`raft invariant violated: ${message}`);
    this.name = 'InvariantViolation';
  }
}

/** Stops the member (by a throw out of the core) when something that can never be is. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}

/** An index or term beyond 2^53-1 would silently lose precision. */
export function safeNext(value: number): number {
  invariant(value < Number.MAX_SAFE_INTEGER, 'an index or term left the safe integers');
  return value + 1;
}
