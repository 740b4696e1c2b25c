/** Work in steps on the thread that also answers peers: everything that waits has its turn between two of them. */
import { setImmediate } from 'node:timers/promises';

/** Rejects with what a step throws. */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await setImmediate();
  }
}
