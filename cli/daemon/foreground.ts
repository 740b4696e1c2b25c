/** The life of a daemon process: start, tell who waits, run until a signal or its own end, stop in order. */
import type { CliContext } from '../context.js';
import { failureMessage, tellStarter } from './detach.js';

export interface RunningDaemon {
  /** What a starter is told; printed in the foreground. */
  readonly report: unknown;
  /** Settles when the daemon ended by itself; rejects with what stopped it. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** For last words, after everything of the daemon has ended. */
const LINGER_MS = 1000;

/**
 * Resolves when the daemon has ended after SIGTERM or SIGINT, or by itself. `title` replaces the command line in
 * process lists, so that nothing given there can be read by others.
 */
export async function runForeground(
  context: CliContext,
  title: string,
  start: () => Promise<RunningDaemon>,
  ready: (report: unknown) => Promise<void>,
): Promise<void> {
  process.title = title;
  let daemon: RunningDaemon;
  try {
    daemon = await start();
  } catch (error) {
    tellStarter(failureMessage(error));
    throw error;
  }
  const running = daemon;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= running.stop());
  const release = context.onInterrupt(stop);
  const onTerm = (): void => {
    // A failure to stop surfaces through `done` below, or here as an unhandled fault that ends the process.
    void stop();
  };
  process.once('SIGTERM', onTerm);
  tellStarter({ kind: 'ready', report: daemon.report });
  await ready(daemon.report);
  try {
    await daemon.done;
    await stopping;
  } finally {
    process.off('SIGTERM', onTerm);
    release();
    // A connection to a host that is gone would hold the process until the kernel gives it up.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
