/** Several metrics of one scrape are read from one computation: they are asked for within the same turn of the event loop. */
export function onceATurn<T>(compute: () => T): () => T {
  let held: { readonly value: T } | undefined;
  return () => {
    if (held === undefined) {
      held = { value: compute() };
      setImmediate(() => (held = undefined));
    }
    return held.value;
  };
}
