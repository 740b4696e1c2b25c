/** The error of a run in which something that must hold did not. */

export class Breach extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Breach';
  }
}

export function ensure(condition: boolean, breach: string): asserts condition {
  if (!condition) throw new Breach(breach);
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
