/** The history of changes as watches read it: from a position on, and a word when there is more. */
import { comparePositions, type EventPosition } from '../../model/event-position.js';
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

  /** At most `limit` changes behind the position, in order; undefined when some of them are gone. */
  after(position: EventPosition, limit: number): readonly HistoryEvent[] | undefined {
    if (comparePositions(position, this.floor) < 0) return undefined;
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
