/**
 * How far a session runs ahead of what its agent has acknowledged: a few deltas of each network. What changes meanwhile
 * travels as one, so that a storm of changes costs an agent as many deltas as it can take in, and not one for each change.
 */

/** Deltas of a network. A change at a time never gets so far. */
const AHEAD = 4;

export class Pace {
  /** By network: revisions of the deltas sent and not acknowledged, oldest first. */
  readonly #sent = new Map<string, number[]>();
  readonly #held = new Set<string>();
  /** An agent that is about to come over from another manager acknowledges nothing here, and is not waited for. */
  #isAnswered = false;

  /** Networks with something to send that wait for an acknowledgement. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** Whether the network has to wait. */
  holds(networkId: string): boolean {
    const ahead = this.#sent.get(networkId)?.length ?? 0;
    const isHeld = this.#isAnswered && ahead >= AHEAD;
    if (isHeld) this.#held.add(networkId);
    return isHeld;
  }

  sent(networkId: string, revision: number): void {
    // What was acknowledged to the manager before is not acknowledged here again.
    if (!this.#isAnswered) return;
    const sent = this.#sent.get(networkId);
    if (sent) sent.push(revision);
    else this.#sent.set(networkId, [revision]);
  }

  /** Whether the network has waited for this. */
  acked(networkId: string, revision: number): boolean {
    this.#isAnswered = true;
    const left = this.#sent.get(networkId)?.filter((one) => one > revision) ?? [];
    if (left.length > 0) this.#sent.set(networkId, left);
    else this.#sent.delete(networkId);
    return left.length < AHEAD && this.#held.delete(networkId);
  }

  /** Nothing is awaited any more of the network. */
  forget(networkId: string): void {
    this.#sent.delete(networkId);
    this.#held.delete(networkId);
  }

  /** Waits no longer for those that wait: answers them. A slow kernel delays what its agent is told, but not for long. */
  release(): string[] {
    const held = [...this.#held];
    for (const networkId of held) this.forget(networkId);
    return held;
  }
}
