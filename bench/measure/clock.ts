/** One clock for all processes of a benchmark: CLOCK_MONOTONIC, which network namespaces share. */

/** Milliseconds since boot, comparable between processes of this machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
