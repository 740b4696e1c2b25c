/** Long work in steps: a generator pauses where others may have their turn, and whoever runs it decides whether they do. */

/** Without pauses. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Passes items on and pauses after each `count` of them; never for `Infinity`. */
export function* inBatches<V>(
  items: Iterable<V>,
  count: number,
  each: (item: V) => void,
): Generator<void, void> {
  if (Array.isArray(items)) return yield* inParts(items as readonly V[], count, each);
  let left = count;
  for (const item of items) {
    each(item);
    left -= 1;
    if (left > 0) continue;
    yield;
    left = count;
  }
}

/** As `inBatches`, without an object for each item. */
function* inParts<V>(
  items: readonly V[],
  count: number,
  each: (item: V) => void,
): Generator<void, void> {
  for (let start = 0; start < items.length; start += count) {
    const end = Math.min(start + count, items.length);
    for (let at = start; at < end; at++) each(items[at] as V);
    if (end - start === count) yield;
  }
}
