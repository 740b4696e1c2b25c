/** Counts what work does to maps and sets: a measure of cost that no other load on the machine changes. */

const COUNTED = [
  [Map.prototype, ['get', 'set', 'has', 'delete', 'keys', 'values', 'entries']],
  [Set.prototype, ['has', 'add', 'delete', 'keys', 'values', 'entries']],
] as const;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Operations on all maps and sets of the process while `work` runs. */
export function countOperations(work: () => void): number {
  let count = 0;
  const restore: (() => void)[] = [];
  for (const [prototype, names] of COUNTED) {
    const methods = prototype as unknown as Record<string, Method>;
    for (const name of names) {
      const original = methods[name];
      if (!original) throw new Error(`no method ${name}`);
      methods[name] = function (...given) {
        count += 1;
        return original.apply(this, given);
      };
      restore.push(() => (methods[name] = original));
    }
  }
  try {
    work();
  } finally {
    for (const undo of restore) undo();
  }
  return count;
}
