/** Heartbeats numbered by the leader, and when each round was sent: what an answer to one proves. Thesis, section 6.4. */

export class HeartbeatRounds {
  #last = 0;
  #ticks = 0;
  /** Rounds younger than the longest lease, oldest first. */
  #sent: { readonly round: number; readonly tick: number }[] = [];
  /** Rounds up to here prove nothing about now: the clock stood still after them. */
  #void = 0;

  /** The last round begun; 0 = none. */
  get last(): number {
    return this.#last;
  }

  begin(): number {
    this.#last += 1;
    this.#sent.push({ round: this.#last, tick: this.#ticks });
    return this.#last;
  }

  tick(leaseTicks: number): void {
    this.#ticks += 1;
    const oldest = this.#ticks - leaseTicks;
    while ((this.#sent[0]?.tick ?? oldest) < oldest) this.#sent.shift();
  }

  /** Time passed that was not counted. */
  stalled(): void {
    this.#void = this.#last;
  }

  /** Whether a round that a quorum answered was sent less than `leaseTicks` ago. */
  isFresh(answered: number, leaseTicks: number): boolean {
    if (answered <= this.#void) return false;
    return this.#sent.some(
      ({ round, tick }) => round === answered && this.#ticks - tick < leaseTicks,
    );
  }
}
