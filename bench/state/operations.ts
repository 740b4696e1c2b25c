/** Counts what work does to maps and sets: a measure of cost that no other load on the machine changes. */

const COUNTED = [
  [Map.prototype, ['get', 'set', 'has', 'delete', 'keys', 'values', 'entries']],
  [Set.prototype, ['has', 'add', 'delete', 'keys', 'values', 'entries']],
] as const;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Operations on all maps and sets of the process while `work` runs. */
export function countOperations(work: () => void): number {
  const stop = count();
  try {
    work();
  } finally {
    stop();
  }
  return stop();
}

/** As `countOperations`, until the work settles: also what else the process does meanwhile. */
export async function countOperationsOf(work: () => Promise<unknown>): Promise<number> {
  const stop = count();
  try {
    await work();
  } finally {
    stop();
  }
  return stop();
}

/** Returns the way to stop, which answers the count. */
function count(): () => number {
  let operations = 0;
  const restore: (() => void)[] = [];
  for (const [prototype, names] of COUNTED) {
    const methods = prototype as unknown as Record<string, Method>;
    for (const name of names) {
      const original = methods[name];
      if (!original) throw new Error(`no method ${name}`);
      methods[name] = function (...given) {
        operations += 1;
        return original.apply(this, given);
      };
      restore.push(() => (methods[name] = original));
    }
  }
  return () => {
    for (const undo of restore.splice(0)) undo();
    return operations;
  };
}
