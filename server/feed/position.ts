/** Words about a place in a network's feed: where a subscriber stands, and what last happened before it. */

/** Where a subscriber stands: it holds the set of `revision`, whose digest it computed itself. */
export interface Position {
  readonly revision: number;
  readonly digest: string;
}

/** What leads on from a position. */
export interface Lead {
  /** An encoded NetworkDelta: one step, or several in one. */
  readonly frame: Buffer;
  /** Behind it. */
  readonly position: Position;
  /** To be sent before the frame. */
  readonly trace?: Buffer | undefined;
}

/** By id. */
export interface Touched {
  /** Created, changed or removed. */
  readonly endpoints: ReadonlySet<string>;
  /** Hosts that became members, left, or changed: all of their endpoints are concerned. */
  readonly members: ReadonlySet<string>;
}

/** The last change up to a revision. */
export interface LastChange {
  readonly revision: number;
  /** Of the set it made. */
  readonly digest: string;
  /** Hosts just before or after it. */
  readonly concerned: readonly string[];
  /** Those of them that left by it. */
  readonly left: readonly string[];
  /** What it touched; undefined when it is too long ago to tell. */
  readonly touched: Touched | undefined;
  /** When it was committed, unix time; 0 when too long ago to tell. */
  readonly timeMs: number;
}
