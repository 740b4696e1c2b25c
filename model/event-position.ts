/** The place of a change in the history: its revision, and which of that revision's changes it is. */

export interface EventPosition {
  readonly revision: number;
  /** From 0. */
  readonly n: number;
}

const END = Number.MAX_SAFE_INTEGER;
const FORM = /^(\d{1,16})(?:-(\d{1,8}))?$/;

/** As `57-2`, or `57` for the end of that revision. */
export function formatPosition({ revision, n }: EventPosition): string {
  return n === END ? `${revision}` : `${revision}-${n}`;
}

/** `57-2`, or `57` for the end of that revision. Undefined for anything else. */
export function parsePosition(text: string): EventPosition | undefined {
  const [, revision, n] = FORM.exec(text) ?? [];
  if (revision === undefined || Number(revision) > Number.MAX_SAFE_INTEGER) return undefined;
  return n === undefined ? endOf(Number(revision)) : { revision: Number(revision), n: Number(n) };
}

/** Behind every change of the revision. */
export function endOf(revision: number): EventPosition {
  return { revision, n: END };
}

/** The next life of a cluster (a restored backup, a forced recovery) begins at least so many revisions above the end of the one before. */
export const LIFE_GAP = 1_000_000_000;

/** Negative: `a` comes first. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  return a.revision - b.revision || a.n - b.n;
}
