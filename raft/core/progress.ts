/** What a leader knows of one other member's log, and how much it may send without an answer. */
import { invariant } from './invariant.js';
import type { MemberId } from './types.js';

interface Flight {
  readonly last: number;
  readonly bytes: number;
}

export interface ProgressLimits {
  readonly maxInflightMessages: number;
  readonly maxInflightBytes: number;
}

/**
 * How often streaming may begin anew between two answered heartbeats. On a path that reorders, each refusal of a late
 * window and each acceptance would begin another window, and their answers yet more.
 */
const MAX_RESTARTS = 1;

export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/**
 * `probe`: searching for the match, one message at a time, or waiting out a path that reorders. `replicate`: streaming optimistically inside a window.
 * `snapshot`: a state is on its way, nothing else is sent. Always `match < next`.
 */
export class Progress {
  readonly id: MemberId;
  readonly #limits: ProgressLimits;
  #state: ProgressState = 'probe';
  #match = 0;
  #next: number;
  /** Of the state on its way. */
  #snapshotIndex = 0;
  #probePending = false;
  #flights: Flight[] = [];
  #flightBytes = 0;
  /** Times that a refusal ended streaming since a heartbeat was last answered. */
  #restarts = 0;
  /** Heard from since the last check-quorum. */
  recentlyActive: boolean;
  /** An empty append is due, to find out whether a window was lost. */
  nudge = false;
  /** The highest commit index told so far. */
  sentCommit = 0;
  /** The highest round of heartbeats answered. */
  ackedRound = 0;

  constructor(id: MemberId, next: number, limits: ProgressLimits, recentlyActive: boolean) {
    this.id = id;
    this.#next = next;
    this.#limits = limits;
    this.recentlyActive = recentlyActive;
  }

  get match(): number {
    return this.#match;
  }

  get next(): number {
    return this.#next;
  }

  get state(): ProgressState {
    return this.#state;
  }

  /** The first entry it may still ask for, less one: what it holds, or will when the state on its way has arrived. */
  get floor(): number {
    return this.#state === 'snapshot' ? Math.max(this.#match, this.#snapshotIndex) : this.#match;
  }

  get inflightBytes(): number {
    return this.#flightBytes;
  }

  get inflightMessages(): number {
    return this.#flights.length;
  }

  get paused(): boolean {
    if (this.#state === 'replicate') return this.windowFull;
    return this.#state === 'snapshot' || this.#probePending;
  }

  get windowFull(): boolean {
    return (
      this.#flights.length >= this.#limits.maxInflightMessages ||
      this.#flightBytes >= this.#limits.maxInflightBytes
    );
  }

  /** An append with `count` entries up to `last` (empty: 0) was sent. */
  sent(count: number, last: number, bytes: number): void {
    if (this.#state === 'probe') {
      this.#probePending = true;
      return;
    }
    if (count === 0) return;
    this.#next = last + 1;
    this.#flights.push({ last, bytes });
    this.#flightBytes += bytes;
  }

  /**
   * Returns whether the match grew. Late and repeated answers change nothing. `firstIndex`: of the leader's log, from
   * which a member that got a state can go on.
   */
  accepted(index: number, firstIndex: number): boolean {
    const grew = index > this.#match;
    if (grew) this.#match = index;
    this.#next = Math.max(this.#next, index + 1);
    if (this.#state === 'probe') {
      this.#probeAccepted(grew, index);
    } else if (this.#state === 'replicate') {
      this.#landed(index);
    } else if (this.#match + 1 >= firstIndex) {
      this.#becomeReplicate();
    }
    this.#check();
    return grew;
  }

  /** `retryAt`: the best index that may match. Returns false for an answer to something long settled. */
  refused(index: number, retryAt: number): boolean {
    if (this.#state === 'replicate') {
      if (index <= this.#match) return false;
      this.#restarts += 1;
      this.becomeProbe();
      return true;
    }
    if (this.#state === 'snapshot' || index !== this.#next - 1) return false;
    this.#next = Math.max(Math.min(index, retryAt + 1), this.#match + 1);
    this.#probePending = false;
    this.#check();
    return true;
  }

  becomeProbe(): void {
    this.#state = 'probe';
    this.#next = this.#match + 1;
    this.#clearFlights();
  }

  /** A state up to `index` is sent: nothing else until it arrived, or failed to. */
  becomeSnapshot(index: number): void {
    this.#state = 'snapshot';
    this.#snapshotIndex = index;
    this.#next = Math.max(this.#next, index + 1);
    this.#clearFlights();
  }

  /** The state arrived, or failed to. Either way nothing is sent before the member is heard again. */
  snapshotEnded(arrived: boolean): void {
    if (this.#state !== 'snapshot') return;
    this.becomeProbe();
    if (arrived) this.#next = Math.max(this.#next, this.#snapshotIndex + 1);
    this.#probePending = true;
  }

  /** A heartbeat was answered: the connection lives, so ask again where nothing came back. */
  resume(lastIndex: number): void {
    this.#probePending = false;
    this.#restarts = 0;
    if (this.#state === 'replicate' && this.#match < lastIndex) this.nudge = true;
  }

  /** After too many restarts: one message at a time, the next only for an answer that says something new. */
  #probeAccepted(grew: boolean, index: number): void {
    if (this.#restarts > MAX_RESTARTS) {
      if (grew) this.#probePending = false;
    } else if (grew || index === this.#match) {
      this.#becomeReplicate();
    }
  }

  #becomeReplicate(): void {
    this.#state = 'replicate';
    this.#next = this.#match + 1;
    this.#clearFlights();
  }

  #landed(index: number): void {
    let landed = 0;
    for (const flight of this.#flights) {
      if (flight.last > index) break;
      this.#flightBytes -= flight.bytes;
      landed += 1;
    }
    if (landed > 0) this.#flights = this.#flights.slice(landed);
  }

  #clearFlights(): void {
    this.#probePending = false;
    this.#flights = [];
    this.#flightBytes = 0;
  }

  #check(): void {
    invariant(this.#match < this.#next, 'the next index of a member is not behind its match');
  }
}
