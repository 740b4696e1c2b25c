/** What a check finds wrong with a history. */
import type { Try } from '../history.js';

export interface Violation {
  /** Name of the check. */
  readonly check: string;
  readonly detail: string;
  /** The tries that show it. */
  readonly tries: readonly Try[];
}
