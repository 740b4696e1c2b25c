/** The history of changes as watches read it: from a position on, and a word when there is more. */
import {
  comparePositions,
  endOf,
  LIFE_GAP,
  type EventPosition,
} from '../../model/event-position.js';
import { HISTORY_LEVEL } from '../state/history.js';
import type { HistoryEvent } from '../state/tables/events.js';
import type { StateView } from '../state/view.js';

export class WatchFeed {
  readonly #view: StateView;
  readonly #listeners = new Set<() => void>();
  #notifying = false;

  constructor(deps: { readonly view: StateView }) {
    this.#view = deps.view;
  }

  /** False until every manager of the cluster keeps a history. */
  get recording(): boolean {
    return (this.#view.cluster()?.featureLevel ?? 0) >= HISTORY_LEVEL;
  }

  /** Changes behind this position are complete. */
  get floor(): EventPosition {
    return this.#view.historyFloor();
  }

  /** Of the last change. */
  get end(): EventPosition {
    return this.#view.historyEnd();
  }

  /**
   * Undefined: all that follows the position is kept. Otherwise the oldest revision to go on from: the rest is gone, or the
   * position is of a life of the cluster whose end the present one does not know.
   */
  lostBehind(position: EventPosition): number | undefined {
    const { floor } = this;
    return comparePositions(position, floor) < 0 ? floor.revision : this.#nextLife(position);
  }

  /**
   * As `lostBehind`, of a revision that is asked about and not gone on from: undefined where it is one of this state's. One
   * from before what is kept is, unless another life went before.
   */
  foreign(revision: number): number | undefined {
    const { floor } = this;
    if (revision >= floor.revision) return this.#nextLife(endOf(revision));
    return (this.#view.cluster()?.epoch ?? 1) > 1 ? floor.revision : undefined;
  }

  /** Where the present life begins, if the position is of the end of another one. */
  #nextLife(position: EventPosition): number | undefined {
    const [next] = this.#view.historyAfter(position, 1);
    // Of a revision that is known all changes are.
    if (!next || position.revision <= next.after.revision) return undefined;
    return next.revision - next.after.revision >= LIFE_GAP ? next.revision : undefined;
  }

  /** At most `limit` changes behind the position, in order; undefined when some of them are gone. */
  after(position: EventPosition, limit: number): readonly HistoryEvent[] | undefined {
    if (this.lostBehind(position) !== undefined) return undefined;
    return this.#view.historyAfter(position, limit);
  }

  /** There may be more to read, also after the state was replaced. */
  publish(): void {
    if (this.#notifying || this.#listeners.size === 0) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Called once after each turn in which something was published. Returns the way to stop. */
  onPublish(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
