/** How long the write under way has taken: a leader whose disk stands still hands over to one whose disk does not. */

export class DiskWatch {
  readonly #limitMs: number;
  #since: number | undefined;

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

  isStuck(now: number): boolean {
    return this.#since !== undefined && now - this.#since > this.#limitMs;
  }
}
