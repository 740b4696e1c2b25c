/** Tells a person at a terminal what is taking its time: one line on stderr after a second, wiped at the end. */
import type { CliContext } from '../context.js';

const SHOW_AFTER_MS = 1_000;
const REFRESH_MS = 500;
const WIPE = '\r\u001b[K';

/** Runs `work`; `label` may change while it runs. Off a terminal nothing is printed. */
export async function withProgress<T>(
  context: Pick<CliContext, 'stderr'>,
  label: () => string,
  work: () => Promise<T>,
): Promise<T> {
  if (context.stderr.isTTY !== true) return work();
  const start = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.floor((performance.now() - start) / 1_000);
    if (seconds * 1_000 >= SHOW_AFTER_MS) context.stderr.write(`${WIPE}${label()} (${seconds} s)`);
  }, REFRESH_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    context.stderr.write(WIPE);
  }
}
