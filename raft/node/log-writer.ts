/** The way to the log: one piece of work after the other. A write that found no room is told from one that failed. */
import type { HardState } from '../core/types.js';
import type { LogStore, SnapshotStore } from './ports.js';
import type { Write } from '../core/ready.js';

export interface LogWriterDeps {
  readonly log: LogStore;
  readonly store: SnapshotStore | undefined;
}

export class LogWriter {
  readonly #deps: LogWriterDeps;
  #last: Promise<void> = Promise.resolve();
  /** The hard state in force, where its commit hint is all that the log does not have. */
  #hint: HardState | undefined;

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
   * Whether the write moves the commit hint and nothing else: then it is as good as written, and goes with the next one or
   * with `flushHint`. Nothing depends on when.
   */
  keepsHint({ entries, hardState, mustSync, snapshot }: Write): boolean {
    if (mustSync || entries.length > 0 || snapshot !== undefined) return false;
    this.#hint = hardState ?? this.#hint;
    return true;
  }

  /** For a log that is read without its node, and for one that has long nothing else to write. */
  async flushHint(): Promise<void> {
    const hardState = this.#takeHint();
    if (hardState === undefined) return;
    try {
      await this.serial(() => this.#deps.log.append({ entries: [], hardState, mustSync: false }));
    } catch (error) {
      // The next write says what a full disk means; a hint that was not stored says less, not wrong.
      if (!isFull(error)) throw error;
    }
  }

  /**
   * A received state is switched to only when the log begins behind it: a crash in between is seen by both. `full`: there
   * was no room, nothing is written. Rejects when the log or the state failed.
   */
  async write(
    { entries, hardState: changed, mustSync, snapshot }: Write,
    prompt: boolean,
  ): Promise<'written' | 'full'> {
    const { log, store } = this.#deps;
    const hint = this.#takeHint();
    const hardState = changed ?? hint;
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

  #takeHint(): HardState | undefined {
    const hint = this.#hint;
    this.#hint = undefined;
    return hint;
  }
}

/** The port's promise: such a write left nothing behind, and may be tried again. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'log-full';
}
