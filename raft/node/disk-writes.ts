/** Writes of this member on the way to its disk: begun in order, told to the core as each ends, and how the disk is doing. */
import type { Message } from '../core/message.js';
import type { RaftCore } from '../core/raft.js';
import type { Write } from '../core/ready.js';
import { DiskWatch } from './disk-watch.js';
import { LogWriter } from './log-writer.js';
import type { LogStore, SnapshotStore } from './ports.js';

export interface DiskWritesDeps {
  readonly core: RaftCore;
  readonly log: LogStore;
  readonly store: SnapshotStore | undefined;
  readonly now: () => number;
  /** What was to wait until it is true. */
  readonly send: (messages: readonly Message[]) => void;
  /** The end of a write is taken into account at once. */
  readonly turn: () => void;
  /** Another turn is needed. */
  readonly again: () => void;
  readonly isRunning: () => boolean;
  readonly fail: (error: unknown) => void;
}

export class DiskWrites {
  readonly #deps: DiskWritesDeps;
  readonly #writer: LogWriter;
  readonly #disk: DiskWatch;
  #underWay = 0;
  #last: Promise<void> = Promise.resolve();

  /** `limitMs`: a write longer than this is no ordinary one. */
  constructor(deps: DiskWritesDeps, limitMs: number) {
    this.#deps = deps;
    this.#writer = new LogWriter(deps);
    this.#disk = new DiskWatch(limitMs);
  }

  /** Not every move of the commit hint is worth a write: it goes along with the next one. */
  keepsHint(write: Write): boolean {
    if (this.#underWay > 0 || !this.#writer.keepsHint(write)) return false;
    this.#written(write);
    return true;
  }

  begin(write: Write): void {
    const { core, fail } = this.#deps;
    this.#disk.begun(this.#deps.now());
    this.#underWay += 1;
    // The leader waits for its answer, and one entry alone leaves nothing to do meanwhile.
    const isAwaited = core.role === 'follower' && write.entries.length === 1;
    this.#last = this.#writer.write(write, isAwaited).then(
      (outcome) => this.#ended(write, outcome),
      (error: unknown) => fail(error),
    );
  }

  /** Unless a write is under way, which takes it along. */
  flushHint(): void {
    const { core, fail } = this.#deps;
    if (this.#underWay > 0 || core.diskFull) return;
    this.#writer.flushHint().catch((error: unknown) => fail(error));
  }

  /** Runs work on the log when what was begun before has ended. */
  serial(work: () => Promise<void>): Promise<void> {
    return this.#writer.serial(work);
  }

  /** Called on every turn, with whether time passed: what found no room is tried again now and then. */
  retry(isTick: boolean): void {
    this.#disk.retry(this.#deps.core, isTick);
  }

  /** There is no room, or a write takes too long. */
  isUnwell(now: number): boolean {
    return this.#deps.core.diskFull || this.#disk.isStuck(now);
  }

  /** What was begun has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #ended(write: Write, outcome: 'written' | 'full'): void {
    const { isRunning, now, again, fail, turn } = this.#deps;
    this.#underWay -= 1;
    if (!isRunning()) return;
    this.#disk.ended(now());
    if (outcome === 'full') {
      this.#disk.refused(write);
      again();
      return;
    }
    try {
      this.#written(write);
    } catch (error) {
      fail(error);
    }
    turn();
  }

  #written({ ticket, messagesAfter }: Write): void {
    this.#deps.core.written(ticket);
    this.#deps.send(messagesAfter);
  }
}
