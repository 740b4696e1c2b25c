/**
 * What is wrong with the disk of this member: a write that takes too long, or no room. A leader with such a disk hands
 * over to a member whose disk is well.
 */
import type { RaftCore } from '../core/raft.js';
import type { Write } from '../core/ready.js';

/** After a refusal for want of room, whatever is to be written is tried again this often. */
const RETRY_TICKS = 10;

export class DiskWatch {
  readonly #limitMs: number;
  #since: number | undefined;
  /** Refused and not yet given back to the core. */
  #refused: Write | undefined;
  #ticksToRetry = 0;

  /** `limitMs`: a write longer than this is no ordinary one. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  begun(now: number): void {
    this.#since = now;
  }

  /** What the write took. */
  ended(now: number): number {
    const took = this.#since === undefined ? 0 : now - this.#since;
    this.#since = undefined;
    return took;
  }

  /** There was no room. The small part of the write is tried at once, and then it all now and then. */
  refused(write: Write): void {
    this.#refused = write;
    const isSmall = write.entries.length === 0 && write.snapshot === undefined;
    this.#ticksToRetry = isSmall ? RETRY_TICKS : 0;
  }

  /** Called on every turn, with whether time passed. */
  retry(core: RaftCore, isTick: boolean): void {
    if (isTick) this.#ticksToRetry -= 1;
    if (this.#ticksToRetry > 0) return;
    if (this.#refused !== undefined) {
      core.notWritten(this.#refused);
      this.#refused = undefined;
      this.#ticksToRetry = RETRY_TICKS;
    } else if (core.diskFull) {
      core.diskHasRoom();
    }
  }

  isStuck(now: number): boolean {
    return this.#since !== undefined && now - this.#since > this.#limitMs;
  }
}
