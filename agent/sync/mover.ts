/**
 * Goes over to another manager while the present one goes on serving: a second session is brought up behind the first,
 * what it brings waits, and takes effect in the moment in which it leads on from all that the first has brought.
 */
import type { Directions, ManagerAddress } from '../../proto/agent-messages.js';
import type { HeldNetwork } from '../reconcile/notices.js';
import type { Timers } from '../reconcile/timers.js';
import type { Session, SessionEnd } from './session.js';

/** A session that was begun, and how it will have ended. */
export interface Attempt {
  readonly manager: ManagerAddress;
  readonly session: Session;
  readonly ended: Promise<SessionEnd>;
}

export interface MoverDeps {
  readonly timers: Timers;
  readonly log: { info(fields: object, message: string): void };
  /** Begins a session that does not count yet. */
  readonly open: (manager: ManagerAddress) => Attempt;
  readonly held: () => readonly HeldNetwork[];
  /** Highest revision that may be acknowledged for a network which is not held any more. */
  readonly goneUpTo: () => number;
  /** The attempt's session counts from now on. Called in the moment in which it leads on. */
  readonly takeOver: (next: Attempt) => void;
}

export interface MoverOptions {
  /** For the other manager to tell everything, its welcome included. */
  readonly syncMs: number;
  /** How long the present session may wait for the other one to lead on. */
  readonly catchUpMs: number;
  /** Between two moves: whatever managers say, an agent does not go to and fro. */
  readonly restMs: number;
}

export const MOVING: MoverOptions = { syncMs: 10_000, catchUpMs: 1_000, restMs: 60_000 };

export class Mover {
  readonly #deps: MoverDeps;
  readonly #options: MoverOptions;
  #candidate: Attempt | undefined;
  #movedAt: number | undefined;
  readonly counters = { moved: 0, stayed: 0 };

  constructor(deps: MoverDeps, options: MoverOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Tries the managers one after the other; one move at a time, and none soon after one. */
  async move(current: Attempt, { reason, managers }: Directions): Promise<void> {
    const { timers, log } = this.#deps;
    const isResting =
      this.#movedAt !== undefined && timers.now() - this.#movedAt < this.#options.restMs;
    if (this.#candidate || isResting) return;
    for (const manager of managers) {
      const refusal = await this.#try(current, manager);
      const fields = { peer: manager.nodeId, from: current.manager.nodeId };
      if (refusal === undefined) {
        this.#movedAt = timers.now();
        this.counters.moved += 1;
        return log.info({ ...fields, reason }, 'moved to another manager');
      }
      log.info({ ...fields, refusal }, 'another manager did not take over');
      if (!current.session.stream) break;
    }
    this.counters.stayed += 1;
  }

  stop(): void {
    this.#candidate?.session.stop();
  }

  /** Undefined when the manager has taken over, or why it has not. */
  async #try(current: Attempt, manager: ManagerAddress): Promise<string | undefined> {
    const next = this.#deps.open(manager);
    this.#candidate = next;
    const refusal = await this.#lead(current, next);
    this.#candidate = undefined;
    if (refusal === undefined) return undefined;
    next.session.stop();
    current.session.release();
    return refusal;
  }

  #lead(current: Attempt, next: Attempt): Promise<string | undefined> {
    const { timers, takeOver } = this.#deps;
    const { syncMs, catchUpMs } = this.#options;
    const goneBefore = current.session.content.goneCount;
    return new Promise((resolve) => {
      const cancels: (() => void)[] = [];
      let isSettled = false;
      let isWaiting = false;
      const settle = (refusal?: string): void => {
        if (isSettled) return;
        isSettled = true;
        for (const cancel of cancels) cancel();
        if (refusal === undefined) takeOver(next);
        resolve(refusal);
      };
      const look = (): void => {
        if (isSettled || !next.session.content.isToldAll) return;
        // What came and went meanwhile cannot be told from what waits.
        if (current.session.content.goneCount !== goneBefore) return settle('a network went');
        if (this.#leadsOn(next)) return settle();
        if (isWaiting) return;
        isWaiting = true;
        current.session.content.holdBack();
        cancels.push(timers.after(catchUpMs, () => settle('it stays behind')));
      };
      next.session.content.holdBack(look);
      cancels.push(timers.after(syncMs, () => settle('not in sync in time')));
      void next.ended.then((end) => settle('reason' in end ? end.reason : end.kind));
      void current.ended.then(() => settle('the session before it ended'));
    });
  }

  #leadsOn({ session }: Attempt): boolean {
    return session.content.covers(this.#deps.held(), this.#deps.goneUpTo());
  }
}
