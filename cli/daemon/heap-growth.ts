/** How much a manager's heap may grow between two collections of all of it. */
import { setFlagsFromString } from 'node:v8';

/**
 * Percent of what is kept. V8's own measure is from 10 to 300, the less the more slowly the heap has grown lately: after quiet hours the
 * collections of all come one after the other when a thousand agents come back (v8/src/heap/memory-controller.cc).
 */
const GROWING_PERCENT = 100;

/** V8 reads it whenever such a collection ends. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
