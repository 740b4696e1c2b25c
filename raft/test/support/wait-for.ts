/** Waits for a condition that events of the real world bring about; fails after a generous bound. */
export async function waitFor(condition: () => boolean, boundMs = 20_000): Promise<void> {
  const deadline = performance.now() + boundMs;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`Not within ${boundMs} ms: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
