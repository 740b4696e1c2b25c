/** What watches may take of a manager. */

export interface WatchLimits {
  /** Watches at once. */
  readonly count: number;
  /** Time between two bookmarks. */
  readonly bookmarkMs: number;
  /** How long a watch that was ended may take to read the end. */
  readonly endMs: number;
}

export const WATCH_LIMITS: WatchLimits = { count: 1024, bookmarkMs: 15_000, endMs: 10_000 };

/** Changes told in one turn of the event loop, over all watches: about a millisecond of work. */
export const EVENTS_PER_TURN = 64;
