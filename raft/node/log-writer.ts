/** The way to the log: one piece of work after the other. A write that found no room is told from one that failed. */
import type { LogStore, SnapshotStore } from './ports.js';
import type { Write } from '../core/ready.js';

export interface LogWriterDeps {
  readonly log: LogStore;
  readonly store: SnapshotStore | undefined;
}

export class LogWriter {
  readonly #deps: LogWriterDeps;
  #last: Promise<void> = Promise.resolve();

  constructor(deps: LogWriterDeps) {
    this.#deps = deps;
  }

  /** Runs work on the log when what was begun before has ended. */
  serial(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * A received state is switched to only when the log begins behind it: a crash in between is seen by both. `full`: there
   * was no room, nothing is written. Rejects when the log or the state failed.
   */
  async write(
    { entries, hardState, mustSync, snapshot }: Write,
    prompt: boolean,
  ): Promise<'written' | 'full'> {
    const { log, store } = this.#deps;
    const batch = {
      entries,
      mustSync,
      prompt,
      ...(hardState && { hardState }),
      ...(snapshot && { snapshot }),
    };
    try {
      // Both before the next write begins: writes end in order.
      await this.serial(async () => {
        await log.append(batch);
        if (snapshot !== undefined) await store?.install(snapshot);
      });
    } catch (error) {
      if (isFull(error)) return 'full';
      throw error;
    }
    return 'written';
  }
}

/** The port's promise: such a write left nothing behind, and may be tried again. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'log-full';
}
