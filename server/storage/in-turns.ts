/** Work in steps on the thread that also answers peers: everything that waits has its turn between two of them. */

/** Rejects with what a step throws. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await nextTurn();
  }
}

/** Of the process: a simulation puts its own in its place. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
